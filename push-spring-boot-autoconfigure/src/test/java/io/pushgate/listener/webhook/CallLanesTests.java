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

package io.pushgate.listener.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link CallLanes}.
 */
class CallLanesTests {

	private final List<String> begun = new ArrayList<>();

	private final Map<String, CompletableFuture<?>> calls = new ConcurrentHashMap<>();

	@Test
	void beginsCallsOfAKeyOneAfterTheOther() {
		CallLanes lanes = new CallLanes(10, 10, 10);
		submit(lanes, "a", "a1");
		submit(lanes, "a", "a2");
		submit(lanes, "b", "b1");
		submit(lanes, "a", "a3");
		assertThat(this.begun).containsExactly("a1", "b1");
		end("a1");
		assertThat(this.begun).containsExactly("a1", "b1", "a2");
		fail("a2");
		assertThat(this.begun).containsExactly("a1", "b1", "a2", "a3");
	}

	@Test
	void hasABoundOfCallsUnderWay() {
		CallLanes lanes = new CallLanes(2, 10, 10);
		for (String key : List.of("a", "b", "c", "d")) {
			submit(lanes, key, key + "1");
		}
		assertThat(this.begun).containsExactly("a1", "b1");
		end("b1");
		assertThat(this.begun).containsExactly("a1", "b1", "c1");
		end("a1");
		assertThat(this.begun).containsExactly("a1", "b1", "c1", "d1");
	}

	@Test
	void letsKeysTakeTurns() {
		CallLanes lanes = new CallLanes(1, 10, 10);
		for (int i = 1; i <= 3; i++) {
			submit(lanes, "a", "a" + i);
		}
		submit(lanes, "b", "b1");
		submit(lanes, "c", "c1");
		for (String next : List.of("a1", "b1", "c1", "a2", "a3")) {
			assertThat(this.begun).last().isEqualTo(next);
			end(next);
		}
	}

	@Test
	void hasABoundOfCallsThatWait() {
		CallLanes lanes = new CallLanes(1, 2, 10);
		assertThat(submit(lanes, "a", "a1")).isTrue();
		assertThat(submit(lanes, "b", "b1")).isTrue();
		assertThat(submit(lanes, "a", "a2")).isTrue();
		assertThat(submit(lanes, "c", "c1")).isFalse();
		assertThat(lanes.size()).isEqualTo(3);
		end("a1");
		assertThat(submit(lanes, "c", "c1")).isTrue();
		assertThat(submit(lanes, "c", "c2")).isFalse();
	}

	@Test
	void hasABoundOfCallsOfAKeyThatWait() {
		CallLanes lanes = new CallLanes(1, 10, 2);
		for (int i = 1; i <= 3; i++) {
			assertThat(submit(lanes, "a", "a" + i)).isTrue();
		}
		assertThat(submit(lanes, "a", "a4")).isFalse();
		assertThat(submit(lanes, "b", "b1")).isTrue();
	}

	@Test
	void keepsNothingOfAKeyThatHasNothingToDo() {
		CallLanes lanes = new CallLanes(2, 10, 10);
		submit(lanes, "a", "a1");
		submit(lanes, "a", "a2");
		submit(lanes, "b", "b1");
		assertThat(lanes.keyCount()).isEqualTo(2);
		end("b1");
		assertThat(lanes.keyCount()).isEqualTo(1);
		end("a1");
		end("a2");
		assertThat(lanes.keyCount()).isZero();
		assertThat(lanes.size()).isZero();
	}

	@Test
	void doesNotFillTheStackWithCallsThatEndAtOnce() {
		int count = 100_000;
		CallLanes lanes = new CallLanes(1, count, count);
		submit(lanes, "a", "first");
		AtomicInteger ended = new AtomicInteger();
		for (int i = 0; i < count; i++) {
			assertThat(lanes.submit("t", "k" + (i % 2), () -> {
				ended.incrementAndGet();
				return CompletableFuture.completedFuture("x");
			})).isTrue();
		}
		end("first");
		assertThat(ended).hasValue(count);
		assertThat(lanes.size()).isZero();
	}

	@Test
	@ExpectErrors("A call could not be begun")
	void goesOnWhereACallCannotBeBegun() {
		CallLanes lanes = new CallLanes(1, 10, 10);
		assertThat(lanes.submit("t", "a", () -> {
			throw new IllegalStateException("A bug");
		})).isTrue();
		submit(lanes, "a", "a1");
		assertThat(this.begun).containsExactly("a1");
		end("a1");
		assertThat(lanes.size()).isZero();
	}

	/**
	 * Eight threads submit, four end calls: no call is lost or begun twice, none of a key
	 * before its turn, and never too many at a time.
	 */
	@Test
	void keepsItsPromisesWhateverTheThreads() throws Exception {
		int perThread = 5000;
		int concurrency = 5;
		CallLanes lanes = new CallLanes(concurrency, Integer.MAX_VALUE / 2, Integer.MAX_VALUE);
		ExecutorService enders = Executors.newFixedThreadPool(4);
		Map<String, ConcurrentLinkedQueue<Integer>> orders = new ConcurrentHashMap<>();
		AtomicInteger under = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch submitted = new CountDownLatch(8);
		try {
			for (int t = 0; t < 8; t++) {
				String key = "key" + t;
				new Thread(() -> {
					for (int i = 0; i < perThread; i++) {
						int number = i;
						lanes.submit("t", key, () -> {
							most.accumulateAndGet(under.incrementAndGet(), Math::max);
							orders.computeIfAbsent(key, (k) -> new ConcurrentLinkedQueue<>()).add(number);
							CompletableFuture<Object> end = new CompletableFuture<>();
							enders.execute(() -> {
								under.decrementAndGet();
								end.complete(number);
							});
							return end;
						});
					}
					submitted.countDown();
				}).start();
			}
			assertThat(submitted.await(60, TimeUnit.SECONDS)).isTrue();
			await().atMost(RawWebSocket.PATIENCE).until(() -> lanes.size() == 0);
		}
		finally {
			enders.shutdownNow();
		}
		assertThat(orders).hasSize(8)
			.allSatisfy((key, order) -> assertThat(new ArrayList<>(order)).hasSize(perThread).isSorted());
		assertThat(most.get()).isLessThanOrEqualTo(concurrency);
		assertThat(lanes.keyCount()).isZero();
	}

	private boolean submit(CallLanes lanes, String key, String call) {
		return lanes.submit("t", key, () -> {
			this.begun.add(call);
			CompletableFuture<Object> end = new CompletableFuture<>();
			this.calls.put(call, end);
			return end;
		});
	}

	private void end(String call) {
		this.calls.get(call).complete(null);
	}

	private void fail(String call) {
		this.calls.get(call).completeExceptionally(new IllegalStateException());
	}

}
