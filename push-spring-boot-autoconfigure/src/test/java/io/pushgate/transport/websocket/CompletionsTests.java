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

package io.pushgate.transport.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link Completions}.
 */
class CompletionsTests {

	private final List<String> events = new ArrayList<>();

	@Test
	void offersNothingToAThreadThatDoesNotWrite() {
		Completions.collect(() -> this.events.add("written"));
		assertThat(Completions.current()).isNull();
		assertThat(this.events).containsExactly("written");
	}

	@Test
	void runsCompletionsAfterTheWriteAndInTheirOrder() {
		Completions.collect(() -> {
			executor().execute(() -> {
				this.events.add("first");
				executor().execute(() -> this.events.add("third"));
			});
			executor().execute(() -> this.events.add("second"));
			this.events.add("written");
		});
		assertThat(this.events).containsExactly("written", "first", "second", "third");
	}

	@Test
	void leavesCompletionsOfAWriteWithinAWriteToTheOuterOne() {
		Completions.collect(() -> {
			Completions.collect(() -> executor().execute(() -> this.events.add("completed")));
			assertThat(Completions.current()).isNotNull();
			this.events.add("written");
		});
		assertThat(this.events).containsExactly("written", "completed");
	}

	@Test
	void doesNotGrowTheStackWithThePartsOfALongMessage() {
		Completions.collect(() -> nextOf(100_000));
		assertThat(this.events).containsExactly("done");
	}

	@Test
	void startsAfreshAfterAWriteThatFailed() {
		assertThatIllegalStateException().isThrownBy(() -> Completions.collect(() -> {
			executor().execute(() -> this.events.add("left over"));
			throw new IllegalStateException("gone");
		}));
		assertThat(Completions.current()).isNull();
		Completions.collect(() -> executor().execute(() -> this.events.add("completed")));
		assertThat(this.events).containsExactly("completed");
	}

	private void nextOf(int parts) {
		executor().execute((parts > 0) ? () -> nextOf(parts - 1) : () -> this.events.add("done"));
	}

	private static Executor executor() {
		return Objects.requireNonNull(Completions.current());
	}

}
