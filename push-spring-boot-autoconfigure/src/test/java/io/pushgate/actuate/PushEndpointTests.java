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

package io.pushgate.actuate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.core.PushAudit;
import io.pushgate.core.PushTemplate;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.LocalCluster;
import io.pushgate.testsupport.LocalCluster.SwitchedDirectory;
import io.pushgate.testsupport.ManagedServer;
import io.pushgate.testsupport.ManagedServer.Answer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link PushEndpoint} and {@link PushHealthIndicator} by HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class PushEndpointTests {

	@ParameterizedTest
	@EnumSource
	void showsKicksAndDrains(Container container, CapturedOutput output) {
		try (ManagedServer server = ManagedServer.on(container, "push.drain.timeout=2s");
				RawWebSocket ann = server.connect("ann");
				RawWebSocket annToo = server.connect("ann");
				RawWebSocket bob = server.connect("bob")) {
			JsonNode node = server.get("/push").json();
			assertThat(node.path("node").asString()).isEqualTo("0");
			assertThat(Duration.parse(node.path("uptime").asString())).isPositive();
			assertThat(node.path("drain").path("state").asString()).isEqualTo("ACCEPTING");
			assertThat(node.path("connections").path(container.isServlet() ? "websocket" : "netty").asInt())
				.isEqualTo(3);
			assertThat(node.path("connections").size()).isEqualTo(1);
			assertThat(node.path("users").asInt()).isEqualTo(2);
			// A write may be noted as done after its client has read.
			await().untilAsserted(() -> assertThat(server.get("/push").json().path("pendingBytes").asLong()).isZero());
			assertHealth(server, "UP", 200);

			JsonNode sessions = server.get("/push/ann").json();
			assertThat(sessions.path("online").asBoolean()).isTrue();
			assertThat(sessions.path("sessions").size()).isEqualTo(2);
			String session = sessions.path("sessions").path(1).path("session").asString();
			assertThat(server.delete("/push?session=" + session).json().path("disconnected").asInt()).isEqualTo(1);
			assertThat(annToo.readUntilClosed()).isEqualTo(4002);
			assertThat(server.delete("/push/ann").json().path("disconnected").asInt()).isEqualTo(1);
			assertThat(ann.readUntilClosed()).isEqualTo(4002);
			assertThat(server.get("/push?user=ann").json().path("online").asBoolean()).isFalse();

			assertThat(server.post("/push", "{}").json().path("state").asString()).isNotEqualTo("ACCEPTING");
			assertThat(bob.readUntilClosed()).isEqualTo(1012);
			assertHealth(server, "OUT_OF_SERVICE", 503);
			assertThat(server.client().user("bob").refused().status()).isEqualTo(503);
			await().atMost(RawWebSocket.PATIENCE)
				.until(() -> server.get("/push").json().path("drain").path("state").asString().equals("DRAINED"));
			assertThat(server.post("/push", "{\"draining\":false}").json().path("state").asString())
				.isEqualTo("ACCEPTING");
			assertHealth(server, "UP", 200);
			server.connect("bob").close();
		}
		for (String audited : List.of(
				"Disconnected session '[0-9]+' of tenant 'default' \\(1 sessions\\) by the endpoint 'push'",
				"Disconnected user 'ann' of tenant 'default' \\(1 sessions\\)",
				"Drain of this node begun by the endpoint 'push'", "Drain of this node taken back")) {
			assertThat(output).containsPattern(PushAudit.CATEGORY + " +: " + audited);
		}
	}

	private static void assertHealth(ManagedServer server, String status, int httpStatus) {
		Answer health = server.get("/health");
		assertThat(health.status()).isEqualTo(httpStatus);
		JsonNode push = health.json().path("components").path("push");
		assertThat(push.path("status").asString()).isEqualTo(status);
		assertThat(push.path("details").path("node").asString()).isEqualTo("0");
		assertThat(push.path("details").path("connections").isNumber()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "a b", "ä€😀", "../push", "a?b&c=d", "%2F", "a;b", "a+b", "a\"b<c>" })
	void findsAndKicksUsersOfAnyName(String user) {
		String encoded = URLEncoder.encode(user, StandardCharsets.UTF_8);
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT); RawWebSocket client = server.connect(encoded)) {
			JsonNode sessions = server.get("/push?user=" + encoded).json();
			assertThat(sessions.path("user").asString()).isEqualTo(user);
			assertThat(sessions.path("sessions").size()).isEqualTo(1);
			assertThat(server.delete("/push?user=" + encoded).json().path("disconnected").asInt()).isEqualTo(1);
			assertThat(client.readUntilClosed()).isEqualTo(4002);
		}
	}

	@Test
	void kicksOneDeviceOnly() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT);
				RawWebSocket phone = server.client().path("/push?user=ann&device=phone").open();
				RawWebSocket tab = server.client().path("/push?user=ann&device=tab").open()) {
			phone.readJson("welcome");
			tab.readJson("welcome");
			assertThat(server.delete("/push?user=ann&device=phone").json().path("disconnected").asInt()).isEqualTo(1);
			assertThat(phone.readUntilClosed()).isEqualTo(4002);
			assertThat(server.get("/push?user=ann").json().path("sessions").path(0).path("device").asString())
				.isEqualTo("tab");
			assertThat(server.get("/push?user=ann&tenant=acme").json().path("online").asBoolean()).isFalse();
		}
	}

	@Test
	void answersWrongRequestsWith400AndTheRemedy() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT)) {
			for (String path : new String[] { "/push", "/push?device=d", "/push?user=u&session=1",
					"/push?session=1&device=d" }) {
				assertThat(server.delete(path).status()).as(path).isEqualTo(400);
			}
			assertThat(server.get("/push?user=u&tenant=no%20tenant").status()).isEqualTo(400);
			assertThat(server.get("/push?user=").status()).isEqualTo(400);
			assertThat(server.delete("/push?user=").status()).isEqualTo(400);
			assertThat(server.delete("/push?session=none").json().path("disconnected").asInt()).isZero();
			assertThat(server.post("/push", "{\"draining\":\"perhaps\"}").status()).isEqualTo(400);
			assertThat(server.get("/push").json().path("drain").path("state").asString()).isEqualTo("ACCEPTING");
		}
	}

	@ParameterizedTest
	@EnumSource
	void namesWhatIsLargest(Container container) {
		try (ManagedServer server = ManagedServer.on(container);
				RawWebSocket ann = server.connect("ann");
				RawWebSocket bob = server.connect("bob");
				RawWebSocket slow = server.client().user("slow").receiveBuffer(4096).open()) {
			slow.readJson("welcome");
			for (int i = 0; i < 3; i++) {
				bob.sendText("{\"type\":\"ping\"}");
				bob.readJson("pong");
			}
			ann.sendText("{\"type\":\"ping\"}");
			ann.readJson("pong");
			PushTemplate push = server.server().push();
			push.joinGroup("small", "ann").join();
			push.joinGroup("large", "ann").join();
			push.joinGroup("large", "bob").join();
			JsonNode pending;
			do {
				for (int i = 0; i < 16; i++) {
					push.toUser("slow").send("n", "x".repeat(16 * 1024)).join();
				}
				pending = server.get("/push?top=pending&limit=1").json().path("sessions");
			}
			while (pending.at("/0/value").asLong(0) < 200_000);
			assertThat(pending.size()).isOne();
			assertThat(pending.at("/0/user").asString()).isEqualTo("slow");
			JsonNode inbound = server.get("/push?top=inbound").json().path("sessions");
			assertThat(inbound.at("/0/user").asString()).isEqualTo("bob");
			assertThat(inbound.at("/0/value").asLong()).isEqualTo(3);
			assertThat(inbound.at("/1/user").asString()).isEqualTo("ann");
			JsonNode groups = server.get("/push?top=groups").json().path("groups");
			assertThat(groups.toString()).isEqualTo("[{\"tenant\":\"default\",\"group\":\"large\",\"members\":2},"
					+ "{\"tenant\":\"default\",\"group\":\"small\",\"members\":1}]");
			assertThat(server.get("/push?top=groups&tenant=acme").json().path("groups").size()).isZero();
			for (String wrong : List.of("top=nonsense", "limit=5", "top=groups&limit=0", "top=groups&limit=101",
					"top=groups&limit=x", "top=groups&user=ann")) {
				assertThat(server.get("/push?" + wrong).status()).as(wrong).isEqualTo(400);
			}
		}
	}

	@Test
	void onlyReadsWhereOnlyThatIsPermitted() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT, "management.endpoint.push.access=read-only")) {
			assertThat(server.get("/push").status()).isEqualTo(200);
			assertThat(server.delete("/push?user=ann").status()).isEqualTo(405);
			assertThat(server.post("/push", "{}").status()).isEqualTo(405);
		}
	}

	@Test
	void isNotExposedByItself() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT,
				"management.endpoints.web.exposure.include=health")) {
			assertThat(server.get("/push").status()).isEqualTo(404);
		}
	}

	@Test
	void showsHowTheNodeIsConnectedToTheOthers() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT, List.of(LocalCluster.class))) {
			ClusterBus bus = server.server().bean(ClusterBus.class);
			assertThat(bus.awaitReady(RawWebSocket.PATIENCE)).isTrue();
			await().atMost(RawWebSocket.PATIENCE).until(() -> !bus.nodes().isEmpty());
			assertThat(server.get("/push").json().path("refusal").isMissingNode()).isTrue();
			assertThat(server.get("/push").json().path("cluster")).isEqualTo(JsonMapper.shared().readTree("""
					{"bus": {"name": "local", "state": "READY"}, "nodes": ["0"],
					 "directory": {"name": "switched", "available": true}}"""));
			JsonNode health = health(server);
			assertThat(health.path("status").asString()).isEqualTo("UP");
			assertThat(health.path("details").path("directory").path("available").asBoolean()).isTrue();

			server.server().bean(SwitchedDirectory.class).setAvailable(false);
			health = health(server);
			assertThat(health.path("status").asString()).isEqualTo("UP");
			assertThat(health.path("details").path("directory")).isEqualTo(JsonMapper.shared().readTree("""
					{"name": "switched", "available": false}"""));
			assertThat(server.get("/push").json().at("/cluster/directory/available").asBoolean()).isFalse();

			bus.stop();
			assertThat(server.get("/push").json().at("/cluster/bus/state").asString()).isEqualTo("STOPPED");
			assertThat(server.get("/push").json().path("refusal").asString())
				.isEqualTo("The node has not joined its cluster yet");
		}
	}

	private static JsonNode health(ManagedServer server) {
		return server.get("/health").json().path("components").path("push");
	}

	@Test
	void showsNoClusterWhereThereIsNone() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT)) {
			assertThat(server.get("/push").json().path("cluster").isMissingNode()).isTrue();
			assertThat(health(server).path("details").propertyNames()).containsExactlyInAnyOrder("node", "connections");
		}
	}

	@Test
	void showsNoSecret() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT);
				RawWebSocket client = server.client().path("/push?user=ann&token=very-secret").open()) {
			client.readJson("welcome");
			assertThat(server.get("/push?user=ann").body() + server.get("/push").body()).contains("ann")
				.doesNotContain("very-secret");
		}
	}

}
