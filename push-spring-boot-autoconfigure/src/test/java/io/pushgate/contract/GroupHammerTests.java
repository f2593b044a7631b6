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

package io.pushgate.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.core.PushTemplate;
import io.pushgate.message.PushTarget;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Frame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Joins, leaves, kicks, resets and pushes on real sockets, all at once. What each client
 * sees must fit what it was told:
 * <ul>
 * <li>a steady member gets every message of its groups, once and in order;</li>
 * <li>from the answer to its join on, a member misses none, until it wants to leave;</li>
 * <li>after the answer to its leave, nothing of the group comes any more;</li>
 * <li>when all are gone, nothing is left.</li>
 * </ul>
 * Messages are numbered by group, so each client can tell what it misses.
 */
@Tag("exclusive")
class GroupHammerTests {

	private static final List<String> GROUPS = List.of("g0", "g1", "g2");

	private static final int MEMBERS = 6;

	private static final int ROUNDS = Integer.getInteger("push.hammer.rounds", 120);

	// How many messages may be on their way to the slowest steady member.
	private static final int WINDOW = 200;

	// Guarded by itself.
	private final Map<String, Integer> pushed = new HashMap<>();

	private final Map<Integer, String> sessions = new ConcurrentHashMap<>();

	private final Semaphore window = new Semaphore(WINDOW);

	private final AtomicBoolean done = new AtomicBoolean();

	private final AtomicInteger kicks = new AtomicInteger();

