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
import java.util.Date;

import com.nimbusds.jwt.JWTClaimsSet;
import io.pushgate.listener.PushClaim;
import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Claims of a token, from the handshake or the first frame to a listener.
 */
class SessionClaimsTests {

	private static PushServer server;

	@BeforeAll
	static void start() {
		server = PushServer.on(Container.NETTY)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.claims", "plan")
			.property("push.auth.late", true)
			.with(Plans.class)
			.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void areThoseOfTheTokenThatTheClientHasShownLast() {
		try (RawWebSocket client = server.client().path("/push?token=" + token("basic")).open()) {
			client.readJson("welcome");
			assertThat(plan(client)).isEqualTo("basic");
			client.sendText("{\"type\":\"token\",\"id\":\"t\",\"token\":\"" + token("pro") + "\"}");
			client.readJson("reply");
			assertThat(plan(client)).isEqualTo("pro");
			client.sendText("{\"type\":\"token\",\"id\":\"t\",\"token\":\"" + Tokens.of("bob") + "\"}");
			client.readJson("error");
			assertThat(plan(client)).isEqualTo("pro");
		}
	}

	@Test
	void areThoseOfATokenInTheFirstFrame() {
		try (RawWebSocket client = server.client().path("/push").open()) {
			client.sendText("{\"type\":\"hello\",\"token\":\"" + token("pro") + "\"}");
			client.readJson("welcome");
			assertThat(plan(client)).isEqualTo("pro");
		}
	}

	private static String plan(RawWebSocket client) {
		client.sendText("{\"type\":\"send\",\"event\":\"plan\",\"id\":\"" + System.nanoTime() + "\",\"data\":1}");
		return client.readJson("reply").path("data").asString();
	}

	private static String token(String plan) {
		return Tokens.sign(new JWTClaimsSet.Builder().subject("ann")
			.claim("plan", plan)
			.expirationTime(Date.from(Instant.now().plusSeconds(600)))
			.build(), Tokens.SECRET);
	}

	static class Plans {

		@PushListener("plan")
		String plan(@PushClaim("plan") String plan) {
			return plan;
		}

	}

}
