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

package io.pushgate.transport.websocket.tomcat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.gateway.GatewayStatistics;
import io.pushgate.gateway.HandshakeOutcome;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who comes to a Tomcat that is out of connections is answered or refused, and never left
 * to wait.
 */
class ConnectionLimitTests {

	private static final int MAX = 8;

	private static final int ACCEPT_COUNT = 40;

	private final List<AutoCloseable> clients = new ArrayList<>();

	private final PushServer server = PushServer.on(Container.TOMCAT)
		.trusting()
		.property("server.tomcat.max-connections", MAX)
		.property("server.tomcat.accept-count", ACCEPT_COUNT)
		.start();

	@AfterEach
	void close() throws Exception {
		leave(this.clients.size());
		this.server.close();
	}

	@Test
	void refusesHandshakesWhileThereIsRoomForPlainHttp() throws IOException {
		Response refusal = fillWithWebSockets();
		assertThat(refusal.status()).isEqualTo(503);
		assertThat(refusal.header("Retry-After")).matches("[1-9][0-9]*");
		assertThat(refusal.header("Connection")).isEqualTo("close");
		assertThat(this.clients).hasSizeBetween(MAX - 3, MAX - 1);
		// Whether the thread that accepts counts itself already is a matter of luck, so
		// one more may get in.
		int refused = 0;
		for (int i = 0; i < 50; i++) {
			RawWebSocket late = this.server.client().user("late-" + i).connect();
			assertThat(late.response().status()).isIn(101, 503);
			if (late.response().status() == 503) {
				refused++;
				late.close();
			}
			else {
				this.clients.add(late);
			}
			assertThat(http().status()).isEqualTo(404);
		}
		assertThat(refused).isGreaterThan(45);
		assertThat(this.server.bean(GatewayStatistics.class).handshakeCount(HandshakeOutcome.OVER_CAPACITY))
			.isEqualTo(refused + 1L);
		this.server.push().toAll().send("x", 1);
		for (AutoCloseable client : this.clients) {
			if (client instanceof RawWebSocket webSocket) {
				assertThat(webSocket.readJson("message").path("event").asString()).isEqualTo("x");
			}
		}
	}

	@Test
	void refusesHandshakesWhereIdlePlainHttpTakesTheConnections() throws Exception {
		for (int i = 0; i < MAX - 1; i++) {
			assertThat(http().status()).isEqualTo(404);
		}
		assertThat(this.server.client().user("ann").refused().status()).isEqualTo(503);
		leave(3);
		await().untilAsserted(() -> this.server.connect("ann").close());
	}

	@Test
	void answersPlainHttpOverTheLimitButDoesNotKeepItAlive() throws IOException {
		int kept = 0;
		for (int i = 0; i < 5 * MAX; i++) {
			Http client = http();
			assertThat(client.status()).isEqualTo(404);
			if (client.isKept()) {
				kept++;
			}
			else {
				assertThat(client.isClosed()).isTrue();
			}
		}
		assertThat(kept).isBetween(MAX - 2, MAX + 1);
	}

	@Test
	void closesAtOnceWhatIsOverAllLimits() throws Exception {
		for (int i = 0; i < MAX + ACCEPT_COUNT; i++) {
			http();
		}
		for (int i = 0; i < 20; i++) {
			assertThat(http().isClosed()).isTrue();
		}
		leave(MAX + ACCEPT_COUNT);
		await().untilAsserted(() -> this.server.connect("ann").close());
	}

	@Test
	void recoversFromManyWhoCameAtOnce() throws Exception {
		for (int i = 0; i < 3; i++) {
			await().untilAsserted(() -> this.server.connect("ann").close());
			fillWithWebSockets();
			for (int j = 0; j < 10; j++) {
				http();
			}
			leave(this.clients.size());
			await().untilAsserted(() -> assertThat(this.server.gateway().connectionCount()).isZero());
		}
	}

	private Response fillWithWebSockets() {
		for (int i = 0; i <= MAX; i++) {
			RawWebSocket client = this.server.client().user("user-" + i).connect();
			if (client.response().status() != 101) {
				client.close();
				return client.response();
			}
			this.clients.add(client);
		}
		throw new AssertionError("Nobody was refused");
	}

	private void leave(int count) throws Exception {
		for (int i = 0; i < count; i++) {
			this.clients.remove(0).close();
		}
	}

	private Http http() throws IOException {
		Http http = new Http(this.server.port());
		this.clients.add(http);
		return http;
	}

	/**
	 * A connection of plain HTTP that stays.
	 */
	private static final class Http implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader in;

		private boolean kept = true;

		private Http(int port) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
			this.in = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
		}

		private int status() throws IOException {
			this.socket.getOutputStream()
				.write("HEAD /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			String status = this.in.readLine();
			assertThat(status).as("status line").isNotNull();
			for (String line = this.in.readLine(); line != null && !line.isEmpty(); line = this.in.readLine()) {
				if (line.equals("Connection: close")) {
					this.kept = false;
				}
			}
			return Integer.parseInt(status.split(" ")[1]);
		}

		private boolean isKept() {
			return this.kept;
		}

		private boolean isClosed() throws IOException {
			try {
				return this.in.read() == -1;
			}
			catch (SocketException ex) {
				return true;
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
