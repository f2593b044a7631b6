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

package io.pushgate.delivery;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WalkClock}.
 */
class WalkClockTests {

	private final WalkClock clock = new WalkClock();

	@Test
	void readsTheClockSeldomDuringAWalk() {
		WalkClock.Walk walk = this.clock.newWalk();
		Set<Long> readings = new HashSet<>();
		walk.begin();
		for (int i = 0; i < 4 * WalkClock.WRITES_PER_READING; i++) {
			readings.add(this.clock.now());
			pause();
		}
		walk.end();
		assertThat(readings).hasSize(4);
	}

	@Test
	void readsTheClockEachTimeElsewhere() {
		WalkClock.Walk walk = this.clock.newWalk();
		walk.begin();
		this.clock.now();
		walk.end();
		assertAdvances();
		walk.begin();
		CompletableFuture.runAsync(this::assertAdvances).join();
		walk.end();
	}

	@Test
	void readsTheClockAnewInEveryWalk() {
		WalkClock.Walk walk = this.clock.newWalk();
		walk.begin();
		long first = this.clock.now();
		walk.end();
		pause();
		walk.begin();
		assertThat(this.clock.now()).isGreaterThan(first);
		walk.end();
	}

	private void assertAdvances() {
		long first = this.clock.now();
		pause();
		assertThat(this.clock.now()).isGreaterThan(first);
	}

	private static void pause() {
		long now = System.nanoTime();
		while (System.nanoTime() == now) {
			Thread.onSpinWait();
		}
	}

}
