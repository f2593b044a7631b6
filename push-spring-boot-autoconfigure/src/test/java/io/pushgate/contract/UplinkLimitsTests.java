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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.listener.PushListener;
import io.pushgate.session.PushUserOfflineEvent;
import io.pushgate.session.PushUserOnlineEvent;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What one client or one namespace does too much of harms no other.
 */
class UplinkLimitsTests {

	@ParameterizedTest
	@EnumSource
	void aNamespaceThatBlocksForEverDelaysNeitherAnotherNorAnyPush(Container container) throws InterruptedException {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.uplink.max-rate", 0)
			.property("push.uplink.timeout", "1s")
			.property("push.uplink.threads", 4)
			.property("push.uplink.queue", 50)
			.with(Blocking.class)
			.start();
				RawWebSocket blocker = server.connect("ann");
				RawWebSocket same = server.connect("ann");
				RawWebSocket other = server.connect("bob")) {
			Blocking blocking = server.bean(Blocking.class);
			List<RawWebSocket> blockers = new ArrayList<>(List.of(blocker));
			for (int i = 0; i < 10; i++) {
				blockers.add(server.connect("blocker-" + i));
			}
			try {
				// One of each first: those of a session take turns, and two sessions
				// could fill the queue.
				for (RawWebSocket each : blockers) {
					each.sendText("{\"type\":\"send\",\"namespace\":\"stuck\",\"event\":\"block\",\"id\":\"first\"}");
				}
				await().until(() -> blocking.blocked.get() == 4);
				for (RawWebSocket each : blockers) {
					for (int i = 0; i < 30; i++) {
						each.sendText(
								"{\"type\":\"send\",\"namespace\":\"stuck\",\"event\":\"block\",\"id\":\"" + i + "\"}");
					}
				}
				assertThat(blocker.readJson().path("code").asString()).isIn("timeout", "rate-limited");
				for (int i = 0; i < 200; i++) {
					String request = "{\"type\":\"send\",\"namespace\":\"quick\",\"event\":\"echo\",\"id\":\"q" + i
							+ "\",\"data\":" + i + "}";
					same.sendText(request);
					other.sendText(request);
					server.push().toAll().send("tick", i);
					assertProgress(same, i);
					assertProgress(other, i);
				}
				assertThat(blocking.blocked).hasValue(4);
			}
			finally {
				blocking.open.countDown();
				blockers.forEach(RawWebSocket::close);
			}
		}
	}

	private static void assertProgress(RawWebSocket client, int number) {
		boolean replied = false;
		boolean pushed = false;
		while (!replied || !pushed) {
			JsonNode frame = client.readJson();
			assertThat(frame.path("data").asInt(-1)).as("%s", frame).isEqualTo(number);
			replied |= frame.path("type").asString().equals("reply");
			pushed |= frame.path("type").asString().equals("message");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aClientThatSendsTooMuchIsSentAwayForAWhile(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.uplink.max-rate", 1)
			.property("push.uplink.burst", 20)
			.start(); RawWebSocket fast = server.connect("ann"); RawWebSocket slow = server.connect("ann")) {
			slow.sendText("{\"type\":\"ping\"}");
			for (int i = 0; i < 20; i++) {
				fast.sendText((i % 2 == 0) ? "{\"type\":\"ping\"}" : "{\"type\":\"ack\",\"seq\":1}");
			}
			for (int i = 0; i < 10; i++) {
				assertThat(fast.readJson().path("type").asString()).isEqualTo("pong");
			}
			for (int i = 0; i < 20; i++) {
				sendQuietly(fast, "{\"type\":\"ack\",\"seq\":1}");
			}
			JsonNode goodbye = fast.readJson("goodbye");
			assertThat(goodbye.path("code").asInt()).isEqualTo(4200);
			assertThat(goodbye.path("retryAfter").asLong()).isGreaterThanOrEqualTo(1000);
			assertThat(fast.readUntilClosed()).isEqualTo(4200);
			assertThat(slow.readJson().path("type").asString()).isEqualTo("pong");
		}
	}

	@ParameterizedTest
	@CsvSource({ "NETTY, 9", "NETTY, 10", "NETTY, 0", "JETTY, 9", "JETTY, 10", "TOMCAT, 9", "TOMCAT, 10" })
	void whatBringsNothingCountsAsWell(Container container, int opcode) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.uplink.max-rate", 1)
			.property("push.uplink.burst", 20)
			.start(); RawWebSocket client = server.connect("ann")) {
			if (opcode == 0) {
				client.sendFrame(1, false, new byte[0]);
			}
			for (int i = 0; i < 50; i++) {
				try {
					client.sendFrame(opcode, opcode != 0, new byte[0]);
				}
				catch (IllegalStateException ex) {
					// Closed by now.
				}
			}
			assertThat(client.readJson("goodbye").path("code").asInt()).isEqualTo(4200);
			assertThat(client.readUntilClosed()).isEqualTo(4200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatIsMalformedCountsAsWell(Container container) {
		try (PushServer server = PushServer.on(container)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.late", true)
			.property("push.uplink.max-rate", 1)
			.property("push.uplink.burst", 3)
			.start(); RawWebSocket nobody = server.client().open()) {
			for (int i = 0; i < 6; i++) {
				sendQuietly(nobody, "nonsense");
			}
			assertThat(nobody.readJson("goodbye").path("code").asInt()).isEqualTo(4200);
			assertThat(nobody.readUntilClosed()).isEqualTo(4200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsOfUsersWhoComeAndLeave(Container container) throws InterruptedException {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.session.offline-delay", "10ms")
			.with(Presence.class)
			.start()) {
			Presence presence = server.bean(Presence.class);
			PushUserOnlineEvent online;
			try (RawWebSocket first = server.connect("ann"); RawWebSocket second = server.connect("ann")) {
				online = (PushUserOnlineEvent) presence.next();
				assertThat(online.user()).isEqualTo("ann");
				assertThat(online.tenant()).isEqualTo("default");
				assertThat(server.push().sessions("ann").get(0).session()).isEqualTo(online.session());
				first.sendClose(1000);
				assertThat(first.readUntilClosed()).isEqualTo(1000);
				// The client knows of its end before the server has drawn the
				// consequences.
				await().until(() -> server.push().sessions("ann").size() == 1);
			}
			PushUserOfflineEvent offline = (PushUserOfflineEvent) presence.next();
			assertThat(offline.generation()).isEqualTo(online.generation());
			assertThat(offline.session()).isNotEqualTo(online.session());
			server.connect("ann").close();
			PushUserOnlineEvent again = (PushUserOnlineEvent) presence.next();
			assertThat(again.generation()).isGreaterThan(online.generation());
			assertThat(presence.next()).isInstanceOf(PushUserOfflineEvent.class);
			assertThat(presence.events).isEmpty();
		}
	}

	private static void sendQuietly(RawWebSocket client, String text) {
		try {
			client.sendText(text);
		}
		catch (IllegalStateException ex) {
			// The server may be faster to close than the client to send.
		}
	}

	static class Blocking {

		private final CountDownLatch open = new CountDownLatch(1);

		private final AtomicInteger blocked = new AtomicInteger();

		@PushListener(namespace = "stuck", event = "block")
		void block() throws InterruptedException {
			this.blocked.incrementAndGet();
			this.open.await();
		}

		@PushListener(namespace = "quick", event = "echo")
		int echo(int number) {
			return number;
		}

	}

	static class Presence {

		private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

		@EventListener({ PushUserOnlineEvent.class, PushUserOfflineEvent.class })
		void take(Object event) {
			this.events.add(event);
		}

		Object next() throws InterruptedException {
			Object event = this.events.poll(20, TimeUnit.SECONDS);
			assertThat(event).isNotNull();
			return event;
		}

	}

}
