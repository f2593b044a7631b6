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

package io.pushgate.listener;

import java.io.InputStream;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.pushgate.auth.PushIdentity;
import io.pushgate.autoconfigure.PushAutoConfiguration;
import io.pushgate.core.PushTemplate;
import io.pushgate.session.PushSession;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a listener may take beside its payload, and of what can be none.
 */
class PushListenerParameterTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

	@Test
	void injectsWhoSends() {
		this.runner.withBean(OfAUser.class).run((context) -> {
			assertThat(send(context, "who", "\"hi\"")).isEqualTo("\"ann ann hi\"");
			assertThat(send(context, "who-alone", "null")).isEqualTo("\"ann\"");
		});
	}

	static Stream<Arguments> impossible() {
		return Stream.of(
				Arguments.of(OfAnHttpRequest.class, "can be no payload, 'HttpServletRequest request' (number 2)",
						"There is no HTTP request behind what a client sends: take a PushSession"),
				Arguments.of(OfAWebSocket.class, "no payload, 'WebSocketSession socket'", "take a PushSession"),
				Arguments.of(OfSecurity.class, "no payload, 'Authentication user'", "Take a java.security.Principal"),
				Arguments.of(OfAnIdentity.class, "no payload, 'PushIdentity user'", "Take a java.security.Principal"),
				Arguments.of(OfAStream.class, "no payload, 'InputStream data'", "Take the data as an object"),
				Arguments.of(OfAFile.class, "no payload, 'MultipartFile file'", "no HTTP request"),
				Arguments.of(OfTheContext.class, "no payload, 'PushTemplate push'", "Inject it into the bean"),
				Arguments.of(OfAFunction.class, "no payload, 'Supplier data'", "Take the data as an object"),
				Arguments.of(OfAParameter.class, "annotated by @RequestParam, 'String room' (number 1)",
						"the data as one object"));
	}

	@ParameterizedTest
	@MethodSource("impossible")
	<T> void whatCanBeNoPayloadStopsTheStart(Class<T> type, String problem, String remedy) {
		this.runner.withBean("bad", type).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOfSatisfying(InvalidPushListenerException.class,
					(invalid) -> {
						assertThat(invalid.problem()).startsWith("The @PushListener method 'bad(")
							.contains(problem)
							.endsWith(".");
						assertThat(invalid.remedy()).contains(remedy).endsWith(".");
					});
		});
	}

	private static String send(ApplicationContext context, String event, String json) {
		PushRequest request = Requests.of(Requests.session("ann"), "1", event, json);
		return Requests
			.text(context.getBean(UplinkDispatcher.class).dispatch(request).orTimeout(20, TimeUnit.SECONDS).join());
	}

	static class OfAUser {

		@PushListener("who")
		String who(Principal user, String text, PushSession session) {
			return user.getName() + ' ' + session.user() + ' ' + text;
		}

		@PushListener("who-alone")
		String who(Principal user) {
			return user.toString();
		}

	}

	static class OfAnHttpRequest {

		@PushListener("x")
		void bad(String text, HttpServletRequest request) {
		}

	}

	static class OfAWebSocket {

		@PushListener("x")
		void bad(WebSocketSession socket) {
		}

	}

	static class OfSecurity {

		@PushListener("x")
		void bad(Authentication user) {
		}

	}

	static class OfAnIdentity {

		@PushListener("x")
		void bad(PushIdentity user) {
		}

	}

	static class OfAStream {

		@PushListener("x")
		void bad(InputStream data) {
		}

	}

	static class OfAFile {

		@PushListener("x")
		void bad(Optional<MultipartFile> file) {
		}

	}

	static class OfTheContext {

		@PushListener("x")
		void bad(PushTemplate push) {
		}

	}

	static class OfAFunction {

		@PushListener("x")
		void bad(Supplier<String> data) {
		}

	}

	static class OfAParameter {

		@PushListener("x")
		void bad(@RequestParam String room) {
		}

	}

}
