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

package io.pushgate.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SessionIdGenerator}.
 */
class SessionIdGeneratorTests {

	private static final long EPOCH = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();

	private final AtomicLong clock = new AtomicLong(EPOCH + 1000);

	private final AtomicBoolean numberHeld = new AtomicBoolean(true);

	private final SessionIdGenerator generator = new SessionIdGenerator(7, this.numberHeld::get, this.clock::get);

	@Test
	void anIdIsTimeThenNodeThenSequence() {
		assertThat(this.generator.next()).isEqualTo((1000L << 22) | (7 << 12));
		assertThat(this.generator.next()).isEqualTo((1000L << 22) | (7 << 12) | 1);
		this.clock.incrementAndGet();
		assertThat(this.generator.next()).isEqualTo((1001L << 22) | (7 << 12));
	}

	@Test
	void tellsWhenAnIdWasMade() {
		assertThat(SessionIdGenerator.timeOf(this.generator.next())).isEqualTo(Instant.ofEpochMilli(EPOCH + 1000));
	}

	@Test
	void runsAheadOfTheClockWhenAMillisecondIsUsedUp() {
		long last = 0;
		for (int i = 0; i <= 4096; i++) {
			long id = this.generator.next();
			assertThat(id).isGreaterThan(last);
			assertThat((id >> 12) & 1023).isEqualTo(7);
			last = id;
		}
		assertThat(last).isEqualTo((1001L << 22) | (7 << 12));
		this.clock.incrementAndGet();
		assertThat(this.generator.next()).isEqualTo((1001L << 22) | (7 << 12) | 1);
	}

	@Test
	void keepsIncreasingWhenTheClockGoesBack() {
		long before = this.generator.next();
		this.clock.addAndGet(-500);
		long after = this.generator.next();
		assertThat(after).isEqualTo(before + 1);
		this.clock.addAndGet(501);
		assertThat(SessionIdGenerator.timeOf(this.generator.next())).isEqualTo(Instant.ofEpochMilli(EPOCH + 1001));
	}

	@Test
	void isPositiveEvenWhereTheClockIsBeforeItsEpoch() {
		this.clock.set(0);
		assertThat(this.generator.next()).isPositive().isLessThan(this.generator.next());
	}

	@Test
	void isPositiveForDecades() {
		this.clock.set(Instant.parse("2090-01-01T00:00:00Z").toEpochMilli());
		assertThat(this.generator.next()).isPositive();
		assertThat(SessionIdGenerator.timeOf(this.generator.next())).isEqualTo("2090-01-01T00:00:00Z");
	}

	@Test
	void nodesNeverMakeTheSameId() {
		SessionIdGenerator first = new SessionIdGenerator(0, () -> true, this.clock::get);
		SessionIdGenerator last = new SessionIdGenerator(SessionIdGenerator.MAX_NODE, () -> true, this.clock::get);
		Set<Long> ids = new HashSet<>();
		for (int i = 0; i < 10_000; i++) {
			assertThat(ids.add(first.next())).isTrue();
			assertThat(ids.add(last.next())).isTrue();
		}
	}

	@Test
	void makesNoIdsWhileAnotherNodeMayHaveTheNumber() {
		long before = this.generator.next();
		this.numberHeld.set(false);
		assertThatExceptionOfType(SessionIdUnavailableException.class).isThrownBy(this.generator::next)
			.withMessageContaining("Node 7 does not hold its number");
		assertThat(this.generator.nextOfThisNode()).isGreaterThan(before);
		this.numberHeld.set(true);
		assertThat(this.generator.next()).isGreaterThan(before);
	}

	@Test
	void letsNoIdOutThatWasMadeBeforeAPauseInWhichTheNumberWasLost() {
		SessionIdGenerator pausing = new SessionIdGenerator(7, this.numberHeld::get, () -> {
			this.numberHeld.set(false);
			return this.clock.get();
		});
		assertThatExceptionOfType(SessionIdUnavailableException.class).isThrownBy(pausing::next);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1024 })
	void refusesANodeThatDoesNotFit(int node) {
		assertThatIllegalArgumentException().isThrownBy(() -> new SessionIdGenerator(node))
			.withMessage("'node' must be in [0..1023]: " + node);
	}

	@Test
	void manyThreadsGetDifferentAndEachIncreasingIds() throws Exception {
		SessionIdGenerator generator = new SessionIdGenerator(1);
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			List<Callable<long[]>> tasks = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				tasks.add(() -> {
					long[] ids = new long[20_000];
					for (int j = 0; j < ids.length; j++) {
						ids[j] = generator.next();
					}
					return ids;
				});
			}
			Set<Long> all = new HashSet<>();
			for (Future<long[]> task : executor.invokeAll(tasks)) {
				long last = 0;
				for (long id : task.get()) {
					assertThat(id > last).isTrue();
					last = id;
					all.add(id);
				}
			}
			assertThat(all).hasSize(160_000);
		}
		finally {
			executor.shutdownNow();
		}
	}

}
