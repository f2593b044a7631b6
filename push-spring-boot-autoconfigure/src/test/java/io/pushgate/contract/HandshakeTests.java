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

import java.security.Principal;
import java.time.Instant;

import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushIdentity;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Response;
import io.pushgate.testsupport.Tokens;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Who is let in, and what the others are told.
 */
@ParameterizedClass
@EnumSource
class HandshakeTests {

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container)
			.trusting()
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.endpoint.allowed-origins", "https://app.example.com,https://*.example.org")
			.with(Identities.class)
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void welcomesFirst() {
		long before = System.currentTimeMillis();
		try (RawWebSocket client = server.client().path("/push?user=ann&device=phone").open()) {
			JsonNode welcome = client.readJson();
			assertThat(welcome.propertyNames()).containsExactlyInAnyOrder("type", "session", "user", "device", "node",
					"time", "heartbeat", "maxFrame", "position");
			assertThat(welcome.path("type").asString()).isEqualTo("welcome");
			assertThat(welcome.path("session").asString()).matches("[0-9]+");
			assertThat(welcome.path("user").asString()).isEqualTo("ann");
			assertThat(welcome.path("device").asString()).isEqualTo("phone");
			assertThat(welcome.path("time").asLong()).isBetween(before, System.currentTimeMillis());
			assertThat(welcome.at("/heartbeat/interval").asLong()).isEqualTo(25_000);
			assertThat(welcome.at("/heartbeat/timeout").asLong()).isEqualTo(60_000);
			assertThat(welcome.path("maxFrame").asLong()).isEqualTo(65_536);
			assertThat(welcome.at("/position/epoch").asString()).isNotEmpty();
			assertThat(welcome.at("/position/seq").asLong()).isZero();
		}
	}

	@Test
	void makesUpADeviceWhereTheClientNamesNone() {
		try (RawWebSocket one = server.client().user("ann").open();
				RawWebSocket two = server.client().user("ann").open()) {
			String first = one.readJson().path("device").asString();
			assertThat(first).isNotEmpty();
			assertThat(two.readJson().path("device").asString()).isNotEmpty().isNotEqualTo(first);
		}
	}

	@Test
	void laterSessionsHaveLargerIds() {
		try (RawWebSocket one = server.client().user("ann").open()) {
			long first = Long.parseLong(one.readJson().path("session").asString());
			try (RawWebSocket two = server.client().user("ann").open()) {
				assertThat(Long.parseLong(two.readJson().path("session").asString())).isGreaterThan(first);
			}
		}
	}

	@Test
	void speaksMessagePackToWhomAsksForIt() {
		try (RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack, push.v1.json").open()) {
			assertThat(client.response().header("Sec-WebSocket-Protocol")).isEqualTo("push.v1.msgpack");
			assertThat(client.read().opcode()).isEqualTo(RawWebSocket.BINARY);
		}
	}

	@Test
	void namesTheJsonSubprotocolWhereTheClientOffersIt() {
		try (RawWebSocket client = server.client().user("ann").subprotocols("foo, push.v1.json").open()) {
			assertThat(client.response().header("Sec-WebSocket-Protocol")).isEqualTo("push.v1.json");
			assertThat(client.readJson().path("type").asString()).isEqualTo("welcome");
		}
	}

	@Test
	void namesNoSubprotocolWhereTheClientOffersNone() {
		try (RawWebSocket client = server.client().user("ann").open()) {
			assertThat(client.response().header("Sec-WebSocket-Protocol")).isNull();
		}
	}

	@Test
	void refusesAClientThatOffersOnlyOtherSubprotocols() {
		Response response = server.client().user("ann").subprotocols("graphql-transport-ws, mqtt").refused();
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.body()).contains("push.v1.json").contains("push.v1.msgpack");
	}

	@Test
	void negotiatesNoCompression() {
		try (RawWebSocket client = server.client()
			.user("ann")
			.header("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")
			.open()) {
			assertThat(client.response().header("Sec-WebSocket-Extensions")).isNull();
			assertThat(client.readJson().path("type").asString()).isEqualTo("welcome");
		}
	}

	@Test
	void refusesWhoShowsNothing() {
		Response response = server.client().refused();
		assertThat(response.status()).isEqualTo(401);
		assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
		assertThat(response.body()).doesNotContain("Exception");
	}

	@Test
	void believesTheTokenInTheHeader() {
		assertUser("carl", server.client().header("Authorization", "Bearer " + Tokens.of("carl")));
	}

	@Test
	void believesTheTokenInTheSubprotocol() {
		RawWebSocket.Builder client = server.client().subprotocols("push.v1.json, bearer." + Tokens.of("carl"));
		assertUser("carl", client);
	}

	@Test
	void selectsTheTokenWhereNothingElseIsOffered() {
		String bearer = "bearer." + Tokens.of("carl");
		try (RawWebSocket client = server.client().subprotocols(bearer).open()) {
			assertThat(client.response().header("Sec-WebSocket-Protocol")).isEqualTo(bearer);
			assertThat(client.readJson().path("user").asString()).isEqualTo("carl");
		}
	}

	@Test
	void believesTheTokenInTheQuery() {
		assertUser("carl", server.client().path("/push?token=" + Tokens.of("carl")));
	}

	@Test
	void prefersTheHeaderToTheSubprotocolToTheQuery() {
		assertUser("one",
				server.client()
					.path("/push?token=" + Tokens.of("three"))
					.subprotocols("push.v1.json, bearer." + Tokens.of("two"))
					.header("Authorization", "Bearer " + Tokens.of("one")));
		assertUser("two",
				server.client()
					.path("/push?token=" + Tokens.of("three"))
					.subprotocols("push.v1.json, bearer." + Tokens.of("two")));
	}

	@Test
	void prefersThePrincipalToAToken() {
		assumeThat(this.container.isServlet()).as("there is an application's security in front").isTrue();
		assertUser("paula",
				server.client().header("X-Principal", "paula").header("Authorization", "Bearer " + Tokens.of("one")));
	}

	@Test
	void asksTheApplicationsAuthenticatorFirst() {
		assertUser("known", server.client().header("Authorization", "Bearer ticket-of-known"));
		assertThat(server.client().header("Authorization", "Bearer ticket-of-nobody").refused().status())
			.isEqualTo(401);
	}

	@Test
	void refusesABadTokenWhateverElseIsShown() {
		Response response = server.client().path("/push?user=ann&token=nonsense").refused();
		assertThat(response.status()).isEqualTo(401);
		assertThat(response.body()).doesNotContain("nonsense").doesNotContain("Jwt");
	}

	@Test
	void readsTokensThatFitIntoARequest() {
		assertThat(server.client().subprotocols("push.v1.json, bearer." + "x".repeat(7168)).refused().status())
			.isEqualTo(401);
		// By the server, which does not ask us.
		assertThat(server.client().subprotocols("push.v1.json, bearer." + "x".repeat(17_000)).refused().status())
			.isEqualTo((this.container == Container.TOMCAT) ? 400 : 431);
	}

	@Test
	void refusesAnExpiredToken() {
		String token = Tokens.of("carl", Instant.now().minusSeconds(120));
		assertThat(server.client().path("/push?token=" + token).refused().status()).isEqualTo(401);
	}

	@Test
	void refusesAnIdentityThatIsNoUserId() {
		String token = Tokens.of("x".repeat(129));
		assertThat(server.client().path("/push?token=" + token).refused().status()).isEqualTo(401);
	}

	@Test
	@ExpectErrors("A PushAuthenticator failed")
	void answersAFailingAuthenticatorWithoutAStackTrace() {
		Response response = server.client().header("Authorization", "Bearer ticket-of-bug").refused();
		assertThat(response.status()).isEqualTo(500);
		assertThat(response.body()).isEqualTo("The authentication failed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "http://localhost.evil.example", "null", "file://", "garbage",
			"https://example.org", "https://app.example.com.evil.example" })
	void refusesForeignOrigins(String origin) {
		Response response = server.client().user("ann").header("Origin", origin).refused();
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).contains("push.endpoint.allowed-origins");
	}

	@Test
	void letsItsOwnAndAllowedOriginsIn() {
		assertUser("ann", server.client().user("ann").header("Origin", "http://localhost:" + server.port()));
		assertUser("ann", server.client().user("ann").header("Origin", "https://app.example.com"));
		assertUser("ann", server.client().user("ann").header("Origin", "https://any.example.org"));
	}

	@Test
	void letsAPageInWhoseHostAProxyTells() {
		assumeThat(this.container.isServlet()).as("spring forwards what the proxy tells").isTrue();
		RawWebSocket.Builder client = server.client()
			.user("ann")
			.header("Origin", "https://push.example.com")
			.header("X-Forwarded-Host", "push.example.com")
			.header("X-Forwarded-Proto", "https");
		assertThat(client.refused().status()).isEqualTo(403);
		try (PushServer behind = PushServer.on(this.container)
			.trusting()
			.property("server.forward-headers-strategy", "framework")
			.start();
				RawWebSocket open = behind.client()
					.user("ann")
					.header("Origin", "https://push.example.com")
					.header("X-Forwarded-Host", "push.example.com")
					.header("X-Forwarded-Proto", "https")
					.open()) {
			assertThat(open.readJson().path("user").asString()).isEqualTo("ann");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "device=%00x", "epoch=e", "seq=1", "epoch=e&seq=-1", "epoch=e&seq=x", "device=%zz",
			"epoch=&seq=1", "device=%FF", "device=a%C3b", "device=%ED%A0%80" })
	void refusesAQueryThatMakesNoSense(String query) {
		assertThat(server.client().path("/push?user=ann&" + query).refused().status()).isEqualTo(400);
	}

	@Test
	void refusesADeviceThatIsTooLong() {
		assertThat(server.client().path("/push?user=ann&device=" + "d".repeat(129)).refused().status()).isEqualTo(400);
	}

	@Test
	void takesAnyCharacterInIds() {
		String user = "%E5%BC%A0%20%2F%3F%23%26%2B";
		try (RawWebSocket client = server.client().path("/push?user=" + user + "&device=%F0%9F%98%80").open()) {
			JsonNode welcome = client.readJson();
			assertThat(welcome.path("user").asString()).isEqualTo("张 /?#&+");
			assertThat(welcome.path("device").asString()).isEqualTo("😀");
		}
	}

	@Test
	void tellsWhetherItCouldResume() {
		String epoch;
		try (RawWebSocket client = server.client().user("ann").open()) {
			epoch = client.readJson().at("/position/epoch").asString();
		}
		try (RawWebSocket client = server.client().path("/push?user=ann&seq=0&epoch=" + epoch).open()) {
			JsonNode resume = client.readJson().path("resume");
			assertThat(resume.path("recovered").asBoolean()).isTrue();
			assertThat(resume.path("from").asLong()).isZero();
			assertThat(resume.path("to").asLong()).isZero();
		}
		try (RawWebSocket client = server.client().path("/push?user=ann&seq=7&epoch=another").open()) {
			assertThat(client.readJson().at("/resume/recovered").asBoolean(true)).isFalse();
		}
	}

	@Test
	void leavesOtherRequestsOnItsPathAlone() {
		Response response = Http.get(server.port(), "/push");
		assertThat(response.status()).isEqualTo(404);
	}

	@Test
	void servesTheScriptWithAnEntityTag() {
		Response script = Http.get(server.port(), "/push/client.js");
		assertThat(script.status()).isEqualTo(200);
		assertThat(script.header("Content-Type")).startsWith("text/javascript");
		assertThat(script.body()).contains("export");
		String etag = script.header("ETag");
		assertThat(etag).isNotNull();
		assertThat(Http.get(server.port(), "/push/client.js", "If-None-Match", etag).status()).isEqualTo(304);
		assertThat(Http.get(server.port(), "/push/client.d.ts").status()).isEqualTo(200);
	}

	private static void assertUser(String user, RawWebSocket.Builder client) {
		try (RawWebSocket open = client.open()) {
			assertThat(open.readJson().path("user").asString()).isEqualTo(user);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Identities {

		@Bean
		PushAuthenticator tickets() {
			return (credentials) -> {
				String token = credentials.token();
				if (token == null || !token.startsWith("ticket-of-")) {
					return null;
				}
				return switch (token) {
					case "ticket-of-known" -> PushIdentity.ofUser("known");
					case "ticket-of-bug" -> throw new IllegalStateException("A bug of the application");
					default -> throw new BadCredentialsException("Nobody has this ticket");
				};
			};
		}

		/**
		 * Stands for the application's own security.
		 */
		@Bean
		Filter principals() {
			return (request, response, chain) -> {
				HttpServletRequest http = (HttpServletRequest) request;
				String name = http.getHeader("X-Principal");
				if (name == null) {
					chain.doFilter(request, response);
					return;
				}
				chain.doFilter(new HttpServletRequestWrapper(http) {

					@Override
					public Principal getUserPrincipal() {
						return () -> name;
					}

				}, response);
			};
		}

	}

}
