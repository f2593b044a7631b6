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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.FrameCodecs;
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
 * Tests for {@link SessionManager} with logins, kicks, losses and pushes for the same few
 * users at the same time.
 */
class SessionManagerConcurrencyTests {

	private static final int THREADS = 6;

	private static final int ITERATIONS = 6000;

	private static final int USERS = 3;

	private static final int MAX_PER_USER = 2;

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

	private final FrameCodec json = new FrameCodecs().json();

	private final OutboundLimits limits = new OutboundLimits(2000, 1 << 20, SlowConsumerPolicy.CLOSE);

	private final BalancingListener listener = new BalancingListener();

	private final SessionManager manager = TestSessions.manager(MAX_PER_USER, this.listener);

	private final ManualLane lane = new ManualLane();

	private final Queue<RecordingConnection> all = new ConcurrentLinkedQueue<>();

	private final AtomicInteger received = new AtomicInteger();

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void nothingIsLeftAndNobodyHearsAnythingBeforeTheWelcomeHoweverSessionsComeAndGo() throws Exception {
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(i);
			tasks.add(() -> {
				for (int j = 0; j < ITERATIONS; j++) {
					step(random);
				}
				return null;
			});
		}
		for (Future<Void> task : this.executor.invokeAll(tasks)) {
			task.get();
		}
		assertThat(this.manager.userCount()).isLessThanOrEqualTo(USERS);
		for (RecordingConnection connection : this.all) {
			connection.read();
			connection.lose();
		}
		assertNothingIsLeft();
		this.listener.verify();
		this.all.forEach(this::assertWelcomeFirst);
		assertThat(this.received).as("pushes that arrived").hasPositiveValue();
		assertThat(this.listener.reasons()).as("the ways in which sessions ended").contains(1006, 4001, 4002, 4101);
	}

	private void step(Random random) {
		UserKey user = new UserKey("t" + random.nextInt(2), "u" + random.nextInt(USERS - 1));
		switch (random.nextInt(10)) {
			case 0, 1, 2 -> login(user, random);
			case 3 -> this.manager.sessions(user).forEach((session) -> this.manager.close(session, CloseReason.KICKED));
			case 4 -> this.manager.sessions(user).forEach((session) -> lose(session));
			case 5 -> this.manager.sessions(user)
				.stream()
				.limit(1)
				.forEach((session) -> this.manager.ended(session, CloseReason.NORMAL));
			case 6 -> this.manager.sessions(user)
				.forEach((session) -> ((RecordingConnection) session.connection()).stopReading());
			case 7 -> this.manager.sweep();
			case 8 -> {
				assertThat(this.manager.sessions(user)).hasSizeLessThanOrEqualTo(MAX_PER_USER);
				this.manager.sessions(user).forEach(this::push);
			}
			default -> this.manager.sessions().forEach(this::push);
		}
	}

	private void login(UserKey user, Random random) {
		RecordingConnection connection = new RecordingConnection(this.lane, this.limits, (ended, reason) -> {
			if (ended.attachment() instanceof ChannelSession session) {
				this.manager.ended(session, reason);
			}
		});
		this.all.add(connection);
		if (random.nextInt(4) == 0) {
			Thread loss = new Thread(connection::lose);
			if (random.nextBoolean()) {
				loss.run();
			}
			else {
				loss.start();
			}
			TestSessions.tryOpen(this.manager, user, "d", connection, this.json);
			join(loss);
			// Whoever ends it, this thread or another one that was faster, may be at it.
			await().pollInterval(Duration.ofMillis(1))
				.untilAsserted(() -> assertThat(this.manager.sessions())
					.noneMatch((session) -> session.connection() == connection));
			return;
		}
		ChannelSession session = TestSessions.tryOpen(this.manager, user, "d", connection, this.json);
		if (session != null && random.nextInt(8) == 0) {
			session.expiresAt(Instant.EPOCH);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void lose(ChannelSession session) {
		((RecordingConnection) session.connection()).lose();
	}

	private void push(ChannelSession session) {
		byte[] bytes = ("push" + " ".repeat(300)).getBytes(StandardCharsets.UTF_8);
		session.send(OutboundFrame.required(true, bytes));
	}

	private void assertWelcomeFirst(RecordingConnection connection) {
		List<String> texts = connection.texts();
		for (int i = 0; i < texts.size(); i++) {
			boolean welcome = texts.get(i).startsWith("{\"type\":\"welcome\"");
			assertThat(welcome).as("frame %s of %s", i, texts).isEqualTo(i == 0);
			if (texts.get(i).startsWith("push")) {
				this.received.incrementAndGet();
			}
			if (texts.get(i).startsWith("{\"type\":\"goodbye\"")) {
				assertThat(i).as("the goodbye is the last frame").isEqualTo(texts.size() - 1);
			}
		}
	}

	private void assertNothingIsLeft() {
		assertThat(this.manager.sessionCount()).isZero();
		assertThat(this.manager.sessions()).isEmpty();
		assertThat(this.manager.userCount()).isZero();
		for (String tenant : List.of("t0", "t1")) {
			assertThat(this.manager.sessionCount(tenant)).isZero();
			for (int i = 0; i < USERS; i++) {
				assertThat(this.manager.sessions(new UserKey(tenant, "u" + i))).isEmpty();
			}
		}
		assertThat(this.limits.pendingBytes()).isZero();
	}

	/**
	 * Checks that every session is opened, then closed, each once, and that no user ever
	 * has more sessions than the limit once the evicted ones are told.
	 */
	private static final class BalancingListener implements SessionListener {

		private final Map<String, String> states = new HashMap<>();

		private final Map<Integer, Integer> reasons = new HashMap<>();

		private final List<String> violations = new ArrayList<>();

		@Override
		public synchronized void opened(PushSession session) {
			if (this.states.put(session.id(), "opened") != null) {
				this.violations.add("opened again: " + session.id());
			}
		}

		@Override
		public synchronized void closed(PushSession session, CloseReason reason) {
			if (!"opened".equals(this.states.put(session.id(), "closed"))) {
				this.violations.add("closed without being open: " + session.id());
			}
			this.reasons.merge(reason.code(), 1, Integer::sum);
		}

		synchronized List<Integer> reasons() {
			return List.copyOf(this.reasons.keySet());
		}

		synchronized void verify() {
			assertThat(this.violations).isEmpty();
			assertThat(this.states).isNotEmpty();
			assertThat(this.states.values()).containsOnly("closed");
		}

	}

}
