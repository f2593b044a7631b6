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

package io.pushgate.auth.webhook;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.WebhookServer;
import io.pushgate.testsupport.WebhookServer.Call;
import io.pushgate.testsupport.WebhookServer.Responder;
import io.pushgate.transport.TestHandshakeRequest;
import io.pushgate.webhook.WebhookClient;
import io.pushgate.webhook.WebhookSecret;
import io.pushgate.webhook.WebhookSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link WebhookAuthenticator} against a real server.
 */
class WebhookAuthenticatorTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final Duration SHORT = Duration.ofMillis(50);

	private final WebhookServer business = new WebhookServer(WebhookServer.json(200, "{\"user\":\"42\"}"));

	private final WebhookClient client = new WebhookClient();

	@AfterEach
	void stop() {
		this.client.close();
		this.business.close();
	}

	@Test
	void tellsTheTokenAndWhatTheHandshakeSays() {
		PushCredentials credentials = new PushCredentials(new TestHandshakeRequest().header("Host", "push.example.com")
			.header("Origin", "https://app.example.com")
			.header("Cookie", "SESSION=secret")
			.header("X-Other", "secret")
			.parameter("device", "phone")
			.parameter("other", "secret"), null, "a token");
		assertThat(authenticator(LONG, LONG).authenticate(credentials)).isEqualTo(PushIdentity.ofUser("42"));
		Call call = this.business.lastCall();
		assertThat(call.id()).startsWith("auth_");
		assertThat(call.json().path("type").asString()).isEqualTo("authenticate");
		assertThat(call.json().path("token").asString()).isEqualTo("a token");
		assertThat(call.json().path("handshake").propertyNames()).contains("path", "origin", "device")
			.isSubsetOf("path", "host", "origin", "device", "remoteAddress");
		assertThat(call.json().at("/handshake/path").asString()).isEqualTo("/push");
		assertThat(call.json().at("/handshake/origin").asString()).isEqualTo("https://app.example.com");
		assertThat(call.json().at("/handshake/device").asString()).isEqualTo("phone");
		assertThat(call.header("webhook-signature")).startsWith("v1,");
		assertThat(call.body()).doesNotContain("secret");
	}

	@Test
	void tellsTheTokenOfAFrame() {
		assertThat(authenticate(authenticator(LONG, LONG), "t")).isEqualTo(PushIdentity.ofUser("42"));
		assertThat(this.business.lastCall().body()).isEqualTo("{\"type\":\"authenticate\",\"token\":\"t\"}");
	}

	@Test
	void asksNobodyWhereThereIsNoToken() {
		WebhookAuthenticator authenticator = authenticator(LONG, LONG);
		TestHandshakeRequest handshake = new TestHandshakeRequest().header("Cookie", "SESSION=1").principal("ann");
		assertThat(authenticator.authenticate(new PushCredentials(null, null, null))).isNull();
		assertThat(authenticator.authenticate(new PushCredentials(handshake, handshake.principal(), null))).isNull();
		assertThat(this.business.calls()).isEmpty();
	}

	@Test
	void tellsTheCookiesThatItIsToTell() {
		WebhookAuthenticator authenticator = authenticator(LONG, LONG, 10, List.of("SESSION", "other"));
		assertThat(authenticator.authenticate(cookies("a=1; SESSION=\"x=y\"; b=2;SESSION=z; x")))
			.isEqualTo(PushIdentity.ofUser("42"));
		assertThat(this.business.lastCall().json().at("/handshake/cookies"))
			.hasToString("{\"SESSION\":\"\\\"x=y\\\"\"}");
		assertThat(this.business.lastCall().json().has("token")).isFalse();
		assertThat(authenticator.authenticate(cookies("SESSION=\"x=y\"; c=3"))).isNotNull();
		assertThat(this.business.calls()).hasSize(1);
		assertThat(authenticator.authenticate(cookies("SESSION=other"))).isNotNull();
		assertThat(this.business.calls()).hasSize(2);
		assertThat(authenticator.authenticate(cookies("a=1"))).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{'user':'42'} | default | 42", "{'user':42,'tenant':null,'expiresAt':null} | default | 42",
					"{'user':'\u00fc','tenant':'acme','more':{'a':[]}} | acme | \u00fc",
					"{'tenant':7,'user':'ann'} | 7 | ann" })
	void takesWhoItIsFromTheAnswer(String answer, String tenant, String user) {
		this.business.answer(200, answer.replace('\'', '"'));
		assertThat(authenticate(authenticator(LONG, LONG), "t")).isEqualTo(new PushIdentity(tenant, user, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"2100-01-31T12:00:00Z\"", "\"2100-01-31T13:00:00+01:00\"", "4105080000000" })
	void takesTheEndFromTheAnswer(String end) {
		this.business.answer(200, "{\"user\":\"42\",\"expiresAt\":" + end + "}");
		assertThat(authenticate(authenticator(LONG, LONG), "t"))
			.isEqualTo(PushIdentity.ofUser("42", Instant.parse("2100-01-31T12:00:00Z")));
	}

	@Test
	void takesClaimsFromTheAnswer() {
		this.business.answer(200, "{\"user\":\"42\",\"claims\":{\"plan\":\"pro\",\"price\":1.50,\"none\":null}}");
		assertThat(authenticate(authenticator(LONG, LONG), "t"))
			.isEqualTo(PushIdentity.ofUser("42").withClaims(Map.of("plan", "pro", "price", new BigDecimal("1.50"))));
	}

	@Test
	void letsNobodyInWhoseClaimsAreTooLargeToBeKept() {
		this.business.answer(200, "{\"user\":\"42\",\"claims\":{\"plan\":\"" + "x".repeat(5000) + "\"}}");
		assertThat(unavailable(authenticator(LONG, LONG), "t")).hasMessageContaining("'claims' must be");
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void refusesWhomTheBusinessRefuses(int status) {
		this.business.answer(status, "");
		refuses(authenticator(LONG, LONG), "a token");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "\"42\"", "{}", "<html>", "{\"user\":", "{\"user\":\"\"}",
			"{\"user\":{}}", "{\"user\":4.2}", "{\"user\":true}", "{\"user\":\"1\",\"tenant\":[]}",
			"{\"user\":\"1\",\"tenant\":\"\"}", "{\"user\":\"1\",\"expiresAt\":\"tomorrow\"}",
			"{\"user\":\"1\",\"expiresAt\":\"2100-01-31T12:00:00\"}", "{\"user\":\"1\",\"expiresAt\":4105080000}",
			"{\"user\":\"1\",\"expiresAt\":1e99}", "{\"user\":\"1\",\"expiresAt\":false}",
			"{\"user\":\"1\",\"claims\":[]}", "{\"user\":\"1\",\"claims\":\"x\"}" })
	void letsNobodyInForAnAnswerThatItDoesNotUnderstand(String answer) {
		this.business.answer(200, answer);
		AuthenticationUnavailableException failure = unavailable(authenticator(LONG, LONG), "a token");
		assertThat(failure).hasMessageContaining("'push.auth.webhook' answered 200, but not with who it is");
	}

	@ParameterizedTest
	@ValueSource(ints = { 201, 204, 302, 307, 400, 404, 429, 500, 502, 503 })
	void letsNobodyInForAnyOtherStatus(int status) {
		this.business.answer(WebhookServer.response(status, "application/json",
				(status != 204) ? "{\"user\":\"42\"}" : "", "Location", this.business.url() + "/elsewhere"));
		assertThat(unavailable(authenticator(LONG, LONG), "a token"))
			.hasMessageContaining("'push.auth.webhook' answered with status " + status);
		assertThat(this.business.calls()).extracting(Call::path).containsOnly("/hook");
	}

	@Test
	void letsNobodyInWhileTheBusinessDoesNotAnswer() {
		WebhookAuthenticator authenticator = authenticator(LONG, LONG);
		for (Responder responder : List.of(this.business.silence(), this.business.drip(), WebhookServer.flood(true),
				WebhookServer.flood(false), WebhookServer.hangUp())) {
			this.business.answer(responder);
			assertThat(unavailable(authenticator, "t")).hasMessageContaining("does not answer");
		}
		this.business.stop();
		assertThat(unavailable(authenticator, "t")).hasMessageContaining("does not answer");
		this.business.start();
		this.business.answer(200, "{\"user\":\"42\"}");
		await().atMost(RawWebSocket.PATIENCE)
			.ignoreExceptionsInstanceOf(AuthenticationUnavailableException.class)
			.until(() -> authenticate(authenticator, "t").user().equals("42"));
	}

	@Test
	void asksOnceForManyConnectionsWithOneToken() {
		WebhookAuthenticator authenticator = authenticator(LONG, LONG);
		for (int i = 0; i < 20; i++) {
			authenticate(authenticator, "a");
		}
		assertThat(this.business.calls()).hasSize(1);
		authenticate(authenticator, "b");
		assertThat(this.business.calls()).hasSize(2);
	}

	@Test
	void asksOnceForThoseWhoComeBeforeTheAnswer() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		this.business.answer((exchange, call) -> {
			answer.await();
			WebhookServer.json(200, "{\"user\":\"42\"}").respond(exchange, call);
		});
		WebhookAuthenticator authenticator = authenticator(LONG, LONG, 1000, List.of());
		List<CompletableFuture<PushIdentity>> identities = new ArrayList<>();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			CompletableFuture<PushIdentity> identity = new CompletableFuture<>();
			identities.add(identity);
			Thread thread = new Thread(() -> identity.complete(authenticate(authenticator, "a")));
			threads.add(thread);
			thread.start();
		}
		await().atMost(RawWebSocket.PATIENCE)
			.until(() -> threads.stream().allMatch((thread) -> thread.getState() == Thread.State.TIMED_WAITING));
		answer.countDown();
		for (CompletableFuture<PushIdentity> identity : identities) {
			assertThat(identity.get()).isEqualTo(PushIdentity.ofUser("42"));
		}
		assertThat(this.business.calls()).hasSize(1);
	}

	@Test
	void asksAgainAfterAWhile() {
		WebhookAuthenticator authenticator = authenticator(SHORT, LONG);
		await().atMost(RawWebSocket.PATIENCE).until(() -> {
			authenticate(authenticator, "a");
			return this.business.calls().size() > 1;
		});
	}

	@Test
	void asksAgainEarlierForABadToken() {
		WebhookAuthenticator authenticator = authenticator(LONG, SHORT);
		this.business.answer(401, "");
		await().atMost(RawWebSocket.PATIENCE).until(() -> {
			refuses(authenticator, "a");
			return this.business.calls().size() > 1;
		});
	}

	@Test
	void doesNotBelieveForLongerThatATokenIsBadThanThatItIsGood() {
		WebhookAuthenticator authenticator = authenticator(Duration.ZERO, LONG);
		this.business.answer(401, "");
		refuses(authenticator, "a");
		refuses(authenticator, "a");
		assertThat(this.business.calls()).hasSize(2);
	}

	@Test
	void believesNobodyForLongerThanTheIdentityLasts() {
		WebhookAuthenticator authenticator = authenticator(LONG, LONG);
		Instant end = Instant.now().plusMillis(500).truncatedTo(ChronoUnit.MILLIS);
		this.business.answer(200, "{\"user\":\"42\",\"expiresAt\":" + end.toEpochMilli() + "}");
		await().atMost(RawWebSocket.PATIENCE).until(() -> {
			authenticate(authenticator, "a");
			return this.business.calls().size() > 1;
		});
		assertThat(Instant.now()).isAfterOrEqualTo(end);
	}

	@Test
	void keepsNoAnswerThatIsNone() {
		WebhookAuthenticator authenticator = authenticator(LONG, LONG);
		this.business.answer(500, "");
		unavailable(authenticator, "a");
		this.business.answer(200, "{\"user\":\"42\"}");
		assertThat(authenticate(authenticator, "a").user()).isEqualTo("42");
	}

	@Test
	void keepsABoundedNumberOfAnswers() {
		WebhookAuthenticator authenticator = authenticator(LONG, LONG);
		for (int i = 0; i < 100; i++) {
			authenticate(authenticator, "token " + i);
		}
		int asked = this.business.calls().size();
		for (int i = 0; i < 100; i++) {
			authenticate(authenticator, "token " + i);
		}
		// Ten are kept.
		assertThat(this.business.calls().size() - asked).isGreaterThanOrEqualTo(90);
	}

	@Test
	void tellsNoTokenToALog() {
		assertThat(new Question("secret", Map.of("a", "secret"), null, "/push").toString()).doesNotContain("secret");
	}

	private static PushCredentials cookies(String header) {
		return new PushCredentials(new TestHandshakeRequest().header("Cookie", header), null, null);
	}

	private static PushIdentity authenticate(WebhookAuthenticator authenticator, String token) {
		PushIdentity identity = authenticator.authenticate(PushCredentials.ofToken(token));
		assertThat(identity).isNotNull();
		return identity;
	}

	private static void refuses(WebhookAuthenticator authenticator, String token) {
		assertThatExceptionOfType(BadCredentialsException.class)
			.isThrownBy(() -> authenticator.authenticate(PushCredentials.ofToken(token)))
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("a token"));
	}

	private static AuthenticationUnavailableException unavailable(WebhookAuthenticator authenticator, String token) {
		List<AuthenticationUnavailableException> thrown = new ArrayList<>();
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> authenticator.authenticate(PushCredentials.ofToken(token)))
			.satisfies((failure) -> {
				assertThat(failure.getMessage()).doesNotContain("a token", "127.0.0.1");
				thrown.add(failure);
			});
		return thrown.get(0);
	}

	private WebhookAuthenticator authenticator(Duration cacheTtl, Duration negativeCacheTtl) {
		return authenticator(cacheTtl, negativeCacheTtl, 10, List.of());
	}

	private WebhookAuthenticator authenticator(Duration cacheTtl, Duration negativeCacheTtl, int size,
			List<String> cookies) {
		Duration timeout = Duration.ofSeconds(1);
		WebhookSettings settings = new WebhookSettings("push.auth.webhook", URI.create(this.business.url()),
				WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), timeout, timeout, 2, 6000);
		return new WebhookAuthenticator(this.client.webhook(settings),
				new WebhookAuthenticatorSettings("/push", cookies, cacheTtl, negativeCacheTtl, size));
	}

}
