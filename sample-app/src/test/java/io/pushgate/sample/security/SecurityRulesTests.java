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

package io.pushgate.sample.security;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionException;

import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import io.pushgate.sample.support.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for who may do what.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SecurityRulesTests {

	private static final String COMMENT = "{\"to\":\"bob\",\"text\":\"Hello\"}";

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/health/readiness", "/actuator/health/liveness", "/login",
			"/app.css", "/favicon.svg", "/push/client.js" })
	void isOpenToAnyone(String path) {
		assertThat(nobody().get(path).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/index.html", "/app.js", "/me", "/covers", "/comments", "/live", "/rooms",
			"/rooms/lobby/comments", "/stats", "/stats.html", "/stats.js", "/connection", "/connection.js",
			"/actuator/metrics", "/nowhere" })
	void isClosedWithoutSignIn(String path) {
		HttpResponse<String> answer = nobody().get(path);
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(SampleClient.json(answer).get("status").asInt()).isEqualTo(401);
		assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic ");
	}

	@Test
	void sendsAPersonToTheSignInPage() {
		HttpResponse<String> answer = nobody().get("/", "Accept", "text/html,*/*;q=0.8");
		assertThat(answer.statusCode()).isEqualTo(302);
		assertThat(answer.headers().firstValue("Location")).hasValue("/login");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Requested-With:XMLHttpRequest", "Sec-Fetch-Mode:cors", "Accept:image/avif,*/*" })
	void doesNotMakeABrowserAskForAPassword(String header) {
		HttpResponse<String> answer = nobody().get("/covers", header.split(":"));
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
	}

	@Test
	void refusesToWriteWithoutSignIn() {
		assertThat(nobody().post("/comments", COMMENT).statusCode()).isEqualTo(401);
		assertThat(nobody().upload(photo()).statusCode()).isEqualTo(401);
		assertThat(nobody().post("/covers", null).statusCode()).isEqualTo(401);
	}

	@Test
	void refusesAWrongPassword() {
		HttpResponse<String> answer = nobody().get("/me", "Authorization", SampleClient.basic("alice", "wrong"));
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(nobody().signIn("alice", "wrong").headers().firstValue("Location")).hasValue("/login?error");
		assertThat(nobody().get("/login?error").body()).contains("not the right name and password");
	}

	@Test
	void needsNoTokenWithBasicAndLeavesNoCookie() {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		HttpResponse<String> answer = alice.post("/comments", COMMENT);
		assertThat(answer.statusCode()).isEqualTo(202);
		assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(alice.upload(photo()).statusCode()).isEqualTo(202);
	}

	/**
	 * A browser that has once asked for the password sends it for pages of other sites
	 * too.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "cross-site", "same-site" })
	void refusesAPageOfAnotherSiteWithAPasswordThatTheBrowserKeeps(String site) {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		assertThat(alice.post("/comments", COMMENT, "Sec-Fetch-Site", site).statusCode()).isEqualTo(401);
		assertThat(alice.get("/covers", "Sec-Fetch-Site", site).statusCode()).isEqualTo(200);
		for (String own : List.of("same-origin", "none")) {
			assertThat(alice.post("/comments", COMMENT, "Sec-Fetch-Site", own).statusCode()).isEqualTo(202);
		}
	}

	@Test
	void believesThePasswordAndNotTheCookieBesideIt() {
		SampleClient alice = SampleClient.signedIn(this.port, "alice");
		assertThat(SampleClient.json(alice.get("/me", "Authorization", SampleClient.basic("bob", "demo")))
			.get("user")
			.asString()).isEqualTo("bob");
		for (String authorization : List.of("Basic", "Basic ", "Basic x", SampleClient.basic("alice", "wrong"))) {
			assertThat(alice.post("/comments", COMMENT, "Authorization", authorization).statusCode()).as(authorization)
				.isIn(401, 403);
		}
	}

	@Test
	void needsATokenWhenSignedInOnThePage() {
		SampleClient alice = SampleClient.signedIn(this.port, "alice");
		assertThat(SampleClient.json(alice.get("/me")).get("user").asString()).isEqualTo("alice");
		for (HttpResponse<String> answer : List.of(alice.post("/comments", COMMENT), alice.upload(photo()),
				alice.post("/comments", COMMENT, "X-XSRF-TOKEN", "wrong"))) {
			assertThat(answer.statusCode()).isEqualTo(403);
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		}
		String token = alice.cookie("XSRF-TOKEN");
		assertThat(alice.post("/comments", COMMENT, "X-XSRF-TOKEN", token).statusCode()).isEqualTo(202);
		assertThat(alice.upload(photo(), "X-XSRF-TOKEN", token).statusCode()).isEqualTo(202);
	}

	@Test
	void needsATokenToSignIn() {
		HttpResponse<String> answer = nobody().post("/login", null, "Content-Type",
				"application/x-www-form-urlencoded");
		assertThat(answer.statusCode()).isEqualTo(401);
	}

	@Test
	void staysSignedInWhenTheServerForgetsItsSessions() {
		SampleClient alice = SampleClient.signedIn(this.port, "alice");
		alice.forgetCookie("JSESSIONID");
		String token = alice.cookie("XSRF-TOKEN");
		HttpResponse<String> answer = alice.get("/me");
		assertThat(SampleClient.json(answer).get("user").asString()).isEqualTo("alice");
		// No session: a request under way during a sign-out must not sign in again
		assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(alice.post("/comments", COMMENT, "X-XSRF-TOKEN", token).statusCode()).isEqualTo(202);
		try (PushTab tab = alice.openTab()) {
			assertThat(tab.user()).isEqualTo("alice");
		}
	}

	@Test
	void onlyAKeyOpensThePushApi() {
		String message = "{\"to\":{\"users\":[\"bob\"]},\"event\":\"comment.new\",\"data\":{}}";
		SampleClient signedIn = SampleClient.signedIn(this.port, "alice");
		for (SampleClient client : List.of(nobody(), SampleClient.withBasic(this.port, "alice"), signedIn)) {
			HttpResponse<String> answer = client.post("/push/api/v1/messages", message);
			assertThat(answer.statusCode()).isEqualTo(401);
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		}
		assertThat(signedIn.post("/push/api/v1/messages", message, "Authorization", "Bearer pushgate-demo-key")
			.statusCode()).isEqualTo(202);
	}

	@Test
	void signsOut() {
		SampleClient alice = SampleClient.signedIn(this.port, "alice");
		assertThat(alice.post("/logout", null).statusCode()).isEqualTo(403);
		HttpResponse<String> answer = alice.post("/logout", null, "X-XSRF-TOKEN", alice.cookie("XSRF-TOKEN"),
				"X-Requested-With", "XMLHttpRequest");
		assertThat(answer.statusCode()).isEqualTo(204);
		assertThat(alice.get("/me").statusCode()).isEqualTo(401);
	}

	@Test
	void sendsThePageWithAStrictPolicy() {
		HttpResponse<String> page = SampleClient.signedIn(this.port, "alice").get("/", "Accept", "text/html");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("Cover filter").doesNotContain("<style", " style=", " onclick=");
		assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
			.contains("default-src 'none'", "script-src 'self';", "connect-src 'self'")
			.doesNotContain("unsafe");
		assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
	}

	@Test
	void theSignedInUserIsTheUserOfTheConnection() {
		try (PushTab tab = SampleClient.withBasic(this.port, "bob").openTab()) {
			assertThat(tab.user()).isEqualTo("bob");
		}
		try (PushTab tab = SampleClient.signedIn(this.port, "alice").openTab()) {
			assertThat(tab.user()).isEqualTo("alice");
		}
	}

	@Test
	void nobodyConnectsWithoutIdentity() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> nobody().openTab());
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> nobody().openTab("?user=alice", null));
	}

	private SampleClient nobody() {
		return SampleClient.ofNobody(this.port);
	}

	private static byte[] photo() {
		return TestImages.encode(TestImages.photo(30, 20), "png");
	}

}
