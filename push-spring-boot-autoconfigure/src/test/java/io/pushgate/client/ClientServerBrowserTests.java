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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.listener.PushListener;
import io.pushgate.listener.PushRequestException;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionManager;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.CloseReason;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * The JavaScript client and the server of Pushgate together.
 */
@Tag("browser")
class ClientServerBrowserTests {

	private static @Nullable Browser startedBrowser;

	@BeforeAll
	static void start() {
		startedBrowser = Browser.start();
	}

	@AfterAll
	static void stop() {
		if (startedBrowser != null) {
			startedBrowser.close();
			startedBrowser = null;
		}
	}

	@Test
	void agreeOnRequestsGroupsMarksAndTheTime() {
		Assumptions.assumeTrue(startedBrowser != null,
				"Skipped: needs Chromium or Chrome, and chromedriver, on the PATH");
		Browser browser = Objects.requireNonNull(startedBrowser);
		try (PushServer server = PushServer.on(Container.TOMCAT).trusting().with(Chat.class).start()) {
			browser.open("http://localhost:" + server.port() + "/page.html");
			browser.run("""
					start({ device: 'tab', backoff: { base: 1 } });
					record('said', { namespace: 'chat' });
					settle('room', push.join('room'));
					settle('vip', push.join('vip'));
					settle('say', push.request('say', 'hi', { namespace: 'chat' }));
					settle('drop', push.request('drop', 1));
					settle('full', push.request('enter', 'lobby', { namespace: 'chat' }));
					settle('bad', push.request('invite', {}, { namespace: 'chat' }).catch(({ code, data }) =>
						`${code}: ${data.errors[0].pointer} ${data.errors[0].detail}`));
					settle('none', push.request('none'))""");
			awaitAnswers(browser, "room", "nothing", "vip", "true forbidden", "say", "ann said hi", "drop", "dropped",
					"full", "true room-full {\"max\":20}", "bad", "malformed: /user must not be blank", "none",
					"true no-handler");
			assertThat(server.bean(Chat.class).dropped).hasValue(1);
			assertThat(browser.run("return log.states.filter(({ state }) => state === 'open').length")).isEqualTo(2L);
			// The request came back by a new connection, which is a member again.
			server.push().toGroup("room").namespace("chat").send("said", "to the room").join();
			await().until(() -> List.of("to the room").equals(browser.run("return log.messages")));
			browser.run("settle('left', push.leave('room'))");
			awaitAnswers(browser, "left", "nothing");
			assertThat(server.push().group("room").sessions()).isZero();
			try (RawWebSocket phone = server.client().path("/push?user=ann&device=phone").open()) {
				phone.readJson("welcome");
				browser.run("push.read('bob', { namespace: 'chat' })");
				assertThat(phone.readJson("read").path("time").asLong()).isCloseTo(System.currentTimeMillis(),
						within(60_000L));
				phone.sendText("{\"type\":\"read\",\"namespace\":\"chat\",\"conversation\":\"eve\",\"time\":7}");
				await().until(() -> browser
					.run("return log.reads.map((mark) => `${mark.namespace} ${mark.conversation} ${mark.time}`)")
					.equals(List.of("chat eve 7")));
			}
			browser.run("push.close()");
		}
	}

	private static void awaitAnswers(Browser browser, String... answers) {
		await().untilAsserted(() -> {
			@SuppressWarnings("unchecked")
			Map<String, Object> given = (Map<String, Object>) Objects
				.requireNonNull(browser.run("return Object.fromEntries(log.answers)"));
			for (int i = 0; i < answers.length; i += 2) {
				assertThat(given).containsEntry(answers[i], answers[i + 1]);
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Chat {

		private final AtomicInteger dropped = new AtomicInteger();

		private final ObjectProvider<SessionManager> sessions;

		Chat(ObjectProvider<SessionManager> sessions) {
			this.sessions = sessions;
		}

		@Bean
		GroupAuthorizer groupAuthorizer() {
			return (session, group) -> group.equals("room");
		}

		@PushListener(namespace = "chat", event = "say")
		String say(String line, PushSession session) {
			return session.user() + " said " + line;
		}

		@PushListener(namespace = "chat", event = "enter")
		void enter(String room) {
			throw new PushRequestException("room-full", "No place is left", Map.of("max", 20));
		}

		@PushListener(namespace = "chat", event = "invite")
		void invite(@Valid Invitation invitation) {
		}

		/**
		 * Answers when the connection by which it was asked is no more.
		 */
		@PushListener(event = "drop")
		String drop(int number, PushSession session) {
			this.dropped.addAndGet(number);
			SessionManager sessions = this.sessions.getObject();
			sessions.close(Objects.requireNonNull(sessions.find(session.id())), CloseReason.HEARTBEAT_TIMEOUT);
			return "dropped";
		}

		@Bean
		RouterFunction<ServerResponse> page() throws IOException {
			String page = new ClassPathResource("client/page.html").getContentAsString(StandardCharsets.UTF_8)
				.replace("'/client.js'", "'/push/client.js'")
				.replace("connect('/push'", "connect('/push?user=ann'");
			return RouterFunctions.route()
				.GET("/page.html", (request) -> ServerResponse.ok().contentType(MediaType.TEXT_HTML).body(page))
				.build();
		}

	}

	record Invitation(@NotBlank String user) {

	}

}
