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

package io.pushgate.listener;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.message.UserKey;
import io.pushgate.testsupport.ExpectErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link NamespacePool}.
 */
class NamespacePoolTests {

	private final CountDownLatch open = new CountDownLatch(1);

	private final List<NamespacePool> pools = new ArrayList<>();

	@AfterEach
	void stop() {
		this.open.countDown();
		this.pools.forEach(NamespacePool::stop);
	}

	@Test
	void aUserWithManySessionsLeavesPlacesForOthers() {
		NamespacePool pool = pool(1, 100, 10);
		UserKey greedy = user("greedy");
		int taken = 0;
		for (int i = 0; i < 200; i++) {
			taken += pool.submit("s" + i % 10, greedy, this::block) ? 1 : 0;
		}
		assertThat(taken).isEqualTo(21);
		assertThat(pool.submit("other", user("other"), this::block)).isTrue();
		pool.release("s0", greedy);
		assertThat(pool.submit("s0", greedy, this::block)).isTrue();
		assertThat(pool.submit("s0", greedy, this::block)).isFalse();
	}

	@Test
	void refusesWhatHasNoPlace() {
		NamespacePool pool = pool(2, 3, 100);
		for (int i = 0; i < 5; i++) {
			assertThat(pool.submit("s" + i, user("s" + i), this::block)).isTrue();
		}
		assertThat(pool.submit("s9", user("s9"), this::block)).isFalse();
		pool.release("s0", user("s0"));
		assertThat(pool.submit("s9", user("s9"), this::block)).isTrue();
		assertThat(pool.submit("s9", user("s9"), this::block)).isFalse();
	}

	@Test
	void leavesPlacesToOtherSessions() {
		NamespacePool pool = pool(1, 100, 2);
		for (int i = 0; i < 3; i++) {
			assertThat(pool.submit("greedy", user("greedy"), this::block)).isTrue();
		}
		assertThat(pool.submit("greedy", user("greedy"), this::block)).isFalse();
		assertThat(pool.submit("other", user("other"), this::block)).isTrue();
		assertThat(pool.placeCount()).isEqualTo(4);
	}

	@Test
	void letsSessionsTakeTurns() throws InterruptedException {
		NamespacePool pool = pool(1, 100, 100);
		Queue<String> done = new ConcurrentLinkedQueue<>();
		CountDownLatch all = new CountDownLatch(7);
		submit(pool, "first", () -> block());
		for (int i = 0; i < 3; i++) {
			record(pool, "greedy", done, all);
		}
		for (int i = 0; i < 3; i++) {
			record(pool, "other", done, all);
		}
		submit(pool, "last", all::countDown);
		this.open.countDown();
		all.await();
		assertThat(done).containsExactly("greedy", "other", "greedy", "other", "greedy", "other");
	}

	@Test
	void doesNotBeginTheNextTaskOfASessionBeforeTheLastHasEnded() throws InterruptedException {
		NamespacePool pool = pool(2, 100, 100);
		CountDownLatch begun = new CountDownLatch(1);
		AtomicInteger early = new AtomicInteger();
		submit(pool, "s", () -> {
			begun.countDown();
			block();
		});
		begun.await();
		submit(pool, "s", () -> early.addAndGet((int) this.open.getCount()));
		CountDownLatch other = new CountDownLatch(1);
		submit(pool, "other", other::countDown);
		// The free worker would have come across the second task before this one.
		other.await();
		this.open.countDown();
		await().untilAsserted(() -> assertThat(pool.placeCount()).isZero());
		assertThat(early).hasValue(0);
	}

