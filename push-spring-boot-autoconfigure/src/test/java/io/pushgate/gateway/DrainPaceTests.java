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
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DrainPace}.
 */
class DrainPaceTests {

	@ParameterizedTest
	@CsvSource({ "2000, 25", "2000, 4", "100000, 25", "1000000, 60", "7919, 10" })
	void closesManyEvenlyOverMostOfTheTime(int connections, int seconds) {
		List<Integer> batches = batches(connections, Duration.ofSeconds(seconds));
		assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(connections);
		assertThat(batches.size() * DrainPace.TICK.toMillis()).isBetween(seconds * 700L, seconds * 900L);
		List<Integer> allButTheLast = batches.subList(0, batches.size() - 1);
		assertThat(Collections.max(allButTheLast) - Collections.min(allButTheLast)).isLessThanOrEqualTo(1);
	}

	@Test
	void leavesTheTransportsTheTimeTheyNeedForTheLastOnes() {
		assertThat(batches(1_000_000, Duration.ofSeconds(25))).hasSize(190);
		assertThat(batches(1_000_000, Duration.ofMinutes(2))).hasSize(1140);
	}

	@Test
	void doesNotDawdleWithFew() {
		assertThat(batches(12, Duration.ofSeconds(25))).containsExactly(5, 5, 2);
		assertThat(batches(1, Duration.ofSeconds(25))).containsExactly(1);
	}

	@Test
	void closesAsManyAsOtherNodesTake() {
		assertThat(batches(1000, Duration.ofSeconds(25), 1000)).hasSize(10).containsOnly(100);
		assertThat(batches(3, Duration.ofSeconds(25), 4)).startsWith(1, 0, 0, 0, 1, 0).hasSizeBetween(7, 9);
		assertThat(batches(60, Duration.ofSeconds(25), 12)).hasSizeBetween(49, 51);
	}

	@Test
	void closesAllAtOnceWhereThereIsNoTime() {
		assertThat(batches(500, Duration.ofMillis(1))).containsExactly(500);
	}

	@Test
	void catchesUpWithThoseWhoComeOnTheWay() {
		DrainPace pace = new DrainPace(Duration.ofSeconds(8));
		assertThat(pace.batch(0, 600, 50)).isEqualTo(10);
		assertThat(pace.batch(Duration.ofSeconds(3).toNanos(), 600, 50)).isEqualTo(20);
		assertThat(pace.batch(Duration.ofSeconds(7).toNanos(), 600, 50)).isEqualTo(600);
	}

	private static List<Integer> batches(int connections, Duration timeout) {
		return batches(connections, timeout, 50);
	}

	private static List<Integer> batches(int connections, Duration timeout, int perSecond) {
		DrainPace pace = new DrainPace(timeout);
		List<Integer> batches = new ArrayList<>();
		long elapsed = 0;
		for (int left = connections; left > 0; left -= batches.get(batches.size() - 1)) {
			batches.add(Math.min(left, pace.batch(elapsed, left, perSecond)));
			elapsed += DrainPace.TICK.toNanos();
		}
		return batches;
	}

}
