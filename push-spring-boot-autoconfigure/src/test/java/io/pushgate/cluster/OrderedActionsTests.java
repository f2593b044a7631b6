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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrderedActions}.
 */
class OrderedActionsTests {

	private final OrderedActions actions = new OrderedActions();

	private final List<Integer> log = new ArrayList<>();

	@Test
	void runsAtOnceWhatIsReady() {
		this.actions.add(CompletableFuture.completedFuture(null), () -> this.log.add(1));
		assertThat(this.log).containsExactly(1);
	}

	@Test
	void waitsForThoseBefore() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		this.actions.add(first, () -> this.log.add(1));
		this.actions.add(CompletableFuture.failedFuture(new IllegalStateException()), () -> this.log.add(2));
		assertThat(this.log).isEmpty();
		first.complete(null);
		assertThat(this.log).containsExactly(1, 2);
	}

	@Test
	void mayBeAddedToByAnAction() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
		this.actions.add(first, () -> this.actions.add(done, () -> this.log.add(3)));
		this.actions.add(done, () -> this.log.add(2));
		first.complete(null);
		assertThat(this.log).containsExactly(2, 3);
	}

	@RepeatedTest(20)
	void keepsTheOrderWhoeverMakesThemReady() throws Exception {
		int count = 20_000;
		List<CompletableFuture<Void>> conditions = IntStream.range(0, count)
			.mapToObj((i) -> new CompletableFuture<Void>())
			.toList();
		CountDownLatch all = new CountDownLatch(count);
		Thread adder = new Thread(() -> {
			for (int i = 0; i < count; i++) {
				int number = i;
				// Not synchronized: no two run at once.
				this.actions.add(conditions.get(i), () -> {
					this.log.add(number);
					all.countDown();
				});
			}
		});
		List<Thread> completers = IntStream.range(0, 3).mapToObj((part) -> new Thread(() -> {
			for (int i = part; i < count; i += 3) {
				int other = Math.min(count - 1, i + ThreadLocalRandom.current().nextInt(50));
				conditions.get(other).complete(null);
				conditions.get(i).complete(null);
			}
		})).toList();
		adder.start();
		completers.forEach(Thread::start);
		assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.log).containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
	}

}
