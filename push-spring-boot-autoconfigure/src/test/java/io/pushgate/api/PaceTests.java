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

package io.pushgate.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.pushgate.transport.ManualLane;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pace}.
 */
class PaceTests {

	private final ManualLane one = new ManualLane();

	private final ManualLane two = new ManualLane();

	private final Pace pace = new Pace(() -> List.of(this.one, this.two));

	@Test
	void answersAtOnceWhileLanesKeepUp() {
		fill(this.one, Pace.MAX_BACKLOG);
		assertThat(hold("a")).isCompletedWithValue("a");
	}

	@Test
	void answersWhenLanesHaveComeToWhatWasQueuedBefore() {
		fill(this.one, Pace.MAX_BACKLOG + 1);
		fill(this.two, Pace.MAX_BACKLOG + 1);
		CompletableFuture<String> held = hold("a");
		assertThat(held).isNotDone();
		this.one.runAll();
		assertThat(held).isNotDone();
		fill(this.two, 1);
		this.two.runAll();
		assertThat(held.join()).isEqualTo("a");
		assertThat(hold("b")).isCompletedWithValue("b");
	}

	private CompletableFuture<String> hold(String answer) {
		return this.pace.hold(answer).toCompletableFuture();
	}

	private static void fill(ManualLane lane, int tasks) {
		for (int i = 0; i < tasks; i++) {
			lane.execute(() -> {
			});
		}
	}

}
