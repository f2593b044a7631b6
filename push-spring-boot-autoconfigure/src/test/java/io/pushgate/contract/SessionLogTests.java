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

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.pushgate.listener.PushListener;
import io.pushgate.session.SessionLog;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the log says of clients: who was closed and why, and which of them a line is
 * about.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionLogTests {

	private static final String FILLER = "x".repeat(16 * 1024);

	@AfterEach
	void resetLogging() {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.cleanUp();
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
	}

	@ParameterizedTest
	@EnumSource
	void namesASlowReaderAndWhatWaitedForIt(Container container, CapturedOutput output) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.outbound.max-pending", "256KB")
			.start(); RawWebSocket stopped = server.client().user("slow").receiveBuffer(4096).open()) {
			String session = stopped.readJson("welcome").path("session").asString();
			while (server.push().isOnline("slow")) {
				server.push().toUser("slow").send("n", Map.of("filler", FILLER)).join();
			}
			await().untilAsserted(() -> assertThat(output.getAll().lines().filter((line) -> line.contains(session)))
				.singleElement()
				.asString()
				.contains(" INFO ")
				.containsPattern("closed by this node with 4101 \\(slow consumer\\): user 'slow', tenant 'default', "
						+ "device '[^']+', transport \\w+, 2[0-9]{5} bytes pending"));
		}
	}

	@Test
	void logsTheFirstOfACodeAndCountsTheRest(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT).trusting().start()) {
			for (String user : new String[] { "ann", "bob", "cid" }) {
				try (RawWebSocket client = server.connect(user)) {
					server.push().disconnectUser(user);
					assertThat(client.readUntilClosed()).isEqualTo(4002);
				}
			}
			server.connect("dan").close();
			await().until(() -> server.sessions().sessionCount() == 0);
			assertThat(output.getAll().lines().filter((line) -> line.contains("closed by this node"))).singleElement()
				.asString()
				.contains("4002 (kicked): user 'ann'");
		}
	}

	@Test
	void logsEveryOpenAndCloseAtDebug(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.NETTY)
			.trusting()
			.property("logging.level." + SessionLog.class.getName(), "debug")
			.start()) {
			for (String user : new String[] { "ann", "bob" }) {
				try (RawWebSocket client = server.connect(user)) {
					server.push().disconnectUser(user);
					assertThat(client.readUntilClosed()).isEqualTo(4002);
				}
			}
			server.connect("cid").close();
			await().untilAsserted(() -> assertThat(debug(output, " ended with ")).isOne());
			assertThat(debug(output, " opened: user '")).isEqualTo(3);
			assertThat(debug(output, " closed by this node with 4002 ")).isEqualTo(2);
		}
	}

	@Test
	void tellsOfConnectionsThatNeverHadASession(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.auth.late", true)
			.property("push.auth.timeout", "50ms")
			.start(); RawWebSocket silent = server.client().open()) {
			assertThat(silent.readUntilClosed()).isEqualTo(4401);
			assertThat(output).contains("Connection closed by this node with 4401 (no hello in time): "
					+ "the client has no session yet, transport netty");
		}
	}

	@Test
	void tellsOnceAMinuteOfRequestsThatAreNoHandshakes(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.NETTY).trusting().start()) {
			for (int i = 0; i < 3; i++) {
				assertThat(server.client().path("/nowhere").refused().status()).isEqualTo(404);
			}
			assertThat(output.getAll().lines().filter((line) -> line.contains("before it became a handshake")))
				.singleElement()
				.asString()
				.contains("refused with 404 (bad-request)");
		}
	}

	@Test
	void namesTheSessionInFieldsOfStructuredLogging(CapturedOutput output) {
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.trusting()
			.property("logging.structured.format.console", "ecs")
			.property("logging.config", "classpath:logback-structured.xml")
			.property("spring.application.name", "shop")
			.with(Listeners.class)
			.start()) {
			try (RawWebSocket client = server.client().user("ann").path("/push?user=ann&device=phone").open()) {
				String session = client.readJson("welcome").path("session").asString();
				client.sendText("{\"type\":\"send\",\"id\":\"1\",\"namespace\":\"shop\",\"event\":\"buy\",\"data\":1}");
				client.readJson("reply");
				server.push().disconnectUser("ann");
				assertThat(client.readUntilClosed()).isEqualTo(4002);
				assertNames(output, "Bought something", session);
				assertNames(output, "closed by this node with 4002", session);
				assertThat(entry(output, "Not about a client").path("push").isMissingNode()).isTrue();
			}
		}
	}

	private static void assertNames(CapturedOutput output, String message, String session) {
		JsonNode push = entry(output, message).path("push");
		assertThat(push.path("tenant").asString()).isEqualTo("default");
		assertThat(push.path("user").asString()).isEqualTo("ann");
		assertThat(push.path("device").asString()).isEqualTo("phone");
		assertThat(push.path("session").asString()).isEqualTo(session);
	}

	private static JsonNode entry(CapturedOutput output, String message) {
		return output.getAll()
			.lines()
			.filter((line) -> line.startsWith("{"))
			.map((line) -> JsonMapper.shared().readTree(line))
			.filter((entry) -> entry.path("message").asString("").contains(message))
			.findFirst()
			.orElseThrow(() -> new AssertionError(message + " is not in " + output.getAll()));
	}

	private static long debug(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains("DEBUG") && line.contains(text)).count();
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		private static final Log logger = LogFactory.getLog(Listeners.class);

		@Bean
		Shop shop() {
			return new Shop();
		}

		static class Shop {

			@PushListener(namespace = "shop", event = "buy")
			CompletableFuture<String> buy(int count) {
				logger.info("Bought something");
				CompletableFuture<String> answer = new CompletableFuture<>();
				Thread other = new Thread(() -> {
					logger.info("Not about a client");
					answer.complete("thanks");
				});
				other.start();
				return answer;
			}

		}

	}

}
