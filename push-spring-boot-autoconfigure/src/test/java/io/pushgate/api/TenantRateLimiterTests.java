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

package io.pushgate.api;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TenantRateLimiter}.
 */
class TenantRateLimiterTests {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());

	private final TenantRateLimiter limiter = new TenantRateLimiter(10, this.clock::get);

	@Test
	void letsASecondsWorthPassAtOnceAndThenTheRate() {
		assertThat(passing("a", 1, 100)).isEqualTo(10);
		// The clock overflows on the way.
		for (int i = 0; i < 100; i++) {
			after(100);
			assertThat(passing("a", 1, 5)).isOne();
		}
		after(500);
		assertThat(passing("a", 1, 100)).isEqualTo(5);
		after(60_000);
		assertThat(passing("a", 1, 100)).isEqualTo(10);
	}

	@Test
	void eachTenantHasARateOfItsOwn() {
		assertThat(passing("a", 1, 100)).isEqualTo(10);
		assertThat(passing("b", 1, 100)).isEqualTo(10);
	}

	@Test
	void aLargeBatchPassesAfterAPauseAndIsWaitedForAfterwards() {
		assertThat(passing("a", 50, 2)).isOne();
		after(3_000);
		assertThat(refusal("a", 1)).isEqualTo(Duration.ofSeconds(2));
		after(1_100);
		assertThat(passing("a", 1, 2)).isOne();
	}

	@Test
	void aRefusedBatchDoesNotCount() {
		assertThat(passing("a", 6, 3)).isOne();
		assertThat(passing("a", 1, 100)).isEqualTo(4);
	}

	@Test
	void isOffWithoutARate() {
		TenantRateLimiter off = new TenantRateLimiter(null, this.clock::get);
		for (int i = 0; i < 1000; i++) {
			off.count("a", 1000);
		}
		assertThat(refusal("a", 0)).isNull();
	}

	private void after(long millis) {
		this.clock.addAndGet(Duration.ofMillis(millis).toNanos());
	}

	private int passing(String tenant, int messages, int tries) {
		int passed = 0;
		for (int i = 0; i < tries; i++) {
			passed += (refusal(tenant, messages) == null) ? 1 : 0;
		}
		return passed;
	}

	private @Nullable Duration refusal(String tenant, int messages) {
		try {
			this.limiter.count(tenant, messages);
			return null;
		}
		catch (ApiException ex) {
			assertThat(ex.problem().type()).isEqualTo(ProblemType.RATE_LIMITED);
			return ex.problem().retryAfter();
		}
	}

}
