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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.message.PushResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link IdempotencyStore} does, at two nodes that share what they remember.
 */
public abstract class AbstractIdempotencyStoreTests {

	private static final byte[] CONTENT = { 1, 1 };

	private static final byte[] OTHER = { 1, 2 };

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final AtomicInteger pushes = new AtomicInteger();

	private final String id = UUID.randomUUID().toString();

	/**
	 * Return the store of one of two nodes.
	 * @param node 0 or 1
	 */
	protected abstract IdempotencyStore node(int node);

	@Test
	void aRepeatGetsTheResultOfTheFirstAtWhateverNode() {
		PushResult first = get(push(0, CONTENT));
		assertThat(get(push(0, CONTENT))).isEqualTo(first);
		assertThat(get(push(1, CONTENT))).isEqualTo(first);
		assertThat(get(push(1, CONTENT))).isEqualTo(first);
		assertThat(this.pushes).hasValue(1);
	}

	@Test
	void refusesOtherContentAtWhateverNode() {
		PushResult first = get(push(0, CONTENT));
		for (int node = 0; node < 2; node++) {
			assertConflict(push(node, OTHER));
			// Whoever was wrong is not taken for the first.
			assertThat(get(push(node, CONTENT))).isEqualTo(first);
			assertConflict(push(node, OTHER));
		}
		assertThat(this.pushes).hasValue(1);
	}

	@Test
	void otherContentAtTheSameMomentHidesNoResult() {
		PushResult first = get(push(0, CONTENT));
		for (int i = 0; i < 20; i++) {
			CompletableFuture<PushResult> wrong = push(1, OTHER);
			CompletableFuture<PushResult> right = push(1, CONTENT);
			assertThat(get(right)).isEqualTo(first);
			assertConflict(wrong);
		}
	}

	@Test
	void anIdIsOneOfItsTenant() {
		get(node(0).once("a", this.id, CONTENT, this::made));
		get(node(1).once("b", this.id, OTHER, this::made));
		get(node(1).once("a", this.id + ":b", OTHER, this::made));
		assertThat(this.pushes).hasValue(3);
	}

	@Test
	void aPushThatFailedIsANewAttemptAtWhateverNode() {
		CompletableFuture<PushResult> outcome = new CompletableFuture<>();
		CompletableFuture<PushResult> first = node(0).once("a", this.id, CONTENT, () -> outcome);
		outcome.completeExceptionally(new BusUnavailableException("down"));
		assertThat(first).failsWithin(PATIENCE)
			.withThrowableThat()
			.withCauseExactlyInstanceOf(BusUnavailableException.class);
		get(push(1, OTHER));
		assertThat(this.pushes).hasValue(1);
	}

	@Test
	void aRepeatWaitsForTheFirst() {
		CompletableFuture<PushResult> outcome = new CompletableFuture<>();
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<PushResult> first = node(0).once("a", this.id, CONTENT, () -> {
			begun.countDown();
			return outcome;
		});
		await(begun);
		CompletableFuture<PushResult> here = push(0, CONTENT);
		CompletableFuture<PushResult> there = push(1, CONTENT);
		// It asks more than once.
		assertConflict(push(1, OTHER));
		assertThat(first).isNotDone();
		assertThat(here).isNotDone();
		assertThat(there).isNotDone();
		first.cancel(true);
		PushResult result = result("made");
		outcome.complete(result);
		assertThat(get(here)).isEqualTo(result);
		assertThat(get(there)).isEqualTo(result);
		assertThat(this.pushes).hasValue(0);
	}

	@Test
	void pushesOnceHoweverManyComeAtOnce() throws Exception {
		int threads = 8;
		int rounds = 250;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int round = 0; round < rounds; round++) {
				String name = this.id + round;
				CountDownLatch start = new CountDownLatch(1);
				List<Future<PushResult>> results = new ArrayList<>();
				for (int i = 0; i < threads; i++) {
					int node = i % 2;
					results.add(executor.submit(() -> {
						start.await();
						return get(node(node).once("a", name, CONTENT, this::made));
					}));
				}
				start.countDown();
				PushResult first = results.get(0).get();
				for (Future<PushResult> result : results) {
					assertThat(result.get()).isEqualTo(first);
				}
			}
		}
		finally {
			executor.shutdown();
		}
		assertThat(this.pushes).hasValue(rounds);
	}

	@Test
	void keepsTheOrderOfPushesWithAnId() {
		List<Integer> order = new ArrayList<>();
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			int number = i;
			results.add(node(0).once("a", this.id + i, CONTENT, () -> {
				order.add(number);
				return made();
			}));
		}
		results.forEach(AbstractIdempotencyStoreTests::get);
		assertThat(order).hasSize(500).isSorted();
	}

	protected final CompletableFuture<PushResult> push(int node, byte[] content) {
		return node(node).once("a", this.id, content, this::made);
	}

	protected final int pushCount() {
		return this.pushes.get();
	}

	private CompletableFuture<PushResult> made() {
		return CompletableFuture.completedFuture(result("m " + this.pushes.incrementAndGet()));
	}

	private static PushResult result(String id) {
		return new PushResult(id, Instant.now(), 3, OptionalInt.of(5));
	}

	private static void assertConflict(CompletableFuture<PushResult> push) {
		assertThat(push).failsWithin(PATIENCE)
			.withThrowableThat()
			.withCauseExactlyInstanceOf(IdempotencyConflictException.class)
			.withMessageContaining("Give each message an id of its own");
	}

	protected static PushResult get(CompletableFuture<PushResult> push) {
		assertThat(push).succeedsWithin(PATIENCE);
		return push.join();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
