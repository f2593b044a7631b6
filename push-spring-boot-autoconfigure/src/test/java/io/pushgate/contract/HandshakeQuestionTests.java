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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Response;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a browser is told that asks why its handshake failed.
 */
@ParameterizedClass
@EnumSource
class HandshakeQuestionTests {

	private static final String ALLOWED = "https://app.example.com";

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.endpoint.allowed-origins", ALLOWED)
			.property("push.session.max-per-node", 3)
			.property("push.session.connect-rate", 3)
			.with(Registry.class)
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void saysWhatTheHandshakeWasAnswered() {
		assertAnswer(ask("/push"), 401, "unauthorized");
		assertAnswer(ask("/push?token=nonsense"), 401, "unauthorized");
		assertAnswer(ask("/push?token=" + expired()), 401, "unauthorized");
		assertAnswer(ask("/push", "Authorization", "Bearer " + Tokens.of("ann")), 200, "accepted");
		assertAnswer(ask("/push?token=" + Tokens.of("ann") + "&seq=x"), 400, "bad-request");
		assertThat(ask("/push?token=nonsense").body()).doesNotContain("nonsense")
			.contains(server.client().path("/push?token=nonsense").refused().body().split("\"")[0]);
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.example, 403, forbidden-origin", "https://app.example.com, 200, accepted",
			"http://localhost, 403, forbidden-origin" })
	void judgesTheOriginThatAPageOfItsOwnNames(String origin, int status, String reason) {
		assertAnswer(ask("/push?token=" + Tokens.of("ann") + "&origin=" + origin), status, reason);
		assertAnswer(ask("/push?token=" + Tokens.of("ann") + "&origin=http://localhost:" + server.port()), 200,
				"accepted");
	}

	@Test
	void believesTheHeaderAboutTheOriginFirst() {
		assertAnswer(ask("/push?origin=" + ALLOWED, "Origin", "https://evil.example"), 403, "forbidden-origin");
	}

	@Test
	void letsPagesOfAllowedOriginsReadTheAnswerAlone() {
		Response allowed = ask("/push", "Origin", ALLOWED);
		assertAnswer(allowed, 401, "unauthorized");
		assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
		assertThat(allowed.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		assertThat(allowed.header("Vary")).isEqualTo("Origin");
		Response foreign = ask("/push", "Origin", "https://evil.example");
		assertThat(foreign.header("Access-Control-Allow-Origin")).isNull();
		assertThat(foreign.header("Access-Control-Allow-Credentials")).isNull();
	}

	@Test
	void letsPagesOfAllowedOriginsShowATokenAlone() throws Exception {
		HttpResponse<String> allowed = preflight(ALLOWED);
		assertThat(allowed.statusCode()).isEqualTo(204);
		assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(ALLOWED);
		assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers")).contains("authorization");
		HttpResponse<String> foreign = preflight("https://evil.example");
		assertThat(foreign.statusCode()).isEqualTo(404);
		assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
	}

	@Test
	void opensAndSpendsNothingAndCountsTheQuestionAlone() {
		double accepted = handshakes("accepted");
		double unauthorized = handshakes("unauthorized");
		double whyAccepted = questions("accepted");
		double whyUnauthorized = questions("unauthorized");
		double whyBad = questions("bad-request");
		for (int i = 0; i < 20; i++) {
			assertAnswer(ask("/push?token=" + Tokens.of("ann")), 200, "accepted");
			assertAnswer(ask("/push"), 401, "unauthorized");
		}
		assertAnswer(ask("/push?token=" + Tokens.of("ann") + "&seq=x"), 400, "bad-request");
		assertThat(handshakes("accepted")).isEqualTo(accepted);
		assertThat(handshakes("unauthorized")).isEqualTo(unauthorized);
		assertThat(questions("accepted")).isEqualTo(whyAccepted + 20);
		assertThat(questions("unauthorized")).isEqualTo(whyUnauthorized + 20);
		assertThat(questions("bad-request")).isEqualTo(whyBad + 1);
		assertThat(server.sessions().userCount()).isZero();
	}

	@Test
	void saysWhenThereIsNoPlaceAndWhenToTryAgain() {
		try (PushServer full = PushServer.on(this.container)
			.trusting()
			.property("push.session.max-per-node", 1)
			.start(); RawWebSocket client = full.connect("ann")) {
			Response answer = Http.get(full.port(), "/push?user=bob", "Accept", "application/json");
			assertAnswer(answer, 503, "over-capacity");
			assertThat(answer.header("Retry-After")).isNotNull();
			assertThat(JsonMapper.shared().readTree(answer.body()).path("retryAfter").asLong()).isPositive();
			assertThat(client.response().status()).isEqualTo(101);
			full.gateway().refuseConnections(Duration.ofSeconds(5));
			assertAnswer(Http.get(full.port(), "/push?user=bob", "Accept", "application/json"), 503, "draining");
		}
	}

	@Test
	void isAskedByThoseOnlyThatWantJson() {
		assertThat(Http.get(server.port(), "/push").status()).isEqualTo(404);
		assertThat(Http.get(server.port(), "/push", "Accept", "text/html").status()).isEqualTo(404);
		assertThat(server.client().header("Accept", "application/json").refused().header("Content-Type"))
			.startsWith("text/plain");
	}

	private static double handshakes(String outcome) {
		return count("push.handshakes", "outcome", outcome);
	}

	private static double questions(String reason) {
		return count("push.handshake.questions", "reason", reason);
	}

	private static double count(String meter, String tag, String value) {
		return server.bean(SimpleMeterRegistry.class).get(meter).tag(tag, value).functionCounter().count();
	}

	private static String expired() {
		return Tokens.of("ann", Instant.now().minusSeconds(120));
	}

	private static Response ask(String path, String... headers) {
		String[] all = new String[headers.length + 2];
		System.arraycopy(headers, 0, all, 2, headers.length);
		all[0] = "Accept";
		all[1] = "application/json";
		return Http.get(server.port(), path, all);
	}

	private static HttpResponse<String> preflight(String origin) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/push"))
				.method("OPTIONS", BodyPublishers.noBody())
				.headers("Origin", origin, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers",
						"authorization")
				.build(), BodyHandlers.ofString());
	}

	private static void assertAnswer(Response response, int status, String reason) {
		assertThat(response.status()).as("%s", response).isEqualTo(status);
		assertThat(response.header("Content-Type")).isEqualTo("application/json");
		assertThat(response.header("Cache-Control")).isEqualTo("no-store");
		assertThat(JsonMapper.shared().readTree(response.body()).path("reason").asString()).isEqualTo(reason);
	}

	@Configuration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		SimpleMeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}
