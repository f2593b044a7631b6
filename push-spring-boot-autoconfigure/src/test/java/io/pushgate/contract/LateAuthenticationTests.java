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

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Authentication in the first frame, and the end of a token's life.
 */
@ParameterizedClass
@EnumSource
class LateAuthenticationTests {

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.late", true)
			.property("push.auth.timeout", "1s")
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void opensTheSessionWithTheFirstFrame() {
		try (RawWebSocket client = server.client().open()) {
			client.sendText(
					"{\"type\":\"hello\",\"token\":\"%s\",\"device\":\"phone\",\"resume\":{\"epoch\":\"e\",\"seq\":3}}"
						.formatted(Tokens.of("carl")));
			JsonNode welcome = client.readJson();
			assertThat(welcome.path("type").asString()).isEqualTo("welcome");
			assertThat(welcome.path("user").asString()).isEqualTo("carl");
			assertThat(welcome.path("device").asString()).isEqualTo("phone");
			assertThat(welcome.at("/resume/recovered").asBoolean(true)).isFalse();
			assertThat(welcome.at("/resume/from").asLong()).isEqualTo(3);
			server.push().toUser("carl").send("hi", 1);
			assertThat(client.readJson().path("event").asString()).isEqualTo("hi");
		}
	}

	@Test
	void stillTakesATokenInTheHandshake() {
		try (RawWebSocket client = server.client().path("/push?token=" + Tokens.of("carl")).open()) {
			assertThat(client.readJson().path("user").asString()).isEqualTo("carl");
		}
		assertThat(server.client().path("/push?token=nonsense").refused().status()).isEqualTo(401);
	}

	@Test
	void closesWhoShowsABadToken() {
		try (RawWebSocket client = server.client().open()) {
			client.sendText("{\"type\":\"hello\",\"token\":\"nonsense\"}");
			JsonNode goodbye = client.readJson();
			assertThat(goodbye.path("type").asString()).isEqualTo("goodbye");
			assertThat(goodbye.path("code").asInt()).isEqualTo(4401);
			assertThat(client.readUntilClosed()).isEqualTo(4401);
		}
	}

	@Test
	void closesWhoSaysNothingInTime() {
		try (RawWebSocket client = server.client().open()) {
			assertThat(client.readJson("goodbye").path("reason").asString()).isEqualTo("no hello in time");
			assertThat(client.readUntilClosed()).isEqualTo(4401);
		}
	}

	@Test
	void closesWhoStartsWithSomethingElse() {
		try (RawWebSocket client = server.client().open()) {
			client.sendText("{\"type\":\"ping\",\"time\":1}");
			assertThat(client.readUntilClosed()).isEqualTo(4401);
		}
	}

	@Test
	void sendsNothingBeforeTheWelcome() {
		try (RawWebSocket client = server.client().open()) {
			server.push().toAll().send("secret", 1);
			client.sendText("{\"type\":\"hello\",\"token\":\"%s\"}".formatted(Tokens.of("dora")));
			assertThat(client.readJson().path("type").asString()).isEqualTo("welcome");
			server.push().toUser("dora").send("open", 1);
			assertThat(client.readJson().path("event").asString()).isEqualTo("open");
		}
	}

	@Test
	void forgetsConnectionsThatNeverAuthenticated() {
		await().untilAsserted(() -> assertThat(server.gateway().connectionCount()).isZero());
		try (RawWebSocket client = server.client().open()) {
			await().untilAsserted(() -> assertThat(server.gateway().connectionCount()).isOne());
			client.reset();
		}
		await().untilAsserted(() -> assertThat(server.gateway().connectionCount()).isZero());
	}

	@Test
	void closesASessionWhoseTokenExpires() {
		String token = Tokens.of("carl", Instant.now().plusSeconds(2));
		try (RawWebSocket client = server.client().path("/push?token=" + token).open()) {
			client.readJson("welcome");
			JsonNode goodbye = client.readJson("goodbye");
			assertThat(goodbye.path("code").asInt()).isEqualTo(4403);
			assertThat(client.readUntilClosed()).isEqualTo(4403);
		}
	}

	@Test
	void extendsASessionByAFreshToken() {
		Instant firstEnd = Instant.now().plusSeconds(2);
		Instant secondEnd = Instant.now().plusSeconds(4);
		String first = Tokens.of("erik", firstEnd);
		String second = Tokens.of("erik", secondEnd);
		try (RawWebSocket client = server.client().path("/push?token=" + first).open()) {
			client.readJson("welcome");
			client.sendText("{\"type\":\"token\",\"id\":\"t1\",\"token\":\"%s\"}".formatted(second));
			JsonNode reply = client.readJson();
			assertThat(reply.path("type").asString()).isEqualTo("reply");
			assertThat(reply.path("id").asString()).isEqualTo("t1");
			assertThat(client.readUntilClosed()).isEqualTo(4403);
			// Tokens know whole seconds only.
			assertThat(Instant.now()).isAfterOrEqualTo(secondEnd.truncatedTo(ChronoUnit.SECONDS));
		}
	}

	@Test
	void refusesTheTokenOfSomebodyElseAndLivesOn() {
		try (RawWebSocket client = server.client().path("/push?token=" + Tokens.of("carl")).open()) {
			client.readJson("welcome");
			for (String token : new String[] { Tokens.of("dora"), "nonsense" }) {
				client.sendText("{\"type\":\"token\",\"id\":\"t1\",\"token\":\"%s\"}".formatted(token));
				JsonNode error = client.readJson();
				assertThat(error.path("code").asString()).isEqualTo("unauthorized");
				assertThat(error.path("id").asString()).isEqualTo("t1");
			}
			client.sendText("{\"type\":\"ping\"}");
			assertThat(client.readJson().path("type").asString()).isEqualTo("pong");
		}
	}

}
