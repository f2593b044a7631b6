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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.transport.SlowConsumerPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link GroupRegistry} with joins, leaves, ends and walks at the same time.
 */
class GroupRegistryConcurrencyTests {

	private static final int THREADS = 4;

	private static final int ROUNDS = 3000;

	private static final int GROUPS = 5;

	private static final OutboundFrame JOINING = frame("joining");

	private static final OutboundFrame MESSAGE = frame("message");

	private static final OutboundFrame LEFT = frame("left");

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS + 2);

	private final SessionManager manager = TestSessions.manager(1_000_000);

	private final GroupRegistry groups = this.manager.groups();

	private final ManualLane[] lanes = { new ManualLane(), new ManualLane() };

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void nothingIsLeftHoweverSessionsJoinLeaveAndEnd() throws Exception {
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			Random random = new Random(thread);
			tasks.add(() -> {
				for (int round = 0; round < ROUNDS; round++) {
					ChannelSession session = open("u" + random.nextInt(50));
					// What is done to the same session by two threads at once.
					Future<?> other = this.executor.submit(() -> change(session, new Random(session.number())));
					change(session, random);
					this.manager.ended(session, CloseReason.ABNORMAL);
					assertThat(this.groups.join(session, "g0", GROUPS)).isEqualTo(JoinResult.ENDED);
					other.get();
				}
				return null;
			});
		}
		// These threads wait for tasks of the other pool.
		ExecutorService openers = Executors.newFixedThreadPool(THREADS);
		try {
			for (Future<Void> task : openers.invokeAll(tasks)) {
				task.get();
			}
		}
		finally {
			openers.shutdownNow();
		}
		assertThat(this.manager.sessionCount()).isZero();
		assertThat(this.groups.groupCount()).isZero();
	}

	private void change(ChannelSession session, Random random) {
		for (int i = 0; i < 10; i++) {
			String group = "g" + random.nextInt(GROUPS);
			if (random.nextInt(3) == 0) {
				this.groups.leave(session, group);
			}
			else {
				this.groups.join(session, group, GROUPS);
			}
		}
	}

	@Test
	void everyWalkMeetsWhoStaysOnceHoweverOthersComeAndGo() throws Exception {
		Set<ChannelSession> steady = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 100; i++) {
			ChannelSession session = open("steady");
			this.groups.join(session, "g", 1);
			steady.add(session);
			// Between the steady ones, so that they have to move.
			this.groups.join(open("passer-by"), "g", 1);
		}
		AtomicBoolean done = new AtomicBoolean();
		List<Future<?>> churn = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			churn.add(this.executor.submit(() -> {
				List<ChannelSession> own = new ArrayList<>();
				while (!done.get()) {
					if (own.size() < 500 && ThreadLocalRandom.current().nextInt(5) > 0) {
						ChannelSession session = open("passer-by");
						this.groups.join(session, "g", 1);
						own.add(session);
					}
					else {
						own.forEach((session) -> this.manager.ended(session, CloseReason.ABNORMAL));
						own.clear();
					}
				}
			}));
		}
		try {
			for (int round = 0; round < ROUNDS; round++) {
				List<ChannelSession> met = walk();
				assertThat(met.stream().filter(steady::contains).count()).isEqualTo(100);
				assertThat(met.stream().distinct().count()).isEqualTo(met.size());
			}
		}
		finally {
			done.set(true);
		}
		for (Future<?> task : churn) {
			task.get();
		}
	}

	private List<ChannelSession> walk() {
		List<ChannelSession> met = new ArrayList<>();
		for (GroupPart part : this.groups.parts("default", "g")) {
			GroupMembers members = part.members();
			for (int place = 0; place < members.places(); place++) {
				ChannelSession session = members.session(place);
				if (session != null) {
					met.add(session);
				}
			}
		}
		return met;
	}

	@Test
	void nothingOfAGroupIsQueuedOnceTheLeaveHasReturned() throws Exception {
		RecordingConnection connection = connection();
		ChannelSession session = TestSessions.open(this.manager, "u", connection);
		AtomicBoolean done = new AtomicBoolean();
		AtomicInteger sent = new AtomicInteger();
		Future<?> sender = this.executor.submit(() -> {
			while (!done.get()) {
				sent.addAndGet(sendToGroup());
			}
		});
		try {
			for (int round = 0; round < ROUNDS || sent.get() < ROUNDS; round++) {
				session.send(JOINING);
				this.groups.join(session, "g", 1);
				Thread.onSpinWait();
				this.groups.leave(session, "g");
				session.send(LEFT);
			}
		}
		finally {
			done.set(true);
		}
		sender.get();
		session.flush();
		List<OutboundFrame> written = connection.written();
		assertThat(written).contains(MESSAGE);
		for (int i = 1; i < written.size(); i++) {
			if (written.get(i) == MESSAGE) {
				assertThat(written.get(i - 1)).isNotSameAs(LEFT);
			}
		}
	}

	@Test
	void whoLeavesAfterItWasLookedUpButBeforeTheFrameIsQueuedGetsNothing() throws Exception {
		RecordingConnection connection = connection();
		ChannelSession session = TestSessions.open(this.manager, "u", connection);
		this.groups.join(session, "g", 1);
		GroupMembers members = this.groups.parts("default", "g").get(0).members();
		AtomicBoolean queued = new AtomicBoolean(true);
		Thread sender = new Thread(() -> queued.set(members.enqueue(0, MESSAGE)));
		synchronized (session) {
			sender.start();
			await().until(() -> sender.getState() == Thread.State.BLOCKED);
			this.groups.leave(session, "g");
		}
		sender.join();
		session.flush();
		assertThat(queued).isFalse();
		assertThat(connection.written()).doesNotContain(MESSAGE);
	}

	private int sendToGroup() {
		int sent = 0;
		for (GroupPart part : this.groups.parts("default", "g")) {
			GroupMembers members = part.members();
			for (int place = 0; place < members.places(); place++) {
				ChannelSession session = members.session(place);
				if (session != null && members.enqueue(place, MESSAGE)) {
					session.flush();
					sent++;
				}
			}
		}
		return sent;
	}

	private ChannelSession open(String user) {
		return TestSessions.open(this.manager, user, connection());
	}

	private RecordingConnection connection() {
		return new RecordingConnection(this.lanes[ThreadLocalRandom.current().nextInt(2)],
				new OutboundLimits(1 << 20, Long.MAX_VALUE, SlowConsumerPolicy.CLOSE), (connection, reason) -> {
				});
	}

	private static OutboundFrame frame(String type) {
		return OutboundFrame.required(true, ("{\"type\":\"" + type + "\"}").getBytes(StandardCharsets.UTF_8));
	}

}
