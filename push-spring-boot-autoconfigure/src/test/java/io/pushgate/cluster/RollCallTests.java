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

package io.pushgate.cluster;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RollCall}.
 */
class RollCallTests {

	private static final NodeId ONE = new NodeId(1);

	private static final NodeId TWO = new NodeId(2);

	private final AtomicLong clock = new AtomicLong(7);

	private final RollCall rollCall = new RollCall(this.clock::get);

	@Test
	void nobodyIsAwaitedWhereNothingWasLost() {
		this.rollCall.back();
		assertThat(this.rollCall.problem()).isNull();
	}

	@Test
	void waitsForThoseWhoWereThere() {
		this.rollCall.lost(Set.of(ONE, TWO));
		this.rollCall.heard(ONE);
		this.rollCall.back();
		assertThat(this.rollCall.problem()).contains("2 other nodes", "Try again later");
		this.rollCall.heard(ONE);
		assertThat(this.rollCall.problem()).contains("1 other nodes");
		this.rollCall.heard(TWO);
		assertThat(this.rollCall.problem()).isNull();
	}

	@Test
	void waitsNotForEver() {
		this.rollCall.lost(Set.of(ONE));
		this.clock.addAndGet(10 * RollCall.PATIENCE);
		assertThat(this.rollCall.problem()).isNotNull();
		this.rollCall.back();
		this.clock.addAndGet(RollCall.PATIENCE);
		assertThat(this.rollCall.problem()).isNotNull();
		this.clock.incrementAndGet();
		assertThat(this.rollCall.problem()).isNull();
	}

	@Test
	void asksOnceEachTime() {
		assertThat(this.rollCall.isToBeHeld()).isFalse();
		this.rollCall.back();
		assertThat(this.rollCall.isToBeHeld()).isFalse();
		this.rollCall.lost(Set.of());
		assertThat(this.rollCall.isToBeHeld()).isFalse();
		this.rollCall.back();
		assertThat(this.rollCall.isToBeHeld()).isTrue();
		assertThat(this.rollCall.isToBeHeld()).isFalse();
		this.rollCall.lost(Set.of(ONE));
		assertThat(this.rollCall.isToBeHeld()).isFalse();
		this.rollCall.back();
		assertThat(this.rollCall.isToBeHeld()).isTrue();
		assertThat(this.rollCall.isToBeHeld()).isFalse();
	}

}
