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
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.gateway.Admission.Decision;
import io.pushgate.gateway.Admission.Permit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Admission}.
 */
class AdmissionTests {

	private final AtomicLong clock = new AtomicLong();

	private final Admission admission = new Admission(2, Integer.MAX_VALUE, this.clock::get);

	@Test
	void aQuarterIsForStrangersAtMost() {
		Admission admission = new Admission(8, Integer.MAX_VALUE, this.clock::get);
		Permit first = admission.admit().permit();
		Permit second = admission.admit().permit();
		assertThat(admission.admitStranger(first)).isTrue();
		assertThat(admission.admitStranger(second)).isTrue();
		Permit third = admission.admit().permit();
		assertThat(admission.admitStranger(third)).isFalse();
		admission.known(first);
		admission.known(first);
		assertThat(admission.admitStranger(third)).isTrue();
		assertThat(admission.admitStranger(admission.admit().permit())).isFalse();
		// Comes to nothing.
		admission.release(second);
		assertThat(admission.admitStranger(admission.admit().permit())).isTrue();
	}

	@Test
	void refusesWhenPermitsAndPlacesReachTheLimit() {
		Permit first = permit();
		permit();
		assertFull();
		assertThat(this.admission.open(first)).isTrue();
		assertFull();
		this.admission.closed();
		assertThat(this.admission.taken()).isOne();
		permit();
		assertFull();
	}

	@Test
	void tellsAClientOfAFullNodeWhenToComeBack() {
		permit();
		permit();
		Decision decision = this.admission.admit();
		assertThat(decision.isFull()).isTrue();
		assertThat(decision.permit()).isNull();
		assertThat(decision.retryAfter()).isPositive();
	}

	@Test
	void aPermitThatIsGivenBackIsFreeOnce() {
		Permit permit = permit();
		permit();
		this.admission.release(permit);
		this.admission.release(permit);
		assertThat(this.admission.taken()).isOne();
	}

	@Test
	void aPermitThatBecameAPlaceIsNotGivenBack() {
		Permit permit = permit();
		this.admission.open(permit);
		this.admission.release(permit);
		assertThat(this.admission.taken()).isOne();
	}

	@Test
	void aPermitLapsesThatIsNotUsedInTime() {
		permit();
		advance(Duration.ofSeconds(5));
		permit();
		advance(Duration.ofSeconds(5));
		this.admission.sweep();
		assertThat(this.admission.taken()).isEqualTo(2);
		advance(Duration.ofNanos(1));
		this.admission.sweep();
		assertThat(this.admission.taken()).isOne();
		advance(Duration.ofSeconds(5));
		this.admission.sweep();
		assertThat(this.admission.taken()).isZero();
	}

	@Test
	void aPlaceDoesNotLapse() {
		this.admission.open(permit());
		advance(Duration.ofDays(1));
		this.admission.sweep();
		assertThat(this.admission.taken()).isOne();
	}

	@Test
	void aConnectionWhosePermitLapsedGetsAPlaceIfThereIsOne() {
		Permit lapsed = permit();
		advance(Duration.ofSeconds(11));
		this.admission.sweep();
		assertThat(this.admission.open(lapsed)).isTrue();
		assertThat(this.admission.taken()).isOne();
	}

	@Test
	void aConnectionWhosePermitLapsedIsRefusedWhereTheNodeIsFull() {
		Permit lapsed = permit();
		advance(Duration.ofSeconds(11));
		this.admission.sweep();
		this.admission.open(permit());
		this.admission.open(permit());
		assertThat(this.admission.open(lapsed)).isFalse();
		assertThat(this.admission.taken()).as("it holds a place until it has been closed").isEqualTo(3);
		this.admission.closed();
		assertThat(this.admission.taken()).isEqualTo(2);
	}

	@Test
	void aHandshakeOverTheRateTakesNoPlace() {
		Admission limited = new Admission(10, 2, this.clock::get);
		assertThat(limited.admit().permit()).isNotNull();
		assertThat(limited.admit().permit()).isNotNull();
		Decision decision = limited.admit();
		assertThat(decision.permit()).isNull();
		assertThat(decision.isFull()).isFalse();
		assertThat(decision.retryAfter()).isEqualTo(Duration.ofMillis(500));
		assertThat(limited.taken()).isEqualTo(2);
		advance(Duration.ofMillis(500));
		assertThat(limited.admit().permit()).isNotNull();
	}

	@Test
	void aFullNodeDoesNotUseUpTheRate() {
		Admission limited = new Admission(1, 2, this.clock::get);
		Permit permit = Objects.requireNonNull(limited.admit().permit());
		for (int i = 0; i < 10; i++) {
			assertThat(limited.admit().isFull()).isTrue();
		}
		limited.release(permit);
		assertThat(limited.admit().permit()).isNotNull();
	}

	@Test
	void neverLetsMoreInThanTheLimitHoweverManyTry() throws Exception {
		Admission busy = new Admission(5, Integer.MAX_VALUE, this.clock::get);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger admitted = new AtomicInteger();
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				Random random = new Random(i);
				tasks.add(() -> {
					for (int j = 0; j < 5000; j++) {
						Permit permit = busy.admit().permit();
						if (permit != null) {
							admitted.incrementAndGet();
							most.accumulateAndGet(inside.incrementAndGet(), Math::max);
							Thread.yield();
							inside.decrementAndGet();
							if (random.nextBoolean()) {
								assertThat(busy.open(permit)).isTrue();
								busy.closed();
							}
							else {
								busy.release(permit);
							}
						}
					}
					return null;
				});
			}
			for (Future<Void> task : executor.invokeAll(tasks)) {
				task.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(most).hasValueBetween(1, 5);
		assertThat(admitted).hasPositiveValue();
		assertThat(busy.taken()).isZero();
	}

	private Permit permit() {
		return Objects.requireNonNull(this.admission.admit().permit(), "no permit");
	}

	private void assertFull() {
		assertThat(this.admission.admit().isFull()).isTrue();
		assertThat(this.admission.taken()).isEqualTo(2);
	}

	private void advance(Duration duration) {
		this.clock.addAndGet(TimeUnit.NANOSECONDS.convert(duration));
	}

}
