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

import io.pushgate.protocol.Position;
import io.pushgate.protocol.ServerFrame.Resumed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Positions}.
 */
class PositionsTests {

	private final Positions positions = new Positions();

	@Test
	void startsAtZeroInAnEpochOfItsOwn() {
		assertThat(this.positions.current().seq()).isZero();
		assertThat(this.positions.current().epoch()).isNotBlank();
		assertThat(this.positions.current()).isEqualTo(this.positions.current());
		assertThat(new Positions().current().epoch()).isNotEqualTo(this.positions.current().epoch());
	}

	@Test
	void tellsNothingToAClientThatDoesNotResume() {
		assertThat(this.positions.resume(null)).isNull();
	}

	@Test
	void nothingIsLostForAClientAtTheSamePosition() {
		assertThat(this.positions.resume(this.positions.current())).isEqualTo(new Resumed(true, 0, 0));
	}

	@Test
	void everythingIsLostForAClientOfAnotherEpoch() {
		assertThat(this.positions.resume(new Position("another", 7))).isEqualTo(new Resumed(false, 7, 0));
		assertThat(this.positions.resume(new Position("another", 0))).isEqualTo(new Resumed(false, 0, 0));
	}

	@Test
	void aPositionThatNeverWasCannotBeResumed() {
		assertThat(this.positions.resume(new Position(this.positions.current().epoch(), 5)))
			.isEqualTo(new Resumed(false, 5, 0));
	}

}
