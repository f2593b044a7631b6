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

package io.pushgate.transport.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.pushgate.api.ApiAuthenticator;
import io.pushgate.api.ApiCaller;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * HTTP on the Netty port, as the wire has it.
 */
class NettyHttpTests {

	private static final String BODY = "{\"to\":{\"all\":true},\"event\":\"x\"}";

	private static PushServer server;

	@BeforeAll
	static void start() {
		server = ApiClient.server(Container.NETTY)
			.property("push.netty.handshake-timeout", "1s")
			.property("push.api.max-body", "64KB")
			.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void answersRequestAfterRequestOnOneConnection() throws IOException {
		try (Client client = new Client()) {
			for (int i = 0; i < 20; i++) {
				client.send(post("/messages", "{\"to\":{\"all\":true},\"event\":\"x\",\"id\":\"k-" + i + "\"}"));
				Answer answer = client.read();
				assertThat(answer.head()).startsWith("HTTP/1.1 202 ").doesNotContainIgnoringCase("connection: close");
				assertThat(answer.body()).isEqualTo("{\"id\":\"k-" + i + "\",\"sessions\":0}");
				client.send(get("/stats"));
				assertThat(client.read().body()).contains("\"connections\"");
			}
		}
	}

	@Test
	void answersWhatIsSentAheadInItsOrder() throws IOException {
		try (Client client = new Client()) {
			StringBuilder requests = new StringBuilder();
			for (int i = 0; i < 200; i++) {
				requests.append(post("/messages", "{\"to\":{\"all\":true},\"event\":\"x\",\"id\":\"p-" + i + "\"}"));
				// Answered by another thread.
				requests.append(get("/users?user=u" + i));
			}
			client.send(requests.toString());
			for (int i = 0; i < 200; i++) {
				assertThat(client.read().body()).isEqualTo("{\"id\":\"p-" + i + "\",\"sessions\":0}");
				assertThat(client.read().body()).startsWith("{\"user\":\"u" + i + "\"");
			}
		}
	}

	@Test
	void takesRequestsByteByByte() throws IOException {
		try (Client client = new Client()) {
			for (char c : (post("/messages", BODY) + get("/stats")).toCharArray()) {
				client.send(String.valueOf(c));
			}
			assertThat(client.read().head()).startsWith("HTTP/1.1 202 ");
			assertThat(client.read().head()).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void answersAKnownConnectionAfterAWrongRequest() throws IOException {
		try (Client client = new Client()) {
			client.send(post("/messages", "{}"));
			assertThat(client.read().head()).startsWith("HTTP/1.1 400 ");
			client.send(post("/messages", BODY).replace(ApiClient.KEY, "wrong"));
			assertThat(client.read().head()).startsWith("HTTP/1.1 401 ");
			client.send(post("/nowhere", BODY));
			assertThat(client.read().head()).startsWith("HTTP/1.1 404 ");
			client.send(post("/messages", BODY));
			assertThat(client.read().head()).startsWith("HTTP/1.1 202 ");
		}
	}

	@Test
	void asksForTheBodyThatAClientHoldsBack() throws IOException {
		try (Client client = new Client()) {
			client.send(head("POST", "/messages", "Expect: 100-continue", "Content-Type: application/json",
					"Content-Length: " + BODY.length()));
			assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
			client.send(BODY);
			assertThat(client.read().head()).startsWith("HTTP/1.1 202 ");
		}
	}

	@Test
	void doesNotAskForABodyThatIsRefused() throws IOException {
		try (Client client = new Client()) {
			client.send(head("POST", "/messages", "Expect: 100-continue", "Content-Length: 10").replace(ApiClient.KEY,
					"wrong"));
			assertThat(client.read().head()).startsWith("HTTP/1.1 401 ").containsIgnoringCase("connection: close");
		}
		try (Client client = new Client()) {
			client.send(head("POST", "/messages", "Expect: 100-continue", "Content-Type: application/json",
					"Content-Length: 65537"));
			assertThat(client.read().head()).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
		}
	}

	@Test
	void answersAClientThatIsStillSendingTooMuch() throws IOException {
		try (Client client = new Client()) {
			client.send(head("POST", "/messages", "Content-Type: application/json", "Content-Length: 5000000"));
			client.send("x".repeat(5_000_000));
			assertThat(client.read().head()).startsWith("HTTP/1.1 413 ");
		}
		try (Client client = new Client()) {
			client.send(head("POST", "/messages", "Content-Type: application/json", "Transfer-Encoding: chunked"));
			for (int i = 0; i < 100; i++) {
				client.send("1000\r\n" + "x".repeat(4096) + "\r\n");
			}
			assertThat(client.read().head()).startsWith("HTTP/1.1 413 ");
		}
	}

	@Test
	void takesABodyInChunks() throws IOException {
		try (Client client = new Client()) {
			client.send(head("POST", "/messages", "Content-Type: application/json", "Transfer-Encoding: chunked"));
			client.send("5\r\n" + BODY.substring(0, 5) + "\r\n");
			client.send(Integer.toHexString(BODY.length() - 5) + "\r\n" + BODY.substring(5) + "\r\n0\r\n\r\n");
			// What follows is not looked at: a proxy may see another end than we do.
			client.send(get("/stats"));
			assertThat(client.read().head()).startsWith("HTTP/1.1 202 ").containsIgnoringCase("connection: close");
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	@Test
	void givesUpOnABodyThatDoesNotCome() throws IOException {
		try (Client client = new Client()) {
			client.send(post("/messages", BODY));
			client.read();
			client.send(head("POST", "/messages", "Content-Type: application/json", "Content-Length: 100") + "{");
			Answer answer = client.read();
			assertThat(answer.head()).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
			assertThat(answer.body()).contains("urn:pushgate:problem:timeout");
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nContent-Length: 5",
			"Content-Length: -1", "Content-Length: 0x5", "Transfer-Encoding: gzip, chunked",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Host: other", "Transfer-Encoding : chunked",
			"Content-Length: 5, 5" })
	void refusesWhatAProxyMayReadInAnotherWay(String header) throws IOException {
		try (Client client = new Client()) {
			client.send(head("POST", "/messages", "Content-Type: application/json", header) + "12345");
			String answer = client.readToEnd();
			assertThat(answer).startsWith("HTTP/1.1 40");
			assertThat(answer).doesNotContainPattern("(?s).HTTP/1.1 [0-9]");
		}
	}

	@Test
	void refusesARequestWithoutAHost() throws IOException {
		try (Client client = new Client()) {
			client.send("GET /push/api/v1/openapi.json HTTP/1.1\r\n\r\n");
			assertThat(client.read().head()).startsWith("HTTP/1.1 400 ");
		}
	}

	@Test
	void closesAfterTheAnswerWhereTheClientWantsThat() throws IOException {
		try (Client client = new Client()) {
			client.send(head("GET", "/stats", "Connection: close"));
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("connection: close");
		}
		try (Client client = new Client()) {
			client.send(head("GET", "/stats").replace("HTTP/1.1", "HTTP/1.0"));
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("connection: close");
		}
	}

	@Test
	void leavesTheOtherPathsOfThePortAsTheyAre() throws IOException {
		try (Client client = new Client()) {
			client.send("GET /elsewhere HTTP/1.1\r\nHost: h\r\n\r\n");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 404 ");
		}
		try (Client client = new Client(); RawWebSocket ann = server.connect("ann")) {
			client.send("GET /push/client.js HTTP/1.1\r\nHost: h\r\n\r\n");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ");
			client.close();
			server.push().toUser("ann").send("x", 1);
			assertThat(ann.readJson().path("event").asString()).isEqualTo("x");
		}
		try (Client client = new Client()) {
			client.send(get("/stats") + "GET /elsewhere HTTP/1.1\r\nHost: h\r\n\r\n");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 404 ");
		}
	}

	@Test
	void anAuthenticatorThatWaitsHoldsNobodyUp() throws IOException {
		try (PushServer slow = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.api.enabled", true)
			.property("push.netty.workers", 1)
			.with(Waiting.class)
			.start(); RawWebSocket ann = slow.connect("ann"); Client client = new Client(slow.port())) {
			client.send(post("/messages", BODY) + get("/stats"));
			slow.push().toUser("ann").send("meanwhile", 1);
			assertThat(ann.readJson().path("event").asString()).isEqualTo("meanwhile");
			slow.bean(Waiting.class).latch.countDown();
			assertThat(client.read().head()).startsWith("HTTP/1.1 202 ");
			assertThat(client.read().head()).startsWith("HTTP/1.1 200 ");
			assertThat(ann.readJson().path("event").asString()).isEqualTo("x");
		}
	}

	@Test
	void answersWhatIsUnderWayBeforeItStops() throws IOException {
		PushServer slow = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.api.enabled", true)
			.with(Waiting.class)
			.start();
		Waiting waiting = slow.bean(Waiting.class);
		int port = slow.port();
		try (Client client = new Client(port); Client late = new Client(port)) {
			client.send(get("/stats"));
			await().until(() -> waiting.begun.getCount() == 0);
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(slow::close);
			await().until(() -> !isOpen(port));
			late.send(get("/stats"));
			assertThat(late.readToEnd()).startsWith("HTTP/1.1 503 ");
			waiting.latch.countDown();
			assertThat(client.read().head()).startsWith("HTTP/1.1 200 ");
			stopping.join();
		}
	}

	private static boolean isOpen(int port) {
		try (Client client = new Client(port)) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String head(String method, String call, String... headers) {
		StringBuilder head = new StringBuilder(method).append(" /push/api/v1").append(call).append(" HTTP/1.1\r\n");
		head.append("Host: localhost\r\nAuthorization: Bearer ").append(ApiClient.KEY).append("\r\n");
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		return head.append("\r\n").toString();
	}

	private static String get(String call) {
		return head("GET", call);
	}

	private static String post(String call, String body) {
		return head("POST", call, "Content-Type: application/json", "Content-Length: " + body.length()) + body;
	}

	@Configuration(proxyBeanMethods = false)
	static class Waiting {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch latch = new CountDownLatch(1);

		@Bean
		ApiAuthenticator authenticator() {
			return (call) -> {
				this.begun.countDown();
				try {
					this.latch.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return new ApiCaller("default");
			};
		}

	}

	private record Answer(String head, String body) {

	}

	private static final class Client implements AutoCloseable {

		private final Socket socket;

		private final InputStream in;

		Client() throws IOException {
			this(server.port());
		}

		Client(int port) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
			this.socket.setTcpNoDelay(true);
			this.in = this.socket.getInputStream();
		}

		void send(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		String readHead() throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int read = this.in.read();
				if (read == -1) {
					throw new IOException("Closed after: " + head);
				}
				head.write(read);
			}
			return head.toString(StandardCharsets.ISO_8859_1);
		}

		Answer read() throws IOException {
			String head = readHead();
			String lower = head.toLowerCase(Locale.ROOT);
			int start = lower.indexOf("content-length: ") + "content-length: ".length();
			int length = Integer.parseInt(lower.substring(start, lower.indexOf('\r', start)));
			return new Answer(head, new String(this.in.readNBytes(length), StandardCharsets.UTF_8));
		}

		String readToEnd() throws IOException {
			return new String(this.in.readAllBytes(), StandardCharsets.UTF_8);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
