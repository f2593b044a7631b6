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

import java.time.Duration;
import java.util.HashSet;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.pushgate.protocol.ServerFrame.Goodbye;
import io.pushgate.transport.CloseReason;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Goodbyes}.
 */
class GoodbyesTests {

	private final Goodbyes goodbyes = new Goodbyes(Duration.ofMillis(200));

	@ParameterizedTest
	@ValueSource(ints = { 4000, 4001, 4002, 4003 })
	void clientsThatAreToStopGetNoTime(int code) {
		assertThat(this.goodbyes.of(new CloseReason(code, "why"))).isEqualTo(new Goodbye(code, "why", null));
	}

	@ParameterizedTest
	@ValueSource(ints = { 4100, 4101, 4102, 4401, 4403 })
	void clientsThatAreToComeBackAtOnceDoNotWait(int code) {
		assertThat(this.goodbyes.of(new CloseReason(code, "why"))).isEqualTo(new Goodbye(code, "why", 0L));
	}

	@RepeatedTest(50)
	void clientsOfANodeThatRestartsComeBackWithinTheSpread() {
		assertThat(this.goodbyes.of(CloseReason.RESTART).retryAfter()).isBetween(0L, 200L);
		assertThat(this.goodbyes.of(CloseReason.OVER_CAPACITY).retryAfter()).isBetween(0L, 200L);
	}

	@RepeatedTest(50)
	void clientsThatSendTooMuchWaitForASecondAtLeast() {
		assertThat(this.goodbyes.of(new CloseReason(4200, "inbound rate")).retryAfter()).isBetween(1000L, 5000L);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1007, 1008, 1009, 1011, 4300 })
	void everyOtherClientBacksOff(int code) {
		assertThat(this.goodbyes.of(new CloseReason(code, "why")).retryAfter()).isBetween(0L, 5000L);
	}

	@Test
	void clientsDoNotAllComeBackAtTheSameTime() {
		Set<Long> times = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			times.add(this.goodbyes.of(CloseReason.RESTART).retryAfter());
		}
		assertThat(times).hasSizeGreaterThan(100);
	}

	@RepeatedTest(20)
	void clientsComeBackEvenlyOverTheSpread() {
		Goodbyes goodbyes = new Goodbyes(Duration.ofSeconds(10));
		int[] seconds = new int[10];
		for (int i = 0; i < 200; i++) {
			seconds[(int) Math.min(9, goodbyes.of(CloseReason.RESTART).retryAfter() / 1000)]++;
		}
		assertThat(IntStream.of(seconds).boxed()).allSatisfy((clients) -> assertThat(clients).isBetween(17, 23));
	}

	@Test
	void clientsComeBackAtOnceWithoutASpread() {
		Goodbyes goodbyes = new Goodbyes(Duration.ZERO);
		assertThat(goodbyes.drain(10_000, false)).isZero();
		assertThat(goodbyes.of(CloseReason.RESTART).retryAfter()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 20", "50, 1000", "1499, 29980", "1500, 30000", "100000, 30000" })
	void fiftyClientsOfADrainComeBackEachSecondAtMost(int clients, long spread) {
		Goodbyes goodbyes = new Goodbyes(Duration.ofSeconds(30));
		assertThat(goodbyes.drain(clients, false)).isEqualTo(Duration.ofMillis(spread));
		LongSummaryStatistics told = LongStream.range(0, 1000)
			.map((i) -> goodbyes.of(CloseReason.RESTART).retryAfter())
			.summaryStatistics();
		assertThat(told.getMin()).isBetween(0L, spread / 10);
		assertThat(told.getMax()).isBetween(spread * 9 / 10, spread);
	}

	@RepeatedTest(20)
	void clientsOfADrainGoToOtherNodesAtOnce() {
		Goodbyes goodbyes = new Goodbyes(Duration.ofSeconds(30));
		assertThat(goodbyes.drain(10_000, true)).isZero();
		assertThat(goodbyes.of(CloseReason.RESTART).retryAfter()).isZero();
		// The next drain finds no other node.
		assertThat(goodbyes.drain(10_000, false)).isEqualTo(Duration.ofSeconds(30));
	}

	@RepeatedTest(20)
	void clientsOfANodeThatIsFullNeverComeBackAtOnce() {
		Goodbyes goodbyes = new Goodbyes(Duration.ZERO);
		goodbyes.drain(1, true);
		assertThat(goodbyes.of(CloseReason.OVER_CAPACITY).retryAfter()).isBetween(1000L, 5000L);
	}

}
