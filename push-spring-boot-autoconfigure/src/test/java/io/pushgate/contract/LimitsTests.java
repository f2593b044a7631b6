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

import io.pushgate.gateway.GatewayStatistics;
import io.pushgate.gateway.HandshakeOutcome;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Response;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many may come, and what happens over it.
 */
class LimitsTests {

	@ParameterizedTest
	@EnumSource
	void closesTheEarliestSessionOverTheLimitOfAUser(Container container) {
		try (PushServer server = PushServer.on(container).trusting().property("push.session.max-per-user", 2).start();
				RawWebSocket other = server.connect("bob");
				RawWebSocket first = server.connect("ann");
				RawWebSocket second = server.connect("ann");
				RawWebSocket third = server.connect("ann")) {
			JsonNode goodbye = first.readJson();
			assertThat(goodbye.path("type").asString()).isEqualTo("goodbye");
			assertThat(goodbye.path("code").asInt()).isEqualTo(4001);
			assertThat(goodbye.path("reconnect").asBoolean(true)).isFalse();
			assertThat(first.readUntilClosed()).isEqualTo(4001);
			assertThat(server.push().toUser("ann").send("x", 1).join().localSessions()).isEqualTo(2);
			assertThat(second.readJson().path("event").asString()).isEqualTo("x");
			assertThat(third.readJson().path("event").asString()).isEqualTo("x");
			server.push().toUser("bob").send("y", 1);
			assertThat(other.readJson().path("event").asString()).isEqualTo("y");
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesConnectionsOverTheLimitOfTheNode(Container container) {
		try (PushServer server = PushServer.on(container).trusting().property("push.session.max-per-node", 2).start();
				RawWebSocket first = server.connect("ann");
				RawWebSocket second = server.connect("bob")) {
			Response response = server.client().user("carl").refused();
			assertThat(response.status()).isEqualTo(503);
			assertThat(response.header("Retry-After")).matches("[1-9][0-9]*");
			first.sendClose(1000);
			assertThat(first.readUntilClosed()).isEqualTo(1000);
			await().untilAsserted(() -> assertThat(server.gateway().connectionCount()).isEqualTo(1));
			try (RawWebSocket third = server.connect("carl")) {
				server.push().toAll().send("x", 1);
				assertThat(third.readJson().path("event").asString()).isEqualTo("x");
				assertThat(second.readJson().path("event").asString()).isEqualTo("x");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesConnectionsOverTheRate(Container container) {
		try (PushServer server = PushServer.on(container).trusting().property("push.session.connect-rate", 3).start()) {
			List<RawWebSocket> clients = new ArrayList<>();
			Response refusal = null;
			while (refusal == null) {
				RawWebSocket client = server.client().user("ann").connect();
				clients.add(client);
				if (client.response().status() != 101) {
					refusal = client.response();
				}
			}
			assertThat(refusal.status()).isEqualTo(503);
			assertThat(refusal.header("Retry-After")).isEqualTo("1");
			assertThat(clients).hasSizeGreaterThan(3);
			await().untilAsserted(() -> server.connect("bob").close());
			clients.forEach(RawWebSocket::close);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, true", "NETTY, true", "JETTY, false", "NETTY, false" })
	void strangersTakeNoTurnOfOthers(Container container, boolean tokens) {
		PushServer.Builder builder = PushServer.on(container).property("push.session.connect-rate", 3);
		try (PushServer server = (tokens ? builder.property("push.auth.jwt.secret", Tokens.SECRET) : builder.trusting())
			.start()) {
			for (int i = 0; i < 30; i++) {
				assertThat(server.client().refused().status()).isEqualTo(401);
			}
			for (int i = 0; i < 3; i++) {
				RawWebSocket.Builder client = tokens
						? server.client().header("Authorization", "Bearer " + Tokens.of("ann"))
						: server.client().user("ann");
				client.open().close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void silentStrangersLeaveRoomForOthers(Container container) {
		try (PushServer server = PushServer.on(container)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.late", true)
			.property("push.session.max-per-node", 8)
			.start(); RawWebSocket first = server.client().open(); RawWebSocket second = server.client().open()) {
			Response refused = server.client().refused();
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.header("Retry-After")).isNotNull();
			try (RawWebSocket ann = server.client().header("Authorization", "Bearer " + Tokens.of("ann")).open()) {
				ann.readJson("welcome");
			}
			first.sendText("{\"type\":\"hello\",\"token\":\"%s\"}".formatted(Tokens.of("bob")));
			first.readJson("welcome");
			server.client().open().close();
			second.sendText("{\"type\":\"hello\",\"token\":\"%s\"}".formatted(Tokens.of("carl")));
			second.readJson("welcome");
		}
	}

	@ParameterizedTest
	@EnumSource
	void doesNotLosePlacesToHandshakesThatFail(Container container) {
		try (PushServer server = PushServer.on(container).trusting().property("push.session.max-per-node", 1).start()) {
			for (int i = 0; i < 3; i++) {
				assertThat(server.client().refused().status()).isEqualTo(401);
				RawWebSocket.Builder oldVersion = server.client().user("ann").header("Sec-WebSocket-Version", "12");
				assertThat(oldVersion.refused().status()).isEqualTo(426);
				RawWebSocket.Builder badKey = server.client().user("ann").header("Sec-WebSocket-Key", "x");
				assertThat(badKey.refused().status()).isEqualTo(400);
			}
			assertThat(server.gateway().connectionCount()).isZero();
			server.connect("ann").close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void opensAThousandConnectionsAtOnce(Container container) throws Exception {
		int count = 1000;
		try (PushServer server = PushServer.on(container).trusting().start()) {
			List<RawWebSocket> clients = new ArrayList<>();
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				String user = "user-" + i;
				Thread thread = new Thread(() -> {
					RawWebSocket client = server.connect(user);
					synchronized (clients) {
						clients.add(client);
					}
				});
				threads.add(thread);
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(clients).hasSize(count);
			assertThat(server.sessions().sessionCount()).isEqualTo(count);
			assertThat(server.sessions().userCount()).isEqualTo(count);
			assertThat(server.bean(GatewayStatistics.class).handshakeCount(HandshakeOutcome.ACCEPTED)).isEqualTo(count);
			assertThat(server.push().toAll().send("all", "x").join().localSessions()).isEqualTo(count);
			for (RawWebSocket client : clients) {
				assertThat(client.readJson().path("event").asString()).isEqualTo("all");
			}
			clients.forEach(RawWebSocket::reset);
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThat(server.gateway().connectionCount()).isZero());
			assertThat(server.sessions().sessionCount()).isZero();
			assertThat(server.sessions().userCount()).isZero();
		}
	}

}
