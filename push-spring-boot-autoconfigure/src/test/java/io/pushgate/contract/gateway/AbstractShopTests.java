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

package io.pushgate.contract.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.nimbusds.jwt.JWTClaimsSet;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.core.PushTemplate;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One application with one set of handlers: by itself, or behind gateways.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractShopTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String OFFLINE_DELAY = "500ms";

	private final List<PushServer> doors = new ArrayList<>();

	private final List<PushServer> shops = new ArrayList<>();

	/**
	 * Start the application with its connections.
	 */
	void startEmbedded() {
		this.shops.add(ApiClient.server(Container.NETTY)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.claims", "plan")
			.property("push.session.offline-delay", OFFLINE_DELAY)
			.with(Application.class)
			.start());
		this.doors.addAll(this.shops);
	}

	/**
	 * Start two gateways, and two instances of the application behind them.
	 */
	void startBehindGateways(ClusterBroker broker) {
		startBehindGateways(broker, false);
	}

	/**
	 * Start two gateways, and two instances of the application behind them.
	 * @param overHttp whether each instance pushes through the HTTP push API of a gateway
	 * of its own
	 */
	void startBehindGateways(ClusterBroker broker, boolean overHttp) {
		String topic = "push-" + UUID.randomUUID();
		for (int i = 0; i < 2; i++) {
			this.doors.add(ApiClient.server(Container.NETTY)
				.connectedBy(broker)
				.property("push.cluster.topic", topic)
				.property("push.mode", "gateway")
				.property("push.auth.jwt.secret", Tokens.SECRET)
				.property("push.auth.claims", "plan")
				.property("push.session.offline-delay", OFFLINE_DELAY)
				.start());
		}
		for (int i = 0; i < 2; i++) {
			PushServer.Builder shop = PushServer.on(Container.TOMCAT)
				.connectedBy(broker)
				.property("push.cluster.topic", topic)
				.property("push.mode", "client")
				.with(Application.class);
			if (overHttp) {
				shop.property("push.client.gateway-url", "http://localhost:" + this.doors.get(i).port())
					.property("push.client.api-key", ApiClient.KEY);
			}
			this.shops.add(shop.start());
		}
		Awaitility.await().atMost(PATIENCE).until(() -> {
			List<PushServer> all = new ArrayList<>(this.doors);
			all.addAll(this.shops);
			return all.stream()
				.map((server) -> server.bean(ClusterBus.class))
				.allMatch((bus) -> bus.awaitReady(Duration.ofSeconds(1)) && bus.nodes().size() == all.size());
		});
		this.doors.forEach((door) -> Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> door.bean(UplinkDispatcher.class).namespaces(), Set.of("shop")::equals));
	}

	@AfterAll
	void stop() {
		this.shops.forEach(PushServer::close);
		this.doors.forEach(PushServer::close);
	}

	private PushServer door(int number) {
		return this.doors.get(number % this.doors.size());
	}

	PushServer shop(int number) {
		return this.shops.get(number % this.shops.size());
	}

	PushTemplate push(int number) {
		return shop(number).push();
	}

	private List<String> log(String word) {
		return this.shops.stream().flatMap((shop) -> shop.bean(Shop.class).log(word).stream()).toList();
	}

	@Test
	void answersRequestsAndPushes() {
		for (int i = 0; i < 2; i++) {
			String user = "buyer-" + i + UUID.randomUUID();
			try (RawWebSocket client = connect(i, user, "phone")) {
				client.sendText(send("order", "r1", "\"data\":{\"article\":\"Käse\"}"));
				JsonNode first = client.readJson();
				JsonNode second = client.readJson();
				JsonNode reply = first.get("type").asString().equals("reply") ? first : second;
				JsonNode message = (reply == first) ? second : first;
				assertThat(reply.get("id").asString()).isEqualTo("r1");
				assertThat(reply.get("data").get("article").asString()).isEqualTo("Käse");
				assertThat(reply.get("data").get("user").asString()).isEqualTo(user);
				assertThat(reply.get("data").get("device").asString()).isEqualTo("phone");
				assertThat(message.get("event").asString()).isEqualTo("ordered");
				assertThat(log(user)).filteredOn((line) -> line.startsWith("order ")).hasSize(1);
			}
		}
	}

	@Test
	void handlesARepeatedRequestOnceOnWhateverConnection() {
		String user = "again-" + UUID.randomUUID();
		String request = send("order", "same", "\"data\":{\"article\":\"a\"}");
		for (int i = 0; i < 4; i++) {
			try (RawWebSocket client = connect(i, user, "d")) {
				client.sendText(request);
				assertThat(client.readJson("reply").get("data").get("article").asString()).isEqualTo("a");
			}
		}
		assertThat(log("order a of " + user)).hasSize(1);
	}

	@Test
	@ExpectErrors("of bean 'shop' failed")
	void carriesBytesErrorsAndWhatWantsNoAnswer() {
		String user = "various-" + UUID.randomUUID();
		try (RawWebSocket client = connect(0, user, "d")) {
			client.sendText(send("bytes", "b", "\"dataBase64\":\"AQI=\""));
			assertThat(client.readJson("reply").get("dataBase64").asString()).isEqualTo("AgE=");
			client.sendText(send("fail", "f", "\"data\":1"));
			JsonNode error = client.readJson("error");
			assertThat(error.get("code").asString()).isEqualTo("handler-failed");
			assertThat(error.toString()).doesNotContain("secret", "Exception");
			client.sendText(send("nothing", "n", "\"data\":1"));
			assertThat(client.readJson("error").get("code").asString()).isEqualTo("no-handler");
			client.sendText("{\"type\":\"send\",\"namespace\":\"shop\",\"event\":\"tell\",\"data\":\"" + user + "\"}");
			Awaitility.await().atMost(PATIENCE).until(() -> log("told " + user).size() == 1);
		}
	}

	@Test
	void carriesCodesAndDataOfErrors() {
		String user = "error-" + UUID.randomUUID();
		try (RawWebSocket client = connect(0, user, "d")) {
			for (String event : List.of("refuse", "refuse-later")) {
				client.sendText(send(event, event, "\"data\":\"a\""));
				JsonNode error = client.readJson("error");
				assertThat(error.get("id").asString()).isEqualTo(event);
				assertThat(error.get("code").asString()).isEqualTo("sold-out");
				assertThat(error.get("message").asString()).isEqualTo("No Käse is left");
				assertThat(error.get("data")).hasToString("{\"article\":\"a\"}");
			}
			client.sendText(send("check", "c", "\"data\":{\"article\":\"\"}"));
			JsonNode error = client.readJson("error");
			assertThat(error.get("code").asString()).isEqualTo("malformed");
			assertThat(error.at("/data/errors")).isEqualTo(
					JsonMapper.shared().readTree("[{\"pointer\":\"/article\",\"detail\":\"must not be blank\"}]"));
		}
	}

	@Test
	void carriesClaims() {
		String user = "claimant-" + UUID.randomUUID();
		String token = Tokens.sign(new JWTClaimsSet.Builder().subject(user)
			.claim("plan", "prö")
			.claim("other", "x")
			.expirationTime(Date.from(Instant.now().plusSeconds(600)))
			.build(), Tokens.SECRET);
		try (RawWebSocket client = door(0).client().path("/push?token=" + token).open()) {
			client.readJson("welcome");
			client.sendText(send("plan", "p", "\"data\":1"));
			assertThat(client.readJson("reply").get("data").asString()).isEqualTo("prö of [plan]");
			client.sendText(join("plan prö"));
			assertThat(client.readJson("reply").get("id").asString()).isEqualTo("j");
		}
		Awaitility.await().atMost(PATIENCE).until(() -> shopsHaveSeen(user).equals(Set.of(Map.of("plan", "prö"))));
		try (RawWebSocket client = connect(1, user, "d")) {
			client.sendText(send("plan", "q", "\"data\":1"));
			assertThat(client.readJson("error").get("code").asString()).isEqualTo("forbidden");
			client.sendText(join("plan prö"));
			assertThat(client.readJson("error").get("code").asString()).isEqualTo("forbidden");
		}
	}

	@Test
	void handlesWhatAUserSendsInOrder() {
		String user = "orderly-" + UUID.randomUUID();
		try (RawWebSocket client = connect(1, user, "d")) {
			for (int i = 0; i < 100; i++) {
				client.sendText("{\"type\":\"send\",\"namespace\":\"shop\",\"event\":\"tell\",\"data\":\"" + user + " "
						+ i + "\"}");
			}
			Awaitility.await()
				.atMost(PATIENCE)
				.untilAsserted(() -> assertThat(log("told " + user)).containsExactlyElementsOf(
						IntStream.range(0, 100).mapToObj((i) -> "told " + user + " " + i).toList()));
		}
	}

	@Test
	void hearsOfSessionsAndUsers() {
		String user = "guest-" + UUID.randomUUID();
		try (RawWebSocket client = connect(0, user, "tablet")) {
			Awaitility.await().atMost(PATIENCE).until(() -> log(user).size() == 2);
			assertThat(push(1).isOnline(user)).isTrue();
			assertThat(push(0).sessions(user)).hasSize(1);
			client.sendClose(1000);
			client.readUntilClosed();
		}
		Awaitility.await().atMost(PATIENCE).until(() -> log(user).size() == 4);
		assertThat(log(user)).containsExactlyInAnyOrder("connected " + user + " tablet", "online " + user,
				"disconnected " + user + " 1000", "offline " + user);
	}

	@Test
	void pushesToGroupsAndDisconnects() throws Exception {
		String user = "member-" + UUID.randomUUID();
		try (RawWebSocket client = connect(1, user, "d")) {
			push(0).joinGroup("room", user).get();
			push(1).toGroup("room").send("g", 1).get();
			assertThat(client.readJson("message").get("group").asString()).isEqualTo("room");
			assertThat(push(0).group("room").sessions()).isEqualTo(1);
			assertThat(push(1).disconnectUser(user)).isEqualTo(1);
			assertThat(client.readUntilClosed()).isEqualTo(4002);
		}
	}

	@Test
	@ExpectErrors("The GroupAuthorizer failed")
	void letsClientsJoinWhatTheApplicationAllows() throws Exception {
		String user = "visitor-" + UUID.randomUUID();
		for (int i = 0; i < 2; i++) {
			try (RawWebSocket client = connect(i, user, "d" + i)) {
				client.sendText(join("desk of " + user));
				assertThat(client.readJson("reply").get("id").asString()).isEqualTo("j");
				push(i).toGroup("desk of " + user).send("g", i).get();
				assertThat(client.readJson("message").get("data").asInt()).isEqualTo(i);
				client.sendText(join("desk of somebody else"));
				assertThat(client.readJson("error").get("code").asString()).isEqualTo("forbidden");
				client.sendText(join("fail"));
				assertThat(client.readJson("error").get("code").asString()).isEqualTo("unavailable");
				client.sendText(join("desk of " + user).replace("join", "leave"));
				assertThat(client.readJson("reply").get("id").asString()).isEqualTo("j");
				assertThat(push(i).group("desk of " + user).sessions()).isZero();
			}
		}
	}

	private Set<Map<String, Object>> shopsHaveSeen(String user) {
		return this.shops.stream()
			.map((shop) -> shop.bean(Shop.class).claims().get(user))
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
	}

	private static String join(String group) {
		return "{\"type\":\"join\",\"id\":\"j\",\"group\":\"" + group + "\"}";
	}

	static String send(String event, String id, String data) {
		return "{\"type\":\"send\",\"namespace\":\"shop\",\"event\":\"" + event + "\",\"id\":\"" + id + "\"," + data
				+ "}";
	}

	RawWebSocket connect(int door, String user, String device) {
		RawWebSocket client = door(door).client().path("/push?user=" + user + "&device=" + device).open();
		client.readJson("welcome");
		return client;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Shop shop(PushTemplate push) {
			return new Shop(push);
		}

		@Bean
		GroupAuthorizer shopGroupAuthorizer() {
			return (session, group) -> {
				if (group.equals("fail")) {
					throw new IllegalStateException("A secret");
				}
				return group.equals("desk of " + session.user())
						|| group.equals("plan " + session.claims().get("plan"));
			};
		}

	}

}
