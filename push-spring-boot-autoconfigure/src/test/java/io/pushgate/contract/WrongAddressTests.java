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

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What is said to requests that are no handshakes, or that miss the path.
 */
@ParameterizedClass
@EnumSource
class WrongAddressTests {

	private static final String HANDSHAKE = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

	private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = ApiClient.server(container).start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PUT", "DELETE" })
	void saysThatThereIsOnlyAWebSocket(String method) {
		assertRefused(exchange(method, "/push?user=ann", HANDSHAKE + "Connection: close\r\n"), 404,
				"Nothing is here but a WebSocket at /push");
	}

	@Test
	void saysThatThereIsOnlyAWebSocketWhereTheConnectionIsNotToBeUpgraded() {
		assumeThat(this.container).as("Jetty answers this by itself, with 400").isNotEqualTo(Container.JETTY);
		assertRefused(exchange("GET", "/push?user=ann", HANDSHAKE + "Upgrade: websocket\r\nConnection: keep-alive\r\n"),
				404, "Nothing is here but a WebSocket at /push");
	}

	@Test
	void saysThatThereIsOnlyAWebSocketToARequestWithABody() {
		String body = "Connection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
		assertRefused(exchange("POST", "/push", body), 404, "Nothing is here but a WebSocket at /push");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "POST | 13 | dGhlIHNhbXBsZSBub25jZQ== | 400 | A handshake is a GET of HTTP/1.1",
					"GET | 12 | dGhlIHNhbXBsZSBub25jZQ== | 426 | 'Sec-WebSocket-Version' must be 13",
					"GET | 13 | short | 400 | 'Sec-WebSocket-Key' must be 16 bytes in Base64" })
	void saysWhatIsWrongWithAHandshake(String method, String version, String key, int status, String reason) {
		String answer = exchange(method, "/push?user=ann",
				UPGRADE + "Sec-WebSocket-Version: " + version + "\r\nSec-WebSocket-Key: " + key + "\r\n");
		assertRefused(answer, status, reason);
		if (status == 426) {
			assertThat(answer).containsIgnoringCase("\r\nSec-WebSocket-Version: 13\r\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//push/api/v1/messages", "/pusj/api/v1/messages", "//push" })
	void findsNothingAtAnotherPath(String path) {
		assumeThat(this.container == Container.JETTY && path.startsWith("//"))
			.as("Jetty answers an empty segment by itself, with 400")
			.isFalse();
		String body = "Authorization: Bearer " + ApiClient.KEY + "\r\nConnection: close\r\n"
				+ "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
		String answer = exchange("POST", path, body);
		assertThat(answer).startsWith("HTTP/1.1 404 ");
		if (!this.container.isServlet()) {
			assertRefused(answer, 404, "Nothing is at this path. A WebSocket is at /push");
		}
	}

	@Test
	void leavesThePathToWhateverElseTheApplicationHasThere() {
		assumeThat(this.container.isServlet()).as("the application shares the port").isTrue();
		try (PushServer application = PushServer.on(this.container).trusting().with(Page.class).start()) {
			assertThat(Http.get(application.port(), "/push").body()).isEqualTo("A page of the application");
			application.connect("ann").close();
		}
	}

	private static void assertRefused(String answer, int status, String reason) {
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ").endsWith(reason);
		assertThat(answer.toLowerCase(Locale.ROOT)).contains("\r\ncontent-type: text/plain")
			.contains("\r\ncache-control: no-store");
	}

	/**
	 * Send a request, and read as much as the answer says that it has.
	 */
	private static String exchange(String method, String path, String rest) {
		String head = method + ' ' + path + " HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n" + rest;
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream()
				.write((head.contains("\r\n\r\n") ? head : head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
				.replaceAll("(?s)\r\n\r\n[0-9a-fA-F]+\r\n(.*)\r\n0\r\n\r\n$", "\r\n\r\n$1");
		}
		catch (IOException ex) {
			throw new IllegalStateException("The request failed", ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Page {

		@Bean
		RouterFunction<ServerResponse> page() {
			return RouterFunctions.route()
				.GET("/push", (request) -> ServerResponse.ok().body("A page of the application"))
				.build();
		}

	}

}
