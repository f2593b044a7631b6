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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.pushgate.gateway.GatewayStatistics;
import io.pushgate.gateway.HandshakeOutcome;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * The port of the Netty transport, and what is sent to it that is no handshake.
 */
class NettyTransportTests {

	private static PushServer server;

	@BeforeAll
	static void start() {
		server = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.netty.handshake-timeout", "500ms")
			.property("push.netty.trusted-proxies", "127.0.0.0/8")
			.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void talksToTheKernelInEachWay(NettyIo io) {
		assumeThat(io != NettyIo.EPOLL || Epoll.isAvailable()).as("epoll is available").isTrue();
		assumeThat(io != NettyIo.IO_URING || IoUring.isAvailable()).as("io_uring is available").isTrue();
		try (PushServer other = PushServer.on(Container.NETTY).trusting().property("push.netty.io", io).start();
				RawWebSocket client = other.connect("ann")) {
			for (int i = 0; i < 100; i++) {
				other.push().toAll().send("n", i);
				assertThat(client.readJson().path("data").asInt()).isEqualTo(i);
			}
		}
	}

	@Test
	@ExpectErrors("APPLICATION FAILED TO START")
	void saysWhatToDoAboutAPortThatIsTaken(LoggedErrors errors) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
			assertThatException().isThrownBy(
					() -> PushServer.on(Container.NETTY).property("push.endpoint.port", taken.getLocalPort()).start());
			assertThat(errors.text()).contains("The push endpoint cannot listen on port " + taken.getLocalPort() + ".")
				.contains("Stop what listens on that port, or set 'push.endpoint.port' to another one; 0 takes any "
						+ "free one.");
		}
	}

	@Test
	@ExpectErrors("APPLICATION FAILED TO START")
	void saysWhatToDoAboutAnAddressThatIsNotOfThisMachine(LoggedErrors errors) {
		assertThatException()
			.isThrownBy(() -> PushServer.on(Container.NETTY).property("push.netty.address", "203.0.113.1").start());
		assertThat(errors.text())
			.containsPattern("The push endpoint cannot listen on port 0: .*assign requested address.*\\.\\R")
			.contains("Set 'push.endpoint.port' and 'push.netty.address' to what this machine lets the application "
					+ "listen on.");
	}

	@Test
	void keepsAnApplicationAliveThatHasNoOtherServer() {
		assertThat(Thread.getAllStackTraces().keySet())
			.anyMatch((thread) -> thread.getName().equals("push-netty-alive") && !thread.isDaemon());
	}

	@Test
	void endsTheThreadThatKeptItAlive() {
		PushServer other = PushServer.on(Container.NETTY).start();
		long before = aliveThreads();
		other.close();
		await().untilAsserted(() -> assertThat(aliveThreads()).isLessThan(before));
	}

	private static long aliveThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("push-netty-alive"))
			.count();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "Transfer-Encoding: chunked", "Content-Length: 5", "Content-Length: 0\r\nContent-Length: 0",
					"Content-Length: 0\r\nContent-Length: 7", "Content-Length: 3\r\nTransfer-Encoding: chunked",
					"Host: other.example", "Transfer-Encoding: xchunked", "Content-Length: +0" })
	void refusesRequestsThatAProxyMightReadOtherwise(String header) {
		double before = badRequests();
		assertThat(RawHttp.exchange(server.port(), RawHttp.upgrade("Host: localhost", header)))
			.startsWith("HTTP/1.1 400 ");
		assertThat(badRequests()).isEqualTo(before + 1);
	}

	@Test
	void refusesARequestWithoutAHost() {
		assertThat(RawHttp.exchange(server.port(), RawHttp.upgrade())).startsWith("HTTP/1.1 400 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0016\u0003\u0001\u0002\u0000\r\n\r\n", "HELLO\r\n\r\n", "GET /push HTTP/9.9\r\n\r\n",
			"GET /push HTTP/1.1\r\nHost : x\r\n\r\n", "GET /push HTTP/1.1\r\nHo\u0000st: x\r\n\r\n" })
	void refusesWhatIsNoHttp(String garbage) {
		double before = badRequests();
		assertThat(RawHttp.exchange(server.port(), garbage)).startsWith("HTTP/1.1 400 ");
		assertThat(badRequests()).isEqualTo(before + 1);
	}

	@Test
	void refusesHeadersThatAreTooLarge() {
		String[] headers = new String[100];
		Arrays.fill(headers, "X-Filler: " + "x".repeat(200));
		headers[0] = "Host: localhost";
		assertThat(RawHttp.exchange(server.port(), RawHttp.upgrade(headers))).startsWith("HTTP/1.1 431 ");
	}

	@Test
	void refusesARequestLineThatIsTooLong() {
		String request = "GET /push?" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
		assertThat(RawHttp.exchange(server.port(), request)).startsWith("HTTP/1.1 414 ");
	}

	@Test
	void refusesOtherMethodsAndPaths() {
		assertThat(RawHttp.exchange(server.port(), RawHttp.upgrade("Host: x").replace("GET", "POST")))
			.startsWith("HTTP/1.1 400 ");
		assertThat(RawHttp.exchange(server.port(), RawHttp.upgrade("Host: x").replace("/push", "/other")))
			.startsWith("HTTP/1.1 404 ");
	}

	@Test
	void endsARequestThatTakesTooLong() {
		double before = badRequests();
		assertThat(RawHttp.exchange(server.port(), "GET /push HTTP/1.1\r\nHost: ")).startsWith("HTTP/1.1 408 ");
		assertThat(RawHttp.exchange(server.port(), "")).startsWith("HTTP/1.1 408 ");
		assertThat(badRequests()).isEqualTo(before + 2);
	}

	@Test
	void losesNothingThatAClientSendsRightBehindItsRequest() {
		String frame = "{\"type\":\"ping\"}";
		StringBuilder masked = new StringBuilder("\u0081" + (char) (0x80 | frame.length()) + "\0\0\0\0" + frame);
		String request = RawHttp.upgrade("Host: localhost") + masked + "\u0088\u0080\0\0\0\0";
		assertThat(RawHttp.exchange(server.port(), request)).contains("HTTP/1.1 101 ")
			.contains("\"type\":\"welcome\"")
			.contains("\"type\":\"pong\"");
	}

	@Test
	void takesTheWordOfTrustedProxiesOnly() {
		RawWebSocket.Builder client = server.client()
			.user("ann")
			.header("Origin", "https://app.example.com")
			.header("X-Forwarded-Host", "app.example.com")
			.header("X-Forwarded-Proto", "https");
		client.open().close();
		try (PushServer other = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.netty.trusted-proxies", "10.0.0.0/8,192.168.1.1")
			.start()) {
			Response response = other.client()
				.user("ann")
				.header("Origin", "https://app.example.com")
				.header("X-Forwarded-Host", "app.example.com")
				.header("X-Forwarded-Proto", "https")
				.refused();
			assertThat(response.status()).isEqualTo(403);
		}
	}

	@Test
	void refusesAPageWithoutTlsWhereAProxyTellsThatTheEndpointHasIt() {
		Response response = server.client()
			.user("ann")
			.header("Origin", "http://localhost:" + server.port())
			.header("X-Forwarded-Proto", "https")
			.refused();
		assertThat(response.status()).isEqualTo(403);
	}

	@Test
	void readsTheProxyProtocol() {
		try (PushServer other = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.netty.trusted-proxies", "127.0.0.1")
			.property("push.netty.proxy-protocol", true)
			.start()) {
			try (RawWebSocket client = other.client()
				.user("ann")
				.preamble("PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n")
				.open()) {
				assertThat(client.readJson().path("user").asString()).isEqualTo("ann");
			}
		}
	}

	@Test
	void lingersForAClientThatDoesNotAnswerTheCloseAndThenCutsIt() {
		try (RawWebSocket client = server.connect("silent")) {
			server.push().disconnectUser("silent");
			assertThat(client.readJson().path("code").asInt()).isEqualTo(4002);
			assertThat(client.readFrame().closeCode()).isEqualTo(4002);
			assertThat(client.readFrame().opcode()).isEqualTo(-1);
		}
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(server.gateway().connectionCount()).isZero());
	}

	private static double badRequests() {
		return server.bean(GatewayStatistics.class).handshakeCount(HandshakeOutcome.BAD_REQUEST);
	}

}
