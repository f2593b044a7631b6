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

package io.pushgate.api;

import java.time.Instant;
import java.util.Base64;
import java.util.List;

import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the calls of the HTTP push API do.
 */
class PushApiTests {

	private static final ApiServers servers = new ApiServers();

	@AfterAll
	static void stop() {
		servers.close();
	}

	@ParameterizedTest
	@EnumSource
	void pushesToUsers(Container container) {
		PushServer server = servers.on(container);
		try (RawWebSocket ann = server.connect("ann");
				RawWebSocket bob = server.connect("bob");
				RawWebSocket carl = server.connect("carl")) {
			Answer answer = servers.api(container)
				.push("""
						{"to":{"users":["ann","carl","nobody"]},"event":"cover.ready","data": {"url":"/1.png","w":1.50} }""");
			assertThat(answer.status()).as(answer.body()).isEqualTo(202);
			assertThat(answer.header("Content-Type")).isEqualTo("application/json");
			assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
			String id = answer.json().path("id").asString();
			assertThat(answer.body()).isEqualTo("{\"id\":\"" + id + "\",\"sessions\":2}");
			for (RawWebSocket receiver : List.of(ann, carl)) {
				assertThat(receiver.read().text()).contains("\"id\":\"" + id + "\"",
						"\"data\":{\"url\":\"/1.png\",\"w\":1.50}", "\"event\":\"cover.ready\"");
			}
			servers.api(container).push("{\"to\":{\"users\":[\"bob\"]},\"event\":\"last\"}");
			JsonNode last = bob.readJson();
			assertThat(last.path("event").asString()).isEqualTo("last");
			assertThat(last.path("data").isNull()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void pushesToDevicesSessionsAndEveryone(Container container) {
		PushServer server = servers.on(container);
		ApiClient api = servers.api(container);
		try (RawWebSocket phone = server.client().path("/push?user=ann&device=phone").open();
				RawWebSocket laptop = server.client().path("/push?user=ann&device=laptop").open()) {
			phone.readJson("welcome");
			String session = laptop.readJson("welcome").path("session").asString();
			assertThat(api.push("""
					{"event":"a","to":{"devices":[{"user":"ann","device":"phone"},{"user":"bob","device":"phone"}]}}""")
				.status()).isEqualTo(202);
			assertThat(api.push("{\"event\":\"b\",\"to\":{\"sessions\":[\"" + session + "\",\"1\"]}}").status())
				.isEqualTo(202);
			assertThat(api.push("{\"event\":\"c\",\"to\":{\"all\":true}}").status()).isEqualTo(202);
			assertThat(phone.readJson().path("event").asString()).isEqualTo("a");
			assertThat(phone.readJson().path("event").asString()).isEqualTo("c");
			assertThat(laptop.readJson().path("event").asString()).isEqualTo("b");
			assertThat(laptop.readJson().path("event").asString()).isEqualTo("c");
		}
	}

	@ParameterizedTest
	@EnumSource
	void keepsAllOptions(Container container) {
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			Answer answer = servers.api(container).push("""
					{"to":{"users":["ann"],"all":null},"event":"say","dataBase64":"AAEC/w==","namespace":"chat",
					"qos":"AT_MOST_ONCE","ttl":"P1DT1H0.5S","id":"m \\u00fc 1","tenant":"default"}""");
			assertThat(answer.status()).as(answer.body()).isEqualTo(202);
			assertThat(answer.json().path("id").asString()).isEqualTo("m ü 1");
			JsonNode message = ann.readJson();
			assertThat(message.path("id").asString()).isEqualTo("m ü 1");
			assertThat(message.path("namespace").asString()).isEqualTo("chat");
			assertThat(Base64.getDecoder().decode(message.path("dataBase64").asString())).containsExactly(0, 1, 2, 255);
		}
	}

	@ParameterizedTest
	@EnumSource
	void handsDataOnAsItStands(Container container) {
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			for (String data : List.of("null", "true", "-0.10", "12345678901234567890123", "1e400", "\"\"",
					"\"\\u00e9é\\\\\\\"\\ud83d\\ude00😀\"", "[]", "{}", "[ 1 ,\n[{\"a\":[null]}]]", "\"}\"", "0")) {
				Answer answer = servers.api(container)
					.push("{\"data\" :  " + data + "  ,\"event\":\"x\",\"to\":{\"users\":[\"ann\"]}}");
				assertThat(answer.status()).as(data).isEqualTo(202);
				assertThat(ann.read().text()).contains("\"data\":" + data);
				// At the end of the body as well.
				servers.api(container).push("{\"event\":\"x\",\"to\":{\"users\":[\"ann\"]},\"data\":" + data + "}");
				assertThat(ann.read().text()).contains("\"data\":" + data);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void pushesABatchInItsOrder(Container container) {
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			Answer answer = servers.api(container).batch("""
					[{"to":{"users":["ann"]},"event":"one"},
					 {"to":{"users":["ann"]},"event":"","color":"red"},
					 7,
					 {"to":{"users":["ann"]},"event":"two","tenant":"other"},
					 {"to":{"users":["ann"]},"event":"three"}]""");
			assertThat(answer.status()).isEqualTo(202);
			JsonNode outcomes = answer.json();
			assertThat(outcomes.size()).isEqualTo(5);
			assertThat(outcomes.at("/0/id").asString()).isNotEmpty();
			assertThat(outcomes.at("/1/error/status").asInt()).isEqualTo(400);
			assertThat(outcomes.at("/1/error/errors/0/pointer").asString()).isEqualTo("/1/event");
			assertThat(outcomes.at("/1/error/errors/1/pointer").asString()).isEqualTo("/1/color");
			assertThat(outcomes.at("/2/error/errors/0/pointer").asString()).isEqualTo("/2");
			assertThat(outcomes.at("/3/error/status").asInt()).isEqualTo(403);
			assertThat(outcomes.at("/3/error/errors/0/pointer").asString()).isEqualTo("/3/tenant");
			assertThat(outcomes.at("/4/id").asString()).isNotEmpty();
			assertThat(ann.readJson().path("event").asString()).isEqualTo("one");
			assertThat(ann.readJson().path("event").asString()).isEqualTo("three");
			assertThat(servers.api(container).batch("[]").body()).isEqualTo("[]");
		}
	}

	@ParameterizedTest
	@EnumSource
	void pushesAFullBatch(Container container) {
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			String message = "{\"to\":{\"users\":[\"ann\"]},\"event\":\"x\"}";
			Answer answer = servers.api(container).batch("[" + (message + ",").repeat(999) + message + "]");
			assertThat(answer.json().size()).isEqualTo(1000);
			for (JsonNode outcome : answer.json()) {
				assertThat(ann.readJson().path("id").asString()).isEqualTo(outcome.path("id").asString());
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsWhoIsOnline(Container container) {
		ApiClient api = servers.api(container);
		String user = "a/b ü+&=?#%;\"'\\";
		assertThat(api.get("/users?user=" + ApiClient.encode(user)).json().path("online").asBoolean(true)).isFalse();
		Instant before = Instant.now().minusSeconds(1);
		try (RawWebSocket socket = servers.on(container)
			.client()
			.path("/push?device=tab&user=" + ApiClient.encode(user))
			.open()) {
			String session = socket.readJson("welcome").path("session").asString();
			Answer answer = api.get("/users?user=" + ApiClient.encode(user));
			assertThat(answer.status()).isEqualTo(200);
			JsonNode json = answer.json();
			assertThat(json.propertyNames()).containsExactly("user", "online", "sessions");
			assertThat(json.path("user").asString()).isEqualTo(user);
			assertThat(json.path("online").asBoolean()).isTrue();
			JsonNode details = json.at("/sessions/0");
			assertThat(details.propertyNames()).containsExactly("session", "device", "node", "transport", "connectedAt",
					"lastSeenAt");
			assertThat(details.path("session").asString()).isEqualTo(session);
			assertThat(details.path("device").asString()).isEqualTo("tab");
			assertThat(Instant.parse(details.path("connectedAt").asString())).isBetween(before, Instant.now());
			assertThat(Instant.parse(details.path("lastSeenAt").asString())).isBetween(before, Instant.now());
			assertThat(api.with(ApiClient.OTHER_KEY)
				.get("/users?user=" + ApiClient.encode(user))
				.json()
				.path("online")
				.asBoolean(true)).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void disconnects(Container container) {
		PushServer server = servers.on(container);
		ApiClient api = servers.api(container);
		try (RawWebSocket phone = server.client().path("/push?user=dan&device=phone").open();
				RawWebSocket tab = server.client().path("/push?user=dan&device=tab").open();
				RawWebSocket other = server.client().path("/push?user=dan&device=other").open()) {
			phone.readJson("welcome");
			String session = tab.readJson("welcome").path("session").asString();
			other.readJson("welcome");
			// Sessions of another tenant do not exist.
			assertThat(api.with(ApiClient.OTHER_KEY).send("DELETE", "/sessions?session=" + session, null).status())
				.isEqualTo(202);
			assertThat(api.with(ApiClient.OTHER_KEY).send("DELETE", "/sessions?user=dan", null).body())
				.isEqualTo("{\"disconnected\":0}");
			assertThat(server.push().sessions("dan")).hasSize(3);
			assertThat(api.send("DELETE", "/sessions?user=dan&device=phone", null).status()).isEqualTo(202);
			assertThat(phone.readUntilClosed()).isEqualTo(4002);
			assertThat(api.send("DELETE", "/sessions?session=" + session, null).status()).isEqualTo(202);
			assertThat(tab.readUntilClosed()).isEqualTo(4002);
			Answer answer = api.send("DELETE", "/sessions?user=dan", null);
			assertThat(answer.status()).isEqualTo(202);
			assertThat(answer.body()).isEqualTo("{\"disconnected\":1}");
			assertThat(other.readUntilClosed()).isEqualTo(4002);
		}
	}

	@ParameterizedTest
	@EnumSource
	void countsWhatThereIsOfTheTenant(Container container) {
		ApiClient api = servers.api(container);
		await().untilAsserted(() -> assertThat(api.get("/stats").json().path("connections").asInt()).isZero());
		try (RawWebSocket one = servers.on(container).connect("ann");
				RawWebSocket two = servers.on(container).connect("ann");
				RawWebSocket three = servers.on(container).connect("bob")) {
			assertThat(List.of(one, two, three)).hasSize(3);
			Answer answer = api.get("/stats");
			assertThat(answer.status()).isEqualTo(200);
			JsonNode json = answer.json();
			assertThat(json.propertyNames()).containsExactly("connections", "users", "groups", "nodes");
			assertThat(json.path("connections").asInt()).isEqualTo(3);
			assertThat(json.path("users").asInt()).isEqualTo(2);
			assertThat(json.at("/nodes/0/connections").asInt()).isEqualTo(3);
			assertThat(json.at("/nodes/0/node").asString()).isNotEmpty();
			assertThat(api.with(ApiClient.OTHER_KEY).get("/stats").json().path("connections").asInt(-1)).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void putsUsersIntoGroups(Container container) {
		ApiClient api = servers.api(container);
		String group = "room /1?&ü";
		String call = "/groups/members?user=eve&group=" + ApiClient.encode(group);
		try (RawWebSocket phone = servers.on(container).connect("eve");
				RawWebSocket laptop = servers.on(container).connect("eve");
				RawWebSocket other = servers.on(container).connect("fay")) {
			assertThat(api.with(ApiClient.OTHER_KEY).send("PUT", call, null).status()).isEqualTo(202);
			assertThat(api.get("/groups?group=" + ApiClient.encode(group)).json().path("sessions").asInt(-1)).isZero();
			Answer joined = api.send("PUT", call, null);
			assertThat(joined.status()).isEqualTo(202);
			assertThat(joined.body()).isEmpty();
			JsonNode details = api.get("/groups?group=" + ApiClient.encode(group)).json();
			assertThat(details.propertyNames()).containsExactly("group", "sessions", "users");
			assertThat(details.path("group").asString()).isEqualTo(group);
			assertThat(details.path("sessions").asInt()).isEqualTo(2);
			assertThat(details.path("users").asInt()).isOne();
			assertThat(api.get("/stats").json().path("groups").asInt()).isOne();
			assertThat(api.with(ApiClient.OTHER_KEY).get("/stats").json().path("groups").asInt(-1)).isZero();
			String push = "{\"to\":{\"groups\":[\"" + group + "\",\"nobody\"]},\"event\":\"room\"}";
			assertThat(api.push(push).status()).isEqualTo(202);
			assertThat(phone.readJson().path("group").asString()).isEqualTo(group);
			assertThat(laptop.readJson().path("event").asString()).isEqualTo("room");
			assertThat(api.send("DELETE", call, null).status()).isEqualTo(202);
			assertThat(api.push(push).status()).isEqualTo(202);
			assertThat(api.get("/groups?group=" + ApiClient.encode(group)).json().path("sessions").asInt(-1)).isZero();
			api.push("{\"to\":{\"users\":[\"eve\",\"fay\"]},\"event\":\"after\"}");
			assertThat(phone.readJson().path("event").asString()).isEqualTo("after");
			assertThat(other.readJson().path("event").asString()).isEqualTo("after");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aKeyReachesItsOwnTenantOnly(Container container) {
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			ApiClient other = servers.api(container).with(ApiClient.OTHER_KEY);
			assertThat(other.push("{\"to\":{\"all\":true},\"event\":\"no\"}").status()).isEqualTo(202);
			assertThat(other.push("{\"to\":{\"users\":[\"ann\"]},\"event\":\"no\"}").status()).isEqualTo(202);
			servers.api(container).push("{\"to\":{\"users\":[\"ann\"]},\"event\":\"yes\"}");
			assertThat(ann.readJson().path("event").asString()).isEqualTo("yes");
			Answer foreign = servers.api(container).get("/users?user=ann&tenant=other");
			assertThat(foreign.status()).isEqualTo(403);
			assertThat(foreign.json().at("/errors/0/parameter").asString()).isEqualTo("tenant");
			assertThat(servers.api(container).get("/users?user=ann&tenant=default").status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void knowsHeadAndOptions(Container container) {
		ApiClient api = servers.api(container);
		Answer head = api.send("HEAD", "/stats", null);
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(Integer.parseInt(head.header("Content-Length"))).isPositive();
		Answer options = api.send("OPTIONS", "/stats", null);
		assertThat(options.status()).isEqualTo(204);
		assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
	}

}
