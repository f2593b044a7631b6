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
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees of clients that are refused: a warning for each reason, not for
 * each client, and meters for all.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedClientsTests {

	@Test
	void areToldOncePerReasonAndCountedAll(CapturedOutput output) {
		Map<String, String> tokens = new LinkedHashMap<>();
		tokens.put("malformed", "nonsense-of-a-token");
		tokens.put("signature", Tokens.sign(claims().build(), "another secret of more than 32 bytes !!"));
		tokens.put("expired", Tokens.sign(claims().expirationTime(in(-600)).build(), Tokens.SECRET));
		tokens.put("not-yet-valid", Tokens.sign(claims().notBeforeTime(in(500)).build(), Tokens.SECRET));
		tokens.put("issuer", Tokens.sign(claims().issuer("https://else").build(), Tokens.SECRET));
		tokens.put("audience", Tokens.sign(claims().audience("else").build(), Tokens.SECRET));
		tokens.put("claim", Tokens.sign(claims().subject(null).build(), Tokens.SECRET));
		tokens.put("identity", Tokens.sign(claims().subject("x".repeat(129)).build(), Tokens.SECRET));
		tokens.put("other", "ticket-of-nobody");
		tokens.put("missing", "");
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.jwt.issuer", "https://issuer")
			.property("push.auth.jwt.audience", "push")
			.with(Beans.class)
			.start()) {
			SimpleMeterRegistry registry = server.bean(SimpleMeterRegistry.class);
			tokens.forEach((reason, token) -> {
				for (int i = 0; i < 3; i++) {
					assertThat(server.client().path("/push?token=" + token).refused().status()).isEqualTo(401);
				}
				assertThat(lines(output, "(" + reason + ")")).as(reason).isEqualTo(1);
				assertThat(registry.get("push.auth.refused").tag("reason", reason).functionCounter().count()).as(reason)
					.isEqualTo(3);
				assertThat(token.isEmpty() || !output.getAll().contains(token)).as(reason).isTrue();
			});
			assertThat(registry.get("push.auth.refused").functionCounters()).hasSameSizeAs(tokens.keySet());
			server.client()
				.header("Authorization", "Bearer " + Tokens.sign(claims().build(), Tokens.SECRET))
				.open()
				.close();
		}
	}

	@Test
	void areToldForOriginsAndRequestsToo(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.trusting()
			.property("push.session.max-per-node", 1)
			.start()) {
			for (int i = 0; i < 3; i++) {
				server.client().user("ann").header("Origin", "https://evil.example").refused();
				server.client().user("ann").subprotocols("mqtt").refused();
			}
			try (RawWebSocket client = server.connect("ann")) {
				server.client().user("bob").refused();
				server.client().user("bob").refused();
			}
			assertThat(lines(output, "https://evil.example")).isEqualTo(1);
			assertThat(lines(output, "(bad-request)")).isEqualTo(1);
			assertThat(lines(output, "(over-capacity)")).isEqualTo(1);
		}
	}

	@Test
	void areToldOfFirstFramesAndRenewalsToo(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.late", true)
			.with(Beans.class)
			.start()) {
			try (RawWebSocket client = server.client().open()) {
				client.sendText("{\"type\":\"hello\",\"token\":\"nonsense-of-a-token\"}");
				assertThat(client.readUntilClosed()).isEqualTo(4401);
			}
			assertThat(lines(output, "(malformed)")).isEqualTo(1);
			try (RawWebSocket client = server.client().path("/push?token=" + Tokens.of("ann")).open()) {
				client.readJson("welcome");
				String expired = Tokens.of("ann", Instant.now().minusSeconds(600));
				client.sendText("{\"type\":\"token\",\"id\":\"1\",\"token\":\"" + expired + "\"}");
				client.readJson("error");
			}
			assertThat(lines(output, "(expired)")).isEqualTo(1);
		}
	}

	private static long lines(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains(" WARN ") && line.contains(text)).count();
	}

	private static JWTClaimsSet.Builder claims() {
		return new JWTClaimsSet.Builder().subject("ann")
			.issuer("https://issuer")
			.audience("push")
			.expirationTime(in(600));
	}

	private static Date in(long seconds) {
		return Date.from(Instant.now().plusSeconds(seconds));
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		SimpleMeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		PushAuthenticator tickets() {
			return (credentials) -> {
				if ("ticket-of-nobody".equals(credentials.token())) {
					throw new BadCredentialsException("Nobody has ticket-of-nobody");
				}
				return null;
			};
		}

	}

}