	@Test
	void runsNoMoreAtOnceThanItMay() throws InterruptedException {
		NamespacePool pool = pool(3, 1000, 1000);
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch all = new CountDownLatch(500);
		for (int i = 0; i < 500; i++) {
			submit(pool, "s" + i, () -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				Thread.yield();
				running.decrementAndGet();
				all.countDown();
			});
		}
		all.await();
		assertThat(most.get()).isBetween(1, 3);
	}

	@Test
	@ExpectErrors("A worker of a namespace goes on after")
	void goesOnAfterATaskThatThrows() throws InterruptedException {
		NamespacePool pool = pool(1, 10, 10);
		submit(pool, "s", () -> {
			throw new AssertionError("a bug");
		});
		CountDownLatch next = new CountDownLatch(1);
		submit(pool, "s", next::countDown);
		next.await();
	}

	@Test
	void keepsNothingOfSessionsThatAreDone() {
		NamespacePool pool = pool(4, 1000, 1000);
		for (int i = 0; i < 1000; i++) {
			submit(pool, "s" + i, () -> {
			});
		}
		await().untilAsserted(() -> assertThat(pool.laneCount()).isZero());
		assertThat(pool.placeCount()).isZero();
	}

	@Test
	void keepsThePlaceOfATaskUntilItIsReleased() {
		NamespacePool pool = pool(1, 0, 10);
		CountDownLatch ran = new CountDownLatch(1);
		assertThat(pool.submit("s", user("s"), ran::countDown)).isTrue();
		await().until(() -> ran.getCount() == 0);
		assertThat(pool.submit("s", user("s"), this::block)).isFalse();
		pool.release("s", user("s"));
		assertThat(pool.placeCount()).isZero();
		await().untilAsserted(() -> assertThat(pool.laneCount()).isZero());
	}

	@Test
	void keepsTheOrderOfEachSessionHoweverMuchOverlaps() throws InterruptedException {
		hammer(pool(4, Integer.MAX_VALUE / 2, Integer.MAX_VALUE / 2));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void keepsTheOrderOnVirtualThreads() throws InterruptedException {
		NamespacePool pool = new NamespacePool(
				new PoolSettings(4, Integer.MAX_VALUE / 2, Integer.MAX_VALUE / 2, Integer.MAX_VALUE / 2),
				WorkerThreads.virtual("push-test-"));
		this.pools.add(pool);
		hammer(pool);
	}

	private void hammer(NamespacePool pool) throws InterruptedException {
		int sessions = 20;
		int each = 2000;
		Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
		Semaphore done = new Semaphore(0);
		List<Thread> threads = new ArrayList<>();
		for (int s = 0; s < sessions; s++) {
			String session = "s" + s;
			seen.put(session, Collections.synchronizedList(new ArrayList<>()));
			threads.add(new Thread(() -> {
				for (int i = 0; i < each; i++) {
					int number = i;
					submit(pool, session, () -> {
						seen.get(session).add(number);
						done.release();
					});
				}
			}));
		}
		threads.forEach(Thread::start);
		done.acquire(sessions * each);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(seen.values()).allSatisfy((numbers) -> assertThat(numbers).hasSize(each).isSorted());
		await().untilAsserted(() -> assertThat(pool.laneCount()).isZero());
		assertThat(pool.placeCount()).isZero();
	}

	private static void record(NamespacePool pool, String session, Queue<String> done, CountDownLatch all) {
		submit(pool, session, () -> {
			done.add(session);
			all.countDown();
		});
	}

	private static UserKey user(String session) {
		return new UserKey("default", "user-of-" + session);
	}

	/**
	 * Submit a task that gives its place back when it is done.
	 */
	private static void submit(NamespacePool pool, String session, Runnable task) {
		assertThat(pool.submit(session, user(session), () -> {
			try {
				task.run();
			}
			finally {
				pool.release(session, user(session));
			}
		})).isTrue();
	}

	private void block() {
		try {
			this.open.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private NamespacePool pool(int threads, int queue, int queuePerSession) {
		NamespacePool pool = new NamespacePool(new PoolSettings(threads, queue, queuePerSession, 2 * queuePerSession),
				WorkerThreads.platform("push-test-", threads, null));
		this.pools.add(pool);
		return pool;
	}

}
