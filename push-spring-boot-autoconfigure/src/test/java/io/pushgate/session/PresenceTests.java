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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.message.UserKey;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what listeners hear of users who come and leave.
 */
class PresenceTests {

	private static final UserKey ANN = new UserKey("default", "ann");

	private final Queue<Object> told = new ConcurrentLinkedQueue<>();

	private final SessionListener listener = new SessionListener() {

		@Override
		public void opened(PushSession session) {
			PresenceTests.this.told.add("opened " + session.id());
		}

		@Override
		public void closed(PushSession session, CloseReason reason) {
			PresenceTests.this.told.add("closed " + session.id());
		}

		@Override
		public void online(UserKey user, long session, long generation) {
			PresenceTests.this.told.add(new Told(true, user, session, generation));
		}

		@Override
		public void offline(UserKey user, long session, long generation) {
			PresenceTests.this.told.add(new Told(false, user, session, generation));
		}

	};

	@Test
	void tellsOfTheFirstSessionAndOfTheLast() {
		SessionManager manager = manager(Duration.ZERO);
		ChannelSession first = TestSessions.open(manager, "ann", new RecordingConnection());
		ChannelSession second = TestSessions.open(manager, "ann", new RecordingConnection());
		manager.close(first, CloseReason.NORMAL);
		manager.close(second, CloseReason.NORMAL);
		List<Object> all = List.copyOf(this.told);
		long generation = ((Told) all.get(1)).generation();
		assertThat(all).containsExactly("opened " + first.id(), new Told(true, ANN, first.number(), generation),
				"opened " + second.id(), "closed " + first.id(), "closed " + second.id(),
				new Told(false, ANN, second.number(), generation));
	}

	@Test
	void generationsGrow() {
		SessionManager manager = manager(Duration.ZERO);
		long last = 0;
		for (int i = 0; i < 1000; i++) {
			manager.close(TestSessions.open(manager, "ann", new RecordingConnection()), CloseReason.NORMAL);
		}
		for (Told one : users()) {
			assertThat(one.generation()).isGreaterThanOrEqualTo(last);
			assertThat(one.online() ? one.generation() > last : one.generation() == last).isTrue();
			last = one.generation();
		}
		assertThat(users()).hasSize(2000);
	}

	@Test
	void aUserWhoComesBackInTimeHasNeverLeft() {
		SessionManager manager = manager(Duration.ofHours(1));
		manager.close(TestSessions.open(manager, "ann", new RecordingConnection()), CloseReason.NORMAL);
		manager.sweep();
		ChannelSession second = TestSessions.open(manager, "ann", new RecordingConnection());
		manager.sweep();
		assertThat(users()).extracting(Told::online).containsExactly(true);
		manager.close(second, CloseReason.NORMAL);
		manager.sweep();
		assertThat(users()).hasSize(1);
	}

	@Test
	void aUserWhoStaysAwayHasLeft() {
		SessionManager manager = manager(Duration.ofMillis(20));
		ChannelSession session = TestSessions.open(manager, "ann", new RecordingConnection());
		manager.close(session, CloseReason.NORMAL);
		assertThat(users()).hasSize(1);
		await().untilAsserted(() -> {
			manager.sweep();
			long generation = users().get(0).generation();
			assertThat(users()).containsExactly(new Told(true, ANN, session.number(), generation),
					new Told(false, ANN, session.number(), generation));
		});
	}

	@Test
	void aDepartureThatIsOverDoesNotEndALaterOne() {
		AtomicLong clock = new AtomicLong();
		Departures departures = new Departures(Duration.ofNanos(10), clock::get);
		assertThat(departures.left(ANN, 1, 7)).isTrue();
		clock.set(5);
		assertThat(departures.returned(ANN)).isNotNull();
		assertThat(departures.left(ANN, 2, 7)).isTrue();
		clock.set(10);
		departures.expire((departure) -> assertThat(departures.complete(departure)).isFalse());
		assertThat(departures.size()).isEqualTo(1);
		clock.set(15);
		List<Long> left = new ArrayList<>();
		departures.expire((departure) -> {
			assertThat(departures.complete(departure)).isTrue();
			left.add(departure.session());
		});
		assertThat(left).containsExactly(2L);
		assertThat(departures.size()).isZero();
	}

	@Test
	void evictionIsNoDeparture() {
		SessionManager manager = new SessionManager(new SessionIdGenerator(1), TestSessions.HEARTBEAT, 1, Duration.ZERO,
				new Goodbyes(Duration.ZERO), List.of(this.listener));
		TestSessions.open(manager, "ann", new RecordingConnection());
		TestSessions.open(manager, "ann", new RecordingConnection());
		assertThat(users()).extracting(Told::online).containsExactly(true);
	}

	@Test
	void comingAndLeavingTakeTurnsHoweverTheyOverlap() throws InterruptedException {
		SessionManager manager = manager(Duration.ofNanos(20_000));
		AtomicBoolean stopped = new AtomicBoolean();
		Thread sweeper = new Thread(() -> {
			while (!stopped.get()) {
				manager.sweep();
			}
		});
		sweeper.setDaemon(true);
		sweeper.start();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Random random = new Random(i);
			threads.add(new Thread(() -> comeAndGo(manager, random)));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		await().until(() -> manager.userCount() == 0);
		await().untilAsserted(() -> assertThat(users()).filteredOn(Told::online).hasSize(users().size() / 2));
		stopped.set(true);
		sweeper.join();
		Map<UserKey, Told> last = new HashMap<>();
		for (Told one : users()) {
			Told before = last.put(one.user(), one);
			if (one.online()) {
				assertThat(before == null || (!before.online() && before.generation() < one.generation()))
					.as("%s after %s", one, before)
					.isTrue();
			}
			else {
				assertThat(before != null && before.online() && before.generation() == one.generation())
					.as("%s after %s", one, before)
					.isTrue();
			}
		}
		assertThat(last.values()).isNotEmpty().noneMatch(Told::online);
		assertThat(users()).hasSizeGreaterThan(10);
	}

	private static void comeAndGo(SessionManager manager, Random random) {
		for (int i = 0; i < 2000; i++) {
			ChannelSession session = TestSessions.open(manager, "user-" + random.nextInt(3), new RecordingConnection());
			if (random.nextBoolean()) {
				Thread.yield();
			}
			manager.close(session, CloseReason.NORMAL);
		}
	}

	private List<Told> users() {
		return this.told.stream().filter(Told.class::isInstance).map(Told.class::cast).toList();
	}

	private SessionManager manager(Duration offlineDelay) {
		return new SessionManager(new SessionIdGenerator(1), TestSessions.HEARTBEAT, 10, offlineDelay,
				new Goodbyes(Duration.ZERO), List.of(this.listener));
	}

	private record Told(boolean online, UserKey user, long session, long generation) {

	}

}