	@ParameterizedTest
	@EnumSource
	void everyoneGetsWhatItsMembershipsSay(Container container) throws Exception {
		ExecutorService executor = Executors.newCachedThreadPool();
		try (PushServer server = PushServer.on(container).trusting().with(Authorization.class).start()) {
			List<Steady> steady = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				steady.add(new Steady(server, i == 0));
			}
			List<Future<?>> readers = new ArrayList<>();
			steady.forEach((client) -> readers.add(executor.submit(client)));
			List<Future<Integer>> members = new ArrayList<>();
			for (int i = 0; i < MEMBERS; i++) {
				members.add(executor.submit(new Member(server, i)::hammer));
			}
			List<Future<?>> pushers = List.of(executor.submit(() -> push(server.push(), new Random(1))),
					executor.submit(() -> push(server.push(), new Random(2))),
					executor.submit(() -> kick(server.push(), new Random(3))));
			int received = 0;
			for (Future<Integer> member : members) {
				received += member.get(2, TimeUnit.MINUTES);
			}
			stop();
			for (Future<?> pusher : pushers) {
				pusher.get(1, TimeUnit.MINUTES);
			}
			server.push().toGroups(GROUPS).send("end", null);
			for (Future<?> reader : readers) {
				reader.get(1, TimeUnit.MINUTES);
			}
			assertThat(received).as("messages to those who come and go").isGreaterThan(ROUNDS);
			assertThat(this.kicks).hasPositiveValue();
			for (Steady client : steady) {
				GROUPS.forEach((group) -> assertThat(client.last).containsEntry(group, pushed(group)));
				client.close();
			}
			await().until(() -> server.sessions().groups().groupCount() == 0);
			await().until(() -> server.sessions().sessionCount() == 0);
		}
		finally {
			stop();
			executor.shutdownNow();
		}
	}

	private void stop() {
		this.done.set(true);
		this.window.release(WINDOW);
	}

	private void push(PushTemplate push, Random random) {
		while (!this.done.get()) {
			this.window.acquireUninterruptibly();
			List<String> groups = new ArrayList<>(GROUPS);
			for (int others = random.nextInt(3); others > 0; others--) {
				groups.remove(random.nextInt(groups.size()));
			}
			Map<String, Integer> numbers = new HashMap<>();
			// Their numbers are to be in the order of acceptance.
			synchronized (this.pushed) {
				groups.forEach((group) -> numbers.put(group, this.pushed.merge(group, 1, Integer::sum)));
				push.toGroups(groups).send("count", numbers).join();
			}
		}
	}

	private void kick(PushTemplate push, Random random) {
		int next = 0;
		while (!this.done.get()) {
			if (pushed("g0") < next) {
				Thread.yield();
				continue;
			}
			next = pushed("g0") + 100;
			String session = this.sessions.get(random.nextInt(MEMBERS));
			if (session != null && push.disconnectSession(session)) {
				this.kicks.incrementAndGet();
			}
		}
	}

	private int pushed(String group) {
		synchronized (this.pushed) {
			return this.pushed.getOrDefault(group, 0);
		}
	}

	private static Map<String, Integer> numbers(JsonNode message) {
		Map<String, Integer> numbers = new HashMap<>();
		message.path("data").properties().forEach((entry) -> numbers.put(entry.getKey(), entry.getValue().asInt()));
		return numbers;
	}

	/**
	 * In all groups, from before the first push on.
	 */
	private final class Steady implements Runnable {

		private final RawWebSocket socket;

		private final boolean opensTheWindow;

		private final Map<String, Integer> last = new HashMap<>();

		Steady(PushServer server, boolean opensTheWindow) {
			this.opensTheWindow = opensTheWindow;
			this.socket = server.client().user("steady").open();
			String session = this.socket.readJson("welcome").path("session").asString();
			GROUPS.forEach((group) -> server.push().joinGroup(group, PushTarget.session(session)).join());
		}

		@Override
		public void run() {
			for (JsonNode message = next(); !message.path("event").asString().equals("end"); message = next()) {
				numbers(message).forEach((group, number) -> {
					assertThat(number).as(group).isEqualTo(this.last.getOrDefault(group, 0) + 1);
					this.last.put(group, number);
				});
				if (this.opensTheWindow) {
					GroupHammerTests.this.window.release();
				}
			}
		}

		private JsonNode next() {
			return this.socket.readJson("message");
		}

		void close() {
			this.socket.close();
		}

	}

	/**
	 * Joins, leaves, is kicked, breaks off and comes back.
	 */
	private final class Member {

		private final PushServer server;

		private final int index;

		private final Random random;

		private final Map<String, Membership> memberships = new HashMap<>();

		// By group: up to which number it may have missed some, and which was the last.
		private final Map<String, Integer> joinedAt = new HashMap<>();

		private final Map<String, Integer> last = new HashMap<>();

		private @Nullable RawWebSocket socket;

		private String session = "";

		private int received;

		Member(PushServer server, int index) {
			this.server = server;
			this.index = index;
			this.random = new Random(100 + index);
		}

		int hammer() {
			for (int round = 0; round < ROUNDS; round++) {
				RawWebSocket socket = this.socket;
				try {
					step((socket != null) ? socket : connect());
				}
				catch (ConnectionLost ex) {
					disconnect();
				}
			}
			disconnect();
			return this.received;
		}

		private RawWebSocket connect() {
			RawWebSocket socket = this.server.client().user("member-" + this.index).open();
			this.socket = socket;
			this.session = socket.readJson("welcome").path("session").asString();
			GroupHammerTests.this.sessions.put(this.index, this.session);
			this.memberships.clear();
			GROUPS.forEach((group) -> this.memberships.put(group, Membership.OUT));
			return socket;
		}

		private void disconnect() {
			if (this.socket != null) {
				this.socket.reset();
				this.socket = null;
			}
		}

		private void step(RawWebSocket socket) {
			String group = GROUPS.get(this.random.nextInt(GROUPS.size()));
			boolean in = this.memberships.get(group) == Membership.IN;
			switch (this.random.nextInt(12)) {
				case 0 -> throw new ConnectionLost();
				case 1, 2, 3, 4, 5 -> {
					if (in) {
						leave(socket, group);
					}
					else {
						join(socket, group);
					}
				}
				default -> {
					for (int i = 0; i < 20 && this.memberships.containsValue(Membership.IN); i++) {
						receive(socket);
					}
				}
			}
		}

		private void join(RawWebSocket socket, String group) {
			this.memberships.put(group, Membership.BETWEEN);
			if (this.random.nextBoolean()) {
				send(socket, "join", group);
				awaitReply(socket, "join");
			}
			else {
				this.server.push().joinGroup(group, PushTarget.session(this.session)).join();
			}
			this.memberships.put(group, Membership.IN);
			this.joinedAt.put(group, pushed(group));
			this.last.put(group, this.joinedAt.get(group));
		}

		private void leave(RawWebSocket socket, String group) {
			this.memberships.put(group, Membership.BETWEEN);
			if (this.random.nextBoolean()) {
				send(socket, "leave", group);
				awaitReply(socket, "leave");
			}
			else {
				this.server.push().leaveGroup(group, PushTarget.session(this.session)).join();
				// What is queued by now may still be on its way, but nothing after this.
				this.server.push().toSession(this.session).send("left", null);
				awaitReply(socket, "left");
			}
			this.memberships.put(group, Membership.OUT);
		}

		private void send(RawWebSocket socket, String type, String group) {
			try {
				socket.sendText("{\"type\":\"%s\",\"id\":\"%s\",\"group\":\"%s\"}".formatted(type, type, group));
			}
			catch (IllegalStateException ex) {
				throw new ConnectionLost();
			}
		}

		private void awaitReply(RawWebSocket socket, String name) {
			JsonNode frame = receive(socket);
			while (!frame.path("id").asString("").equals(name) && !frame.path("event").asString("").equals(name)) {
				frame = receive(socket);
			}
			assertThat(frame.path("type").asString()).isIn("reply", "message");
		}

		private JsonNode receive(RawWebSocket socket) {
			Frame frame = socket.read();
			if (frame.opcode() != RawWebSocket.TEXT) {
				throw new ConnectionLost();
			}
			JsonNode json = JsonMapper.shared().readTree(frame.payload());
			if (json.path("event").asString("").equals("count")) {
				this.received++;
				check(json);
			}
			return json;
		}

		private void check(JsonNode message) {
			String by = message.path("group").asString();
			assertThat(this.memberships.get(by)).as("%s in %s", message, this.memberships).isNotEqualTo(Membership.OUT);
			numbers(message).forEach((group, number) -> {
				if (this.memberships.get(group) == Membership.IN) {
					// What was pushed before the join was answered may still come.
					if (number > this.joinedAt.get(group)) {
						// By the first group of the target.
						assertThat(by).as("%s in %s", message, this.memberships).isLessThanOrEqualTo(group);
						assertThat(number).as("%s of %s", message, group).isEqualTo(this.last.get(group) + 1);
						this.last.put(group, number);
					}
				}
			});
		}

	}

	private enum Membership {

		OUT, BETWEEN, IN

	}

	private static final class ConnectionLost extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	@Configuration(proxyBeanMethods = false)
	static class Authorization {

		@Bean
		GroupAuthorizer groupAuthorizer() {
			return (session, group) -> true;
		}

	}

}
