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

package io.pushgate.client;

import java.util.List;
import java.util.Map;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the JavaScript client: what it finds out about a handshake that failed, and
 * what it does then.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientRefusalBrowserTests extends AbstractClientBrowserTests {

	private static final String FAST = "backoff: { base: 1, cap: 1 }";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "403 | {\"reason\":\"forbidden-origin\",\"detail\":\"d\"} | forbidden-origin | 4003",
					"403 | <html> | forbidden | 4003", "404 | {\"error\":\"Not Found\"} | not-found | 1008",
					"400 | {\"reason\":\"bad-request\",\"detail\":\"d\"} | bad-request | 1008" })
	void stopsWhereWaitingDoesNotHelp(int status, String body, String reason, int code) {
		server().refuse(10, status, body.replace("\"\"", "\""));
		start("{ " + FAST + " }");
		awaitState("closed");
		assertThat(errors()).containsExactly(reason);
		assertThat(states("closed").get(0)).containsEntry("code", (long) code);
		assertThat(server().handshakes()).hasSize(1);
		assertThat(server().questions()).singleElement().satisfies((question) -> {
			assertThat(question.accept()).isEqualTo("application/json");
			assertThat(question.query()).contains("device=", "origin=http%3A%2F%2Flocalhost");
			assertThat(question.authorization()).isNull();
		});
	}

	@Test
	void stopsWhereASecondFreshTokenIsRefused() {
		server().refuse(10, 401, "{\"reason\":\"unauthorized\",\"detail\":\"Not authenticated\"}");
		start("{ " + FAST + ", token: ['old', 'new', 'newer', 'newest'] }");
		awaitState("closed");
		assertThat(errors()).containsExactly("unauthorized", "unauthorized", "unauthorized");
		assertThat(log("hints")).containsExactly(false, true, true);
		assertThat(server().questions()).extracting(ScriptedServer.Question::authorization)
			.containsExactly("Bearer old", "Bearer new", "Bearer newer");
		assertThat(states("closed").get(0)).containsEntry("code", 4401L).containsEntry("reason", "Not authenticated");
		server().refuse(0);
		browser().run("push.open()");
		acceptAndWelcome();
	}

	@Test
	void stopsWhereThereIsNoOtherTokenToBeHad() {
		server().refuse(10, 401, "");
		start("{ " + FAST + " }");
		awaitState("closed");
		assertThat(errors()).containsExactly("unauthorized", "unauthorized");
	}

	@Test
	void waitsAsLongAsAFullServerSays() {
		server().refuse(1, 503, "{\"reason\":\"over-capacity\",\"detail\":\"The node is full\",\"retryAfter\":77}");
		start("{ " + FAST + ", token: ['good'] }");
		acceptAndWelcome();
		assertThat(errors()).containsExactly("over-capacity");
		assertThat(delays()).containsExactly(77.0);
		assertThat(states("waiting").get(0)).containsEntry("code", 1013L).containsEntry("reason", "The node is full");
		assertThat(log("hints")).as("the token is not to blame").containsExactly(false, false);
	}

	@Test
	void goesOnWhereAnAddressWasGoodBefore() {
		ScriptedConnection first = startOpenClient("{ " + FAST + " }");
		browser().run("errors()");
		server().refuse(2, 404, "");
		first.close(1011);
		acceptAndWelcome();
		assertThat(errors()).containsExactly("not-found", "not-found");
	}

	@Test
	void goesOnWhereNobodySaysWhy() {
		server().refuse(3);
		start("{ " + FAST + " }");
		acceptAndWelcome();
		assertThat(errors()).isEmpty();
		assertThat(delays()).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "() => { throw new Error('signed out') } | signed out",
			"() => Promise.reject(new TypeError('Failed to fetch')) | Failed to fetch", "() => undefined | gave none",
			"() => '' | gave none", "() => ({ token: null }) | gave none", "() => ({ error: 'x' }) | No text" })
	void tellsWhyThereIsNoToken(String callback, String cause) {
		start("{ " + FAST + ", token: " + callback + " }");
		await().until(() -> !errors().isEmpty());
		assertThat(this.<Map<String, Object>>log("errors").get(0)).containsEntry("code", "token")
			.extractingByKey("message")
			.asString()
			.contains("The token callback", cause);
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void tellsWhatTheServerSays(Container container, CapturedOutput output) {
		String origin = server().url("");
		try (PushServer foreign = PushServer.on(container).property("push.auth.jwt.secret", Tokens.SECRET).start();
				PushServer allowing = PushServer.on(container)
					.property("push.auth.jwt.secret", Tokens.SECRET)
					.property("push.endpoint.allowed-origins", origin)
					.start()) {
			connect(foreign, "{ " + FAST + " }");
			await().until(() -> errors().contains("unreadable"));
			assertThat(output).contains("A page of origin '" + origin + "' was refused with 403");
			browser().run("push.close(); log.errors.length = 0");
			connect(allowing, "{ " + FAST + ", token: () => 'nonsense' }");
			awaitState("closed");
			assertThat(errors()).containsOnly("unauthorized");
			assertThat(output).contains("(malformed)");
			browser().run("push.close(); log.errors.length = 0");
			connect(allowing, "{ token: () => '" + Tokens.of("ann") + "' }");
			awaitState("open");
			assertThat(errors()).isEmpty();
		}
	}

	private static void connect(PushServer server, String options) {
		browser().run("window.push = undefined; import('/client.js').then(({ connect }) => { window.push = "
				+ "connect('http://localhost:" + server.port() + "/push', " + options + "); errors(); })");
		await().until(() -> Boolean.TRUE.equals(browser().run("return push !== undefined")));
	}

	private void start(String options) {
		browser().run("start(" + options + "); errors()");
	}

	private List<Object> errors() {
		return this.<Map<String, Object>>log("errors").stream().map((error) -> error.get("code")).toList();
	}

}
