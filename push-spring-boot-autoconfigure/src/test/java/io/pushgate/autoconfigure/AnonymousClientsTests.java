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

import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.auth.AuthenticatorChain;
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
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says where nobody can tell who clients are, and where everybody is
 * believed.
 */
@ExtendWith(OutputCaptureExtension.class)
class AnonymousClientsTests {

	private static final String EXPLANATION = "A client was refused with 401: it shows no identity, and neither tokens "
			+ "nor a PushAuthenticator are configured. Users get in by one of: Spring Security (the signed-in user "
			+ "connects as such); tokens (set push.auth.jwt.secret or push.auth.jwt.jwk-set-uri); an application "
			+ "that knows them (set push.auth.webhook.url); a bean of type io.pushgate.auth.PushAuthenticator; for "
			+ "trials only, push.auth.insecure-user-parameter=true";

	private static final String WARNING = "push.auth.insecure-user-parameter=true: EVERY CLIENT IS BELIEVED TO BE "
			+ "WHOEVER IT SAYS. This is for trials and load tests; never set it where others can connect";

	@Test
	void explainsOnceHowToLetUsersIn(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT).start()) {
			assertThat(output).doesNotContain(EXPLANATION);
			for (int i = 0; i < 5; i++) {
				assertThat(server.client().user("42").refused().status()).isEqualTo(401);
			}
			assertThat(StringUtils.countOccurrencesOf(output.getAll(), EXPLANATION)).isEqualTo(1);
			assertThat(output.getAll().lines().filter((line) -> line.contains(EXPLANATION)))
				.allMatch((line) -> line.contains("WARN"));
			assertThat(output).doesNotContain("insecure-user-parameter=true: EVERY");
		}
	}

	@Test
	void explainsItAlsoWhereTheFirstFrameMayTellBySomethingThatNobodyJudges(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT).property("push.auth.late", true).start();
				RawWebSocket client = server.client().open()) {
			client.sendText("{\"type\":\"hello\",\"token\":\"t\"}");
			assertThat(client.readUntilClosed()).isEqualTo(4401);
			assertThat(output).contains(EXPLANATION);
		}
	}

	@Test
	void warnsOfNothingElseAtTheStart(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT).with(Meters.class).start()) {
			assertThat(server.bean(SimpleMeterRegistry.class).get("push.connections").gauge().value()).isZero();
			assertThat(output.getAll().lines()).noneMatch((line) -> line.contains(" WARN "));
		}
	}

	@Test
	void explainsToTheLogAndNotToTheClient() {
		try (PushServer server = PushServer.on(Container.TOMCAT).start()) {
			RawWebSocket.Response response = server.client().refused();
			assertThat(response.body()).doesNotContain("push.auth", "Spring Security", "io.pushgate");
		}
	}

	@Test
	void explainsNothingWhereTokensAreChecked(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.start()) {
			assertThat(server.client().refused().status()).isEqualTo(401);
			assertThat(server.client().path("/push?token=bad").refused().status()).isEqualTo(401);
			assertThat(output).doesNotContain(EXPLANATION).doesNotContain(Tokens.SECRET);
		}
	}

	@Test
	void explainsNothingWhereTheApplicationAuthenticates(CapturedOutput output) {
		for (Class<?> own : new Class<?>[] { OwnAuthenticator.class, OwnChain.class }) {
			try (PushServer server = PushServer.on(Container.TOMCAT).with(own).start()) {
				assertThat(server.client().refused().status()).isEqualTo(401);
				assertThat(output).doesNotContain(EXPLANATION);
			}
		}
	}

	@Test
	void warnsAtTheStartThatEverybodyIsBelieved(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT).trusting().start()) {
			assertThat(StringUtils.countOccurrencesOf(output.getAll(), WARNING)).isEqualTo(1);
			assertThat(server.client().refused().status()).isEqualTo(401);
			server.connect("anybody").close();
			assertThat(output).doesNotContain(EXPLANATION);
		}
	}

	@Test
	void warnsAtTheStartWhereBeansAreLazy(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.trusting()
			.property("spring.main.lazy-initialization", true)
			.start()) {
			assertThat(server.port()).isPositive();
			assertThat(output).contains(WARNING);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Meters {

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAuthenticator {

		@Bean
		PushAuthenticator authenticator() {
			return (credentials) -> null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnChain {

		@Bean
		AuthenticatorChain chain() {
			return new AuthenticatorChain(List.of());
		}

	}

}
