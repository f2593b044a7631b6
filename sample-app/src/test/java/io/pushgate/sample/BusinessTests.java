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

package io.pushgate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

import io.pushgate.core.PushTemplate;
import io.pushgate.sample.cover.CoverFilter;
import io.pushgate.sample.support.BehindGateway;
import io.pushgate.sample.support.GatewayProcess;
import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import io.pushgate.sample.support.TestImages;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The sample as it is started by the profile {@code business}: the gateway that holds the
 * connections is another process, with a real Redis between them.
 */
class BusinessTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int FILTERS = CoverFilter.values().length;

	private static BehindGateway setup;

	private static GatewayProcess gateway;

	private static String start;

	private static ConfigurableApplicationContext business;

	private static int port;

	@BeforeAll
	static void start() {
		setup = new BehindGateway();
		business = setup.startBusiness(0);
		port = business.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		gateway = setup.startGateway(port);
		gateway.awaitReady();
		start = gateway.log();
	}

	@AfterAll
	static void stop() {
		if (gateway != null) {
			gateway.close();
		}
		if (business != null) {
			business.close();
		}
		setup.close();
	}

	@Test
	void theGatewayStartsWithoutAWordOfWarning() {
		assertThat(start).contains("The push endpoint listens on port").doesNotContain("WARN", "ERROR");
	}

	@Test
	void holdsNoConnections() {
		SampleClient alice = SampleClient.withBasic(port, "alice");
		assertThat(alice.get("/push").statusCode()).isEqualTo(404);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(alice::openTab);
		assertThat(alice.get("/push/client.js").body()).contains("export const connect");
		assertThat(alice.get("/actuator/metrics/push.connections").statusCode()).isEqualTo(404);
	}

	@Test
	void tellsThePageWhereToConnectAndWithWhat() {
		SampleClient alice = SampleClient.withBasic(port, "alice");
		JsonNode connection = SampleClient.json(alice.get("/connection"));
		String origin = "ws://localhost:" + setup.gatewayPort();
		assertThat(connection.get("url").asString()).isEqualTo(origin + "/push");
		assertThat(connection.get("expiresIn").asInt()).isPositive();
		assertThat(alice.get("/").headers().firstValue("Content-Security-Policy").orElseThrow()).contains(
				"connect-src 'self' " + origin + " " + origin.replace("ws:", "http:") + ";", "script-src 'self';");
		try (PushTab tab = PushTab.openWhereTold(alice)) {
			assertThat(tab.user()).isEqualTo("alice");
		}
		SampleClient nobody = SampleClient.ofNobody(setup.gatewayPort());
		assertThatExceptionOfType(CompletionException.class).isThrownBy(nobody::openTab);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> nobody.openTab("?user=alice", null));
	}

	@Test
	void whatIsPushedHereReachesATabThere() {
		SampleClient alice = SampleClient.withBasic(port, "alice");
		try (PushTab tab = PushTab.openWhereTold(alice); PushTab bob = tab("bob")) {
			assertThat(alice.upload(TestImages.encode(TestImages.photo(60, 40), "png")).statusCode()).isEqualTo(202);
			assertThat(tab.awaitData("cover.ready", FILTERS)).hasSize(FILTERS);
			assertThat(alice.post("/comments", "{\"to\":\"bob\",\"text\":\"Hello, bob\"}").statusCode()).isEqualTo(202);
			assertThat(bob.awaitData("comment.new", 1).get(0).get("text").asString()).isEqualTo("Hello, bob");
			assertThat(bob.data("cover.ready")).isEmpty();
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
				JsonNode stats = SampleClient.json(alice.get("/stats"));
				assertThat(stats.get("node").isNull()).isTrue();
				assertThat(stats.get("connections").asInt()).isEqualTo(2);
				assertThat(stats.get("users").asInt()).isEqualTo(2);
				assertThat(stats.get("delivered").asInt()).isGreaterThan(FILTERS);
				assertThat(stats.get("deliveryP50").asDouble()).isPositive();
			});
		}
	}

	@Test
	void whatATabSaysThereIsAnsweredHere() {
		try (PushTab alice = tab("alice"); PushTab bob = tab("bob")) {
			for (PushTab tab : List.of(alice, bob)) {
				assertThat(tab.join("room:lobby").get("type").asString()).isEqualTo("reply");
			}
			assertThat(bob.join("room:studio").path("code").asString()).isEqualTo("forbidden");
			JsonNode answer = alice.request("room", "comment", Map.of("room", "lobby", "text", "Through the gateway"));
			assertThat(answer.at("/data/text").asString()).isEqualTo("Through the gateway");
			assertThat(bob.awaitData("comment", 1).get(0).get("from").asString()).isEqualTo("alice");
			JsonNode refused = bob.request("room", "comment", Map.of("room", "studio", "text", "Hello"));
			assertThat(refused.path("code").asString()).isEqualTo("forbidden");
			PushTemplate push = business.getBean(PushTemplate.class);
			assertThat(push.group("room:lobby").sessions()).isEqualTo(2);
		}
	}

	@Test
	void goesOnWhenTheGatewayIsStartedAgain() {
		try (PushTab tab = tab("alice")) {
			assertThat(tab.join("room:lobby").get("type").asString()).isEqualTo("reply");
			gateway.stop();
			assertThat(tab.awaitClose()).isEqualTo(1012);
		}
		gateway = setup.startGateway(port);
		gateway.awaitReady();
		try (PushTab tab = tab("alice")) {
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> tab.join("room:lobby").get("type").asString().equals("reply"));
			JsonNode answer = tab.request("room", "comment", Map.of("room", "lobby", "text", "Again"));
			assertThat(answer.at("/data/text").asString()).isEqualTo("Again");
			assertThat(tab.awaitData("comment", 1).get(0).get("text").asString()).isEqualTo("Again");
			business.getBean(PushTemplate.class).toUser("alice").send("comment.new", Map.of("text", "And down"));
			assertThat(tab.awaitData("comment.new", 1).get(0).get("text").asString()).isEqualTo("And down");
		}
	}

	@Test
	void theGatewayIsToldWhenThisGoesAndComes() {
		try (PushTab tab = tab("bob")) {
			business.close();
			JsonNode answer = tab.request("room", "comment", Map.of("room", "lobby", "text", "Anybody?"));
			assertThat(answer.path("code").asString()).isEqualTo("unavailable");
			assertThat(tab.join("room:lobby").path("code").asString()).isEqualTo("unavailable");
			business = setup.startBusiness(port);
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> tab.join("room:lobby").get("type").asString().equals("reply"));
			answer = tab.request("room", "comment", Map.of("room", "lobby", "text", "There you are"));
			assertThat(answer.at("/data/text").asString()).isEqualTo("There you are");
			assertThat(tab.awaitData("comment", 1)).hasSize(1);
		}
	}

	@Test
	void anyProgramPushesThroughTheGateway() {
		try (PushTab tab = tab("alice")) {
			String message = """
					{"to": {"users": ["alice"]}, "event": "comment.new", "data": {"from": "curl", "text": "Hello, alice"}}
					""";
			SampleClient program = SampleClient.ofNobody(setup.gatewayPort());
			assertThat(program.post("/push/api/v1/messages", message).statusCode()).isEqualTo(401);
			assertThat(program.post("/push/api/v1/messages", message, "Authorization", "Bearer pushgate-demo-key")
				.statusCode()).isEqualTo(202);
			assertThat(tab.awaitData("comment.new", 1).get(0).get("from").asString()).isEqualTo("curl");
		}
	}

	@Test
	void isStartedAsTheDocumentsSay() throws IOException {
		for (String document : List.of("../README.md", "../docs/gateway.md")) {
			String commands = Pattern.compile("```bash\n(redis-server.*?)```", Pattern.DOTALL)
				.matcher(Files.readString(Path.of(document)))
				.results()
				.map((match) -> match.group(1))
				.findFirst()
				.orElseThrow();
			assertThat(commands).contains(BehindGateway.ARGUMENTS)
				.contains("--push.endpoint.allowed-origins=http://localhost:8080", "--management.server.port=9091",
						"--push.api.keys.default=$(printf %s pushgate-demo-key | sha256sum | cut -d' ' -f1)",
						"--spring.profiles.active=business");
		}
	}

	private static PushTab tab(String user) {
		return PushTab.openWhereTold(SampleClient.withBasic(port, user));
	}

}
