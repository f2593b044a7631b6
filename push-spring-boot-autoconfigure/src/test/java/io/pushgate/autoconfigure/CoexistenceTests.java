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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Executor;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint and what else an application does with WebSockets and threads leave each
 * other alone.
 */
class CoexistenceTests {

	/**
	 * What Tomcat takes as a whole out of the box.
	 */
	private static final String EIGHT_KB = "x".repeat(8192);

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void worksBesideTheApplicationsWebSocketHandler(Container container) {
		try (PushServer server = PushServer.on(container).trusting().with(Echo.class).start();
				RawWebSocket other = server.client().path("/echo").open();
				RawWebSocket client = server.connect("42")) {
			other.sendText(EIGHT_KB);
			assertThat(other.read().text()).isEqualTo(EIGHT_KB);
			other.sendBinary(EIGHT_KB.getBytes());
			assertThat(other.read().text()).isEqualTo(EIGHT_KB);
			assertPushes(server, client);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void worksBesideTheApplicationsMessageBroker(Container container) {
		try (PushServer server = PushServer.on(container).trusting().with(Broker.class).start();
				RawWebSocket other = server.client().path("/stomp").open();
				RawWebSocket client = server.connect("42")) {
			other.sendText(stomp("CONNECT", Map.of("accept-version", "1.2", "host", "localhost"), ""));
			assertThat(other.read().text()).startsWith("CONNECTED");
			other.sendText(stomp("SUBSCRIBE", Map.of("id", "1", "destination", "/topic/echo", "receipt", "r"), ""));
			other.sendText(stomp("SEND", Map.of("destination", "/app/echo"), EIGHT_KB.substring(200)));
			assertThat(other.read().text()).startsWith("MESSAGE").contains(EIGHT_KB.substring(200));
			assertPushes(server, client);
		}
	}

	@Test
	void leavesOtherRequestsOnItsPathToTheApplication() throws Exception {
		try (PushServer server = PushServer.on(Container.TOMCAT).trusting().with(Page.class).start();
				RawWebSocket client = server.connect("42")) {
			assertPushes(server, client);
			assertThat(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/push")).build(),
						HttpResponse.BodyHandlers.ofString())
				.body()).isEqualTo("a page");
		}
	}

	@Test
	void leavesSpringBootsExecutorsAlone() {
		String[] without;
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.with(Scheduling.class)
			.property("push.enabled", false)
			.start()) {
			without = executors(server);
		}
		try (PushServer server = PushServer.on(Container.TOMCAT).with(Scheduling.class).start()) {
			assertThat(executors(server)).containsExactlyInAnyOrder(without)
				.containsExactlyInAnyOrder("applicationTaskExecutor", "taskScheduler");
		}
	}

	private static String[] executors(PushServer server) {
		return server.bean(Beans.class).factory().getBeanNamesForType(Executor.class);
	}

	private static void assertPushes(PushServer server, RawWebSocket client) {
		server.push().toUser("42").send("greeting", EIGHT_KB).join();
		assertThat(client.readJson("message").path("data").asString()).isEqualTo(EIGHT_KB);
	}

	/**
	 * Tomcat and Jetty are both here, and Spring would take Jetty's own API.
	 */
	private static HandshakeHandler handshakeHandler() {
		return new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
	}

	private static String stomp(String command, Map<String, String> headers, String body) {
		StringBuilder frame = new StringBuilder(command).append('\n');
		headers.forEach((name, value) -> frame.append(name).append(':').append(value).append('\n'));
		return frame.append('\n').append(body).append('\0').toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Echo implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new AbstractWebSocketHandler() {

				@Override
				protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
					session.sendMessage(message);
				}

				@Override
				protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
					session.sendMessage(new TextMessage(new String(message.getPayload().array())));
				}

			}, "/echo").setHandshakeHandler(handshakeHandler());
		}

	}

	@Controller
	@EnableWebSocketMessageBroker
	static class Broker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").setHandshakeHandler(handshakeHandler());
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
			registry.setApplicationDestinationPrefixes("/app");
		}

		@MessageMapping("/echo")
		@SendTo("/topic/echo")
		String echo(String text) {
			return text;
		}

	}

	@RestController
	static class Page {

		@GetMapping("/push")
		String page() {
			return "a page";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@Import(Beans.class)
	static class Scheduling {

	}

	record Beans(ListableBeanFactory factory) {

	}

}
