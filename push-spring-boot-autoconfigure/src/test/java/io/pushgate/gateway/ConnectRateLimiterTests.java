/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.pushgate.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectRateLimiter}.
 */
class ConnectRateLimiterTests {

	private final AtomicLong clock = new AtomicLong();

	@ParameterizedTest
	@ValueSource(longs = { 0, -5_000_000_000L, Long.MAX_VALUE - 10, Long.MIN_VALUE + 10 })
	void letsOneSecondsWorthThroughAtOnceAndThenOneByOne(long start) {
		this.clock.set(start);
		ConnectRateLimiter limiter = new ConnectRateLimiter(10, this.clock::get);
		assertThat(passing(limiter, 50)).isEqualTo(10);
		advance(99);
		assertThat(passing(limiter, 5)).isZero();
		advance(1);
		assertThat(passing(limiter, 5)).isOne();
		advance(500);
		assertThat(passing(limiter, 20)).isEqualTo(5);
		advance(60_000);
		assertThat(passing(limiter, 50)).as("a quiet minute is no credit").isEqualTo(10);
	}

	@Test
	void tellsHowLongToWait() {
		ConnectRateLimiter limiter = new ConnectRateLimiter(4, this.clock::get);
		passing(limiter, 4);
		assertThat(limiter.tryAcquire()).isEqualTo(Duration.ofMillis(250));
		advance(100);
		assertThat(limiter.tryAcquire()).isEqualTo(Duration.ofMillis(150));
		advance(150);
		assertThat(limiter.tryAcquire()).isZero();
	}

	@Test
	void whatIsGivenBackCanBeAcquiredAgain() {
		ConnectRateLimiter limiter = new ConnectRateLimiter(2, this.clock::get);
		assertThat(passing(limiter, 3)).isEqualTo(2);
		limiter.refund();
		assertThat(passing(limiter, 3)).isOne();
		advance(5000);
		limiter.refund();
		assertThat(passing(limiter, 5)).as("no more than a second's worth").isEqualTo(2);
	}

	@Test
	void whoIsRefusedCostsNothing() {
		ConnectRateLimiter limiter = new ConnectRateLimiter(1, this.clock::get);
		assertThat(passing(limiter, 1000)).isOne();
		advance(1000);
		assertThat(passing(limiter, 1000)).isOne();
	}

	@Test
	void limitsNobodyWithoutARate() {
		ConnectRateLimiter limiter = new ConnectRateLimiter(Integer.MAX_VALUE, this.clock::get);
		assertThat(passing(limiter, 100_000)).isEqualTo(100_000);
	}

	@Test
	void keepsTheRateOverALongTime() {
		ConnectRateLimiter limiter = new ConnectRateLimiter(3, this.clock::get);
		passing(limiter, 3);
		int passed = 0;
		for (int i = 0; i < 10_000; i++) {
			advance(10);
			passed += passing(limiter, 2);
		}
		assertThat(passed).isBetween(299, 301);
	}

	@Test
	void neverLetsMoreThroughHoweverManyTry() throws Exception {
		ConnectRateLimiter limiter = new ConnectRateLimiter(1000, this.clock::get);
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Integer>> tasks = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				tasks.add(() -> passing(limiter, 5000));
			}
			int passed = 0;
			for (Future<Integer> task : executor.invokeAll(tasks)) {
				passed += task.get();
			}
			assertThat(passed).isEqualTo(1000);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void advance(long millis) {
		this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private static int passing(ConnectRateLimiter limiter, int tries) {
		int passed = 0;
		for (int i = 0; i < tries; i++) {
			if (limiter.tryAcquire().isZero()) {
				passed++;
			}
		}
		return passed;
	}

}
