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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link InboundRate}.
 */
class InboundRateTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final InboundRate rate = InboundRate.of(10, 5);

	private long kept = InboundRate.START;

	@Test
	void takesABurstAndNotOneMore() {
		long now = Long.MAX_VALUE / 2;
		assertThat(send(now, 5)).isTrue();
		assertThat(send(now, 1)).isFalse();
	}

	@Test
	void takesABurstAgainAfterATimeOfSilence() {
		assertThat(send(-SECOND, 5)).isTrue();
		assertThat(send(-SECOND / 2, 5)).isTrue();
		assertThat(send(-SECOND / 2, 1)).isFalse();
	}

	@Test
	void takesTheRateForEver() {
		for (int i = 0; i < 10_000; i++) {
			assertThat(send(i * SECOND / 10, 1)).isTrue();
		}
	}

	@Test
	void doesNotTakeMoreThanTheRateForLong() {
		int taken = 0;
		while (send(taken * SECOND / 11, 1)) {
			taken++;
		}
		assertThat(taken).isBetween(40, 60);
	}

	@Test
	void aLongSilenceGivesNoMoreThanABurst() {
		assertThat(send(0, 1)).isTrue();
		assertThat(send(1_000_000 * SECOND, 5)).isTrue();
		assertThat(send(1_000_000 * SECOND, 1)).isFalse();
	}

	@Test
	void isUnlimitedWhereItIsToBe() {
		long number = InboundRate.START;
		for (int i = 0; i < 100_000; i++) {
			number = InboundRate.UNLIMITED.next(number, 0);
			assertThat(InboundRate.UNLIMITED.isExceeded(number)).isFalse();
		}
	}

	@Test
	void refusesWhatIsNoRate() {
		assertThatIllegalArgumentException().isThrownBy(() -> InboundRate.of(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> InboundRate.of(1, 0));
	}

	private boolean send(long now, int frames) {
		for (int i = 0; i < frames; i++) {
			this.kept = this.rate.next(this.kept, now);
			if (this.rate.isExceeded(this.kept)) {
				return false;
			}
		}
		return true;
	}

}
