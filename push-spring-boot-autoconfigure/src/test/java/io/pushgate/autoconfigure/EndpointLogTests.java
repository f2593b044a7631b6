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

import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.Tokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of the endpoint at the start.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointLogTests {

	private static final String OPENED = ": any page can connect with the cookies of the user who opens it";

	@ParameterizedTest
	@EnumSource
	void saysWhereTheEndpointIsAndWhoMayComeIn(Container container, CapturedOutput output) {
		try (PushServer server = PushServer.on(container)
			.property("push.endpoint.path", "/live")
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.with(Badges.class)
			.with(Listeners.class)
			.start()) {
			assertThat(output).containsOnlyOnce("The push endpoint listens on port " + server.port() + " ("
					+ (container.isServlet() ? "servlet" : "Netty") + "): path /live, script /live/client.js; "
					+ "clients come in by EndpointLogTests.Badges, "
					+ (container.isServlet() ? "the sign-in of the application, " : "")
					+ "tokens (push.auth.jwt); methods with @PushListener: 2");
			assertThat(output).doesNotContain(OPENED);
		}
	}

	@Test
	void saysThePathsThatBrowsersUse(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.trusting()
			.property("server.servlet.context-path", "/shop")
			.property("spring.mvc.servlet.path", "/web")
			.property("push.endpoint.script-path", "")
			.start()) {
			assertThat(output).containsOnlyOnce("port " + server.port() + " (servlet): path /shop/web/push, no script; "
					+ "clients come in by the sign-in of the application, whoever they say they are "
					+ "(push.auth.insecure-user-parameter); methods with @PushListener: 0");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "https://*", "*://*:[*]" })
	void warnsWhereAnyPageMayConnectWithTheCookiesOfItsUser(String origin, CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.JETTY)
			.property("push.endpoint.allowed-origins", "https://app.example.com," + origin)
			.start()) {
			assertThat(server.port()).isPositive();
			assertThat(output.getAll().lines().filter((line) -> line.contains(OPENED))).singleElement()
				.asString()
				.contains(" WARN ")
				.contains("push.endpoint.allowed-origins=" + origin + OPENED);
		}
	}

	@Test
	void warnsWhereAWebhookKnowsUsersByTheirCookies(CapturedOutput output) {
		startNettyWithWebhook("");
		assertThat(output).doesNotContain(OPENED);
		startNettyWithWebhook("session");
		assertThat(StringUtils.countOccurrencesOf(output.getAll(), OPENED)).isOne();
	}

	private static void startNettyWithWebhook(String cookies) {
		PushServer.on(Container.NETTY)
			.property("push.endpoint.allowed-origins", "*")
			.property("push.auth.webhook.url", "http://localhost:1/who")
			.property("push.auth.webhook.secret", Tokens.SECRET)
			.property("push.auth.webhook.cookies", cookies)
			.start()
			.close();
	}

	@Test
	void saysThatNobodyComesInWhereNobodyCanBeKnown(CapturedOutput output) {
		PushServer.on(Container.NETTY).start().close();
		assertThat(output)
			.containsOnlyOnce("clients come in by nothing, as no way to know them is configured; methods");
	}

	@Test
	void saysNothingOfPagesThatShowTokens(CapturedOutput output) {
		PushServer.on(Container.NETTY).property("push.endpoint.allowed-origins", "*").start().close();
		PushServer.on(Container.TOMCAT)
			.property("push.endpoint.allowed-origins", "https://*.example.com")
			.start()
			.close();
		assertThat(output).doesNotContain(OPENED);
	}

	static class Badges implements PushAuthenticator {

		@Override
		public @Nullable PushIdentity authenticate(PushCredentials credentials) {
			return null;
		}

	}

	static class Listeners {

		@PushListener(namespace = "chat", event = "say")
		void say() {
		}

		@PushListener(namespace = "chat", event = "whisper")
		void whisper() {
		}

	}

}
