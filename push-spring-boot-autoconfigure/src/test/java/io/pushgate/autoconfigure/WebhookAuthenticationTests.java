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

package io.pushgate.autoconfigure;

import java.time.Instant;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.WebhookServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients of a server whose users another application knows.
 */
@ParameterizedClass
@EnumSource
class WebhookAuthenticationTests {

	private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	@Parameter
	Container container;

	private static PushServer server;

	private static WebhookServer business;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		business = new WebhookServer();
		server = PushServer.on(container)
			.property("push.auth.webhook.url", business.url())
			.property("push.auth.webhook.secret", SECRET)
			.property("push.auth.webhook.timeout", "1s")
			.property("push.auth.webhook.cache-ttl", "0s")
			.property("push.auth.late", true)
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
		business.close();
	}

	@BeforeEach
	void answer() {
		business.answer((exchange, call) -> {
			String token = call.json().path("token").asString();
			(token.startsWith("good-") ? WebhookServer.json(200, "{\"user\":\"" + token.substring(5) + "\"}")
					: WebhookServer.json(401, ""))
				.respond(exchange, call);
		});
	}

	@AfterEach
	void forget() {
		business.calls().clear();
	}

	@Test
	void letsInWhomTheBusinessKnows() {
		try (RawWebSocket client = server.client()
			.path("/push?device=phone&token=good-ann")
			.header("Origin", "http://localhost:" + server.port())
			.open()) {
			assertThat(client.readJson("welcome").path("user").asString()).isEqualTo("ann");
		}
		JsonNode handshake = business.lastCall().json().path("handshake");
		assertThat(handshake.path("path").asString()).isEqualTo("/push");
		assertThat(handshake.path("device").asString()).isEqualTo("phone");
		assertThat(handshake.path("host").asString()).isEqualTo("localhost:" + server.port());
		assertThat(handshake.path("origin").asString()).isEqualTo("http://localhost:" + server.port());
		assertThat(handshake.path("remoteAddress").asString()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1", "::1");
	}

	@Test
	void refusesTheOthers() {
		assertThat(server.client().path("/push?token=bad").refused().status()).isEqualTo(401);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void tellsClientsToComeBackWhileTheBusinessDoesNotAnswer(CapturedOutput output) {
		business.answer(WebhookServer.json(500, ""));
		RawWebSocket.Response response = server.client().path("/push?token=good-ann").refused();
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.header("Retry-After")).matches("[1-9][0-9]*");
		assertThat(response.body()).doesNotContain("webhook", "500", "io.pushgate");
		assertThat(output.getAll()).doesNotContain("good-ann", SECRET, business.url(), "caffeine");
	}

	@Test
	void tellsSoToWhomTheFirstFrameTellsAsWell() {
		business.answer(business.silence());
		try (RawWebSocket waiting = server.client().open()) {
			waiting.sendText("{\"type\":\"hello\",\"token\":\"good-ann\"}");
			assertThat(waiting.readJson("goodbye").path("code").asInt()).isEqualTo(1013);
		}
	}

	@Test
	void asksForATokenOfTheFirstFrameAsWell() {
		try (RawWebSocket client = server.client().open()) {
			client.sendText("{\"type\":\"hello\",\"token\":\"good-ben\"}");
			assertThat(client.readJson("welcome").path("user").asString()).isEqualTo("ben");
			assertThat(business.lastCall().json().has("handshake")).isFalse();
		}
	}

	@Test
	void closesTheSessionWhenTheIdentityEndsUnlessItIsRenewed() {
		business.answer((exchange, call) -> {
			long end = Instant.now()
				.plusSeconds(call.json().path("token").asString().equals("long") ? 600 : 2)
				.toEpochMilli();
			WebhookServer.json(200, "{\"user\":\"ann\",\"expiresAt\":" + end + "}").respond(exchange, call);
		});
		try (RawWebSocket kept = server.client().path("/push?token=short").open();
				RawWebSocket lost = server.client().path("/push?token=short2").open()) {
			kept.readJson("welcome");
			kept.sendText("{\"type\":\"token\",\"token\":\"long\",\"id\":\"1\"}");
			assertThat(kept.readJson("reply").path("id").asString()).isEqualTo("1");
			assertThat(lost.readUntilClosed()).isEqualTo(4403);
			server.push().toUser("ann").send("hi", 1);
			assertThat(kept.readJson("message").path("event").asString()).isEqualTo("hi");
		}
	}

	@Test
	void comesBackWhenTheBusinessDoes() {
		business.stop();
		assertThat(server.client().path("/push?token=good-ann").refused().status()).isEqualTo(503);
		business.start();
		await().atMost(RawWebSocket.PATIENCE).untilAsserted(() -> {
			try (RawWebSocket client = server.client().path("/push?token=good-ann").open()) {
				assertThat(client.readJson("welcome").path("user").asString()).isEqualTo("ann");
			}
		});
	}

}
