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

import io.pushgate.session.Heartbeat.Action;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Heartbeat} and {@link HeartbeatSettings}. Every 3 good beats the
 * interval of 25 grows by 5, up to 40; the timeout starts at 60.
 */
class HeartbeatTests {

	private long now = 1000;

	private final Heartbeat heartbeat = new Heartbeat(settings(25, 60, 5, 40, 3), this.now);

	@Test
	void asksForNothingBeforeTheIntervalIsOver() {
		assertThat(after(24)).isEqualTo(Action.NONE);
		assertThat(after(1)).isEqualTo(Action.PING);
	}

	@Test
	void everyInboundFrameStartsTheIntervalAnew() {
		this.now += 20;
		this.heartbeat.seen(this.now);
		assertThat(this.heartbeat.lastSeen()).isEqualTo(1020);
		assertThat(after(20)).isEqualTo(Action.NONE);
		assertThat(after(5)).isEqualTo(Action.PING);
	}

	@Test
	void pingsTwiceThenCloses() {
		assertThat(after(25)).isEqualTo(Action.PING);
		assertThat(after(1)).isEqualTo(Action.NONE);
		assertThat(after(15)).isEqualTo(Action.NONE);
		assertThat(after(1)).isEqualTo(Action.PING);
		assertThat(after(1)).isEqualTo(Action.NONE);
		assertThat(after(16)).isEqualTo(Action.NONE);
		assertThat(after(1)).isEqualTo(Action.CLOSE);
		assertThat(after(100)).isEqualTo(Action.CLOSE);
	}

	@Test
	void closesWithoutAPingWhereNobodyLookedForTooLong() {
		assertThat(after(60)).isEqualTo(Action.CLOSE);
	}

	@Test
	void pingsAgainAfterAnAnswer() {
		assertThat(after(25)).isEqualTo(Action.PING);
		answer();
		assertThat(after(24)).isEqualTo(Action.NONE);
		assertThat(after(1)).isEqualTo(Action.PING);
	}

	@Test
	void growsAfterSoManyGoodBeatsUpToTheMaximum() {
		beats(2);
		assertThat(this.heartbeat.interval()).isEqualTo(25);
		beats(1);
		assertThat(this.heartbeat.interval()).isEqualTo(30);
		beats(3);
		assertThat(this.heartbeat.interval()).isEqualTo(35);
		beats(3);
		assertThat(this.heartbeat.interval()).isEqualTo(40);
		beats(30);
		assertThat(this.heartbeat.interval()).isEqualTo(40);
	}

	@Test
	void doesNotGrowBeyondTheMaximumWhereTheStepWouldPassIt() {
		Heartbeat heartbeat = new Heartbeat(settings(25, 60, 100, 40, 1), 0);
		heartbeat.ping(1);
		assertThat(heartbeat.interval()).isEqualTo(40);
	}

	@Test
	void theTimeoutMovesAlongWithTheInterval() {
		assertThat(this.heartbeat.timeout()).isEqualTo(60);
		beats(3);
		assertThat(this.heartbeat.timeout()).isEqualTo(65);
		beats(30);
		assertThat(this.heartbeat.timeout()).isEqualTo(75);
		assertThat(after(39)).isEqualTo(Action.NONE);
		assertThat(after(35)).isEqualTo(Action.PING);
		assertThat(after(1)).isEqualTo(Action.CLOSE);
	}

	@Test
	void framesThatAnswerNoPingDoNotMakeTheIntervalGrow() {
		for (int i = 0; i < 100; i++) {
			this.heartbeat.seen(++this.now);
		}
		assertThat(this.heartbeat.interval()).isEqualTo(25);
	}

	@Test
	void aClientsOwnPingsMakeTheIntervalGrow() {
		assertThat(this.heartbeat.ping(++this.now)).isEqualTo(25);
		assertThat(this.heartbeat.ping(++this.now)).isEqualTo(25);
		assertThat(this.heartbeat.ping(++this.now)).isEqualTo(30);
		assertThat(this.heartbeat.lastSeen()).isEqualTo(this.now);
	}

	@Test
	void oneMissBringsTheIntervalBackToTheStart() {
		beats(6);
		assertThat(this.heartbeat.interval()).isEqualTo(35);
		assertThat(after(35)).isEqualTo(Action.PING);
		assertThat(after(18)).isEqualTo(Action.PING);
		assertThat(this.heartbeat.interval()).isEqualTo(35);
		answer();
		assertThat(this.heartbeat.interval()).isEqualTo(25);
		assertThat(this.heartbeat.timeout()).isEqualTo(60);
		beats(2);
		assertThat(this.heartbeat.interval()).isEqualTo(25);
		beats(1);
		assertThat(this.heartbeat.interval()).isEqualTo(30);
	}

	@Test
	void aMissForgetsTheGoodBeatsBeforeIt() {
		beats(2);
		assertThat(after(25)).isEqualTo(Action.PING);
		assertThat(after(18)).isEqualTo(Action.PING);
		answer();
		beats(2);
		assertThat(this.heartbeat.interval()).isEqualTo(25);
		beats(1);
		assertThat(this.heartbeat.interval()).isEqualTo(30);
	}

	@Test
	void aClientThatMissedIsToldTheFirstInterval() {
		beats(6);
		after(35);
		after(18);
		assertThat(this.heartbeat.ping(this.now)).isEqualTo(25);
	}

	@Test
	void refusesSettingsThatContradictThemselves() {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(0, 60, 5, 60, 3))
			.withMessage("'interval' must be at least 1 ms");
		assertThatIllegalArgumentException().isThrownBy(() -> settings(25, 25, 5, 60, 3))
			.withMessage("'timeout' must be longer than 'interval'");
		assertThatIllegalArgumentException().isThrownBy(() -> settings(25, 60, -1, 60, 3))
			.withMessage("'step' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> settings(25, 60, 5, 24, 3))
			.withMessage("'maxInterval' must not be shorter than 'interval'");
		assertThatIllegalArgumentException().isThrownBy(() -> settings(25, 60, 5, 60, 0))
			.withMessage("'every' must be positive");
	}

	private Action after(long millis) {
		this.now += millis;
		return this.heartbeat.check(this.now);
	}

	private void answer() {
		this.heartbeat.seen(++this.now);
	}

	private void beats(int count) {
		for (int i = 0; i < count; i++) {
			assertThat(after(this.heartbeat.interval())).isEqualTo(Action.PING);
			answer();
		}
	}

	private static HeartbeatSettings settings(long interval, long timeout, long step, long maxInterval, int every) {
		return new HeartbeatSettings(Duration.ofMillis(interval), Duration.ofMillis(timeout), Duration.ofMillis(step),
				Duration.ofMillis(maxInterval), every);
	}

}
