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

package io.pushgate.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.webhook.CircuitBreaker.Change;
import io.pushgate.webhook.CircuitBreaker.Outcome;
import io.pushgate.webhook.CircuitBreaker.Permit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link CircuitBreaker}.
 */
class CircuitBreakerTests {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);

	private final CircuitBreaker breaker = new CircuitBreaker(this.clock::get);

	@Test
	void letsCallsPassWhileMostSucceed() {
		for (int i = 0; i < 100; i++) {
			assertThat(call(i % 3 == 0)).isEqualTo(Change.NONE);
		}
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void opensWhereHalfOfTheLastCallsFail() {
		for (int i = 0; i < 100; i++) {
			call(false);
		}
		for (int i = 0; i < 9; i++) {
			assertThat(call(true)).isEqualTo(Change.NONE);
		}
		assertThat(call(true)).isEqualTo(Change.OPENED);
		assertThat(this.breaker.isOpen()).isTrue();
		assertThat(this.breaker.tryAcquire()).isNull();
	}

	@Test
	void doesNotOpenForTheFirstFewFailures() {
		for (int i = 0; i < 9; i++) {
			assertThat(call(true)).isEqualTo(Change.NONE);
		}
		assertThat(call(true)).isEqualTo(Change.OPENED);
	}

	@Test
	void slowCallsKeepNobodyAwayWhileOthersAreAnswered() {
		for (int i = 0; i < 500; i++) {
			assertThat(call((i % 19 == 0) ? Outcome.ANSWERED : Outcome.SLOW)).isEqualTo(Change.NONE);
		}
	}

	@Test
	void opensWhereNothingIsAnsweredAnyMore() {
		for (int i = 0; i < 20; i++) {
			call(Outcome.ANSWERED);
		}
		for (int i = 0; i < 19; i++) {
			assertThat(call(Outcome.SLOW)).isEqualTo(Change.NONE);
		}
		assertThat(call(Outcome.SLOW)).isEqualTo(Change.OPENED);
	}

	@Test
	void pausesAgainOnceAllTrialsHaveFailed() {
		open();
		pass(Duration.ofSeconds(1));
		List<Permit> trials = List.of(acquire(), acquire(), acquire());
		for (Permit trial : trials) {
			// However many want to call meanwhile.
			assertThat(this.breaker.tryAcquire()).isNull();
			this.breaker.report(trial, Outcome.AWAY);
		}
		pass(Duration.ofSeconds(2).minusNanos(1));
		assertThat(this.breaker.tryAcquire()).isNull();
		pass(Duration.ofNanos(1));
		assertThat(this.breaker.tryAcquire()).isNotNull();
	}

	@Test
	void triesWithAFewCallsAfterThePause() {
		open();
		pass(Duration.ofMillis(999));
		assertThat(this.breaker.tryAcquire()).isNull();
		pass(Duration.ofMillis(1));
		Permit slow = acquire();
		acquire();
		Permit permit = acquire();
		assertThat(this.breaker.tryAcquire()).isNull();
		assertThat(this.breaker.report(slow, Outcome.SLOW)).isEqualTo(Change.NONE);
		assertThat(this.breaker.report(permit, Outcome.ANSWERED)).isEqualTo(Change.CLOSED);
		assertThat(this.breaker.isOpen()).isFalse();
		for (int i = 0; i < 9; i++) {
			// What was before is forgotten.
			assertThat(call(true)).isEqualTo(Change.NONE);
		}
	}

	@Test
	void pausesForTwiceAsLongEachTime() {
		open();
		for (long seconds : new long[] { 1, 2, 4, 8, 16, 30, 30 }) {
			pass(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(this.breaker.tryAcquire()).isNull();
			pass(Duration.ofNanos(1));
			assertThat(this.breaker.report(acquire(), Outcome.AWAY)).isEqualTo(Change.NONE);
		}
		pass(Duration.ofSeconds(30));
		assertThat(call(false)).isEqualTo(Change.CLOSED);
		open();
		pass(Duration.ofSeconds(1));
		assertThat(this.breaker.tryAcquire()).isNotNull();
	}

	@Test
	void letsAnotherCallTryWhereOneWasGivenUp() {
		open();
		pass(Duration.ofSeconds(1));
		this.breaker.release(acquire());
		assertThat(call(false)).isEqualTo(Change.CLOSED);
	}

	@Test
	void ignoresWhatWasBegunBeforeItOpened() {
		Permit early = acquire();
		Permit other = acquire();
		open();
		assertThat(this.breaker.report(early, Outcome.ANSWERED)).isEqualTo(Change.NONE);
		assertThat(this.breaker.isOpen()).isTrue();
		pass(Duration.ofSeconds(1));
		acquire();
		acquire();
		acquire();
		this.breaker.release(other);
		assertThat(this.breaker.tryAcquire()).isNull();
	}

	private Change call(boolean failed) {
		return call(failed ? Outcome.AWAY : Outcome.ANSWERED);
	}

	private Change call(Outcome outcome) {
		return this.breaker.report(acquire(), outcome);
	}

	private Permit acquire() {
		return Objects.requireNonNull(this.breaker.tryAcquire());
	}

	private void open() {
		while (call(true) != Change.OPENED) {
			assertThat(this.breaker.isOpen()).isFalse();
		}
	}

	private void pass(Duration time) {
		this.clock.addAndGet(time.toNanos());
	}

}
