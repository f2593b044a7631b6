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
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that a proxy keeps, and over which it sends what whoever comes next asks
 * for: a call of the HTTP push API, a file, a handshake.
 */
@ParameterizedClass
@ValueSource(strings = { "push.auth.insecure-user-parameter=true", "push.auth.jwt.jwk-set-uri=http://127.0.0.1:1/" })
class KeptConnectionTests {

	private static final String HANDSHAKE = """
			GET /push?user=ann HTTP/1.1\r
			Host: localhost\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Version: 13\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			\r
			""";

	// With the second one, handshakes are judged on another thread.
	@Parameter
	String property;

	private static PushServer server;

	private static boolean letsIn;

	@BeforeParameterizedClassInvocation
	static void start(String property) {
		int equals = property.indexOf('=');
		letsIn = property.contains("insecure");
		server = PushServer.on(Container.NETTY)
			.property(property.substring(0, equals), property.substring(equals + 1))
			.property("push.api.enabled", true)
			.property("push.api.keys.default", ApiClient.sha256(ApiClient.KEY))
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void becomesAWebSocketAfterCallsOfTheApi() throws IOException {
		try (Connection connection = new Connection()) {
			for (int i = 0; i < 3; i++) {
				connection.send(get("/push/api/v1/stats"));
				assertThat(connection.read().status()).isEqualTo(200);
			}
			connection.send(HANDSHAKE);
			Answer answer = connection.read();
			if (!letsIn) {
				assertThat(answer.status()).isEqualTo(401);
				assertThat(connection.isClosed()).isTrue();
				return;
			}
			assertThat(answer.status()).isEqualTo(101);
			assertThat(connection.frame()).contains("\"type\":\"welcome\"", "\"user\":\"ann\"");
			connection.text("{\"type\":\"ping\",\"time\":1}");
			assertThat(connection.frame()).contains("\"type\":\"pong\"");
			server.push().toUser("ann").send("hi", "x".repeat(1000));
			assertThat(connection.frame()).contains("x".repeat(1000));
		}
	}

	@Test
	void getsAFileAfterACallOfTheApi() throws IOException {
		try (Connection connection = new Connection()) {
			connection.send(get("/push/api/v1/stats"));
			assertThat(connection.read().status()).isEqualTo(200);
			connection.send(get("/push/client.js"));
			Answer answer = connection.read();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).contains("export");
			assertThat(connection.isClosed()).isTrue();
		}
	}

	@Test
	void findsNothingAfterACallOfTheApiWhereNothingIs() throws IOException {
		for (String path : List.of("/nothing", "/push", "/")) {
			try (Connection connection = new Connection()) {
				connection.send(get("/push/api/v1/stats"));
				assertThat(connection.read().status()).isEqualTo(200);
				connection.send(get(path));
				assertThat(connection.read().status()).isEqualTo(404);
				assertThat(connection.isClosed()).isTrue();
			}
		}
	}

	@Test
	void takesNoHandshakeThatIsFollowedBySomething() throws IOException {
		for (String more : List.of(get("/push/api/v1/stats"), "GET /pu", HANDSHAKE, "x")) {
			try (Connection connection = new Connection()) {
				connection.send(get("/push/api/v1/stats"));
				assertThat(connection.read().status()).isEqualTo(200);
				connection.send(HANDSHAKE + more);
				assertThat(connection.read().status()).isEqualTo(400);
				assertThat(connection.isClosed()).isTrue();
			}
		}
	}

	@Test
	void takesNoHandshakeWithABody() throws IOException {
		try (Connection connection = new Connection()) {
			connection.send(get("/push/api/v1/stats"));
			assertThat(connection.read().status()).isEqualTo(200);
			connection.send(HANDSHAKE.replace("Host: localhost", "Host: localhost\r\nContent-Length: 5") + "hello");
			assertThat(connection.read().status()).isEqualTo(400);
			assertThat(connection.isClosed()).isTrue();
		}
	}

	@Test
	void answersPipelinedCallsInTheirOrder() throws IOException {
		try (Connection connection = new Connection()) {
			connection.send(get("/push/api/v1/stats") + get("/push/api/v1/users?user=a") + get("/push/api/v1/stats"));
			List<String> bodies = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				bodies.add(connection.read().body());
			}
			assertThat(bodies.get(0)).contains("connections");
			assertThat(bodies.get(1)).contains("online");
			assertThat(bodies.get(2)).contains("connections");
		}
	}

	private static String get(String path) {
		return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ApiClient.KEY + "\r\n\r\n";
	}

	private record Answer(int status, String body) {

	}

	private static final class Connection implements AutoCloseable {

		private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());

		private final DataInputStream in;

		Connection() throws IOException {
			this.socket.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
			this.in = new DataInputStream(this.socket.getInputStream());
		}

		void send(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		Answer read() throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				head.write(this.in.readUnsignedByte());
			}
			String text = head.toString(StandardCharsets.ISO_8859_1);
			int length = 0;
			for (String line : text.split("\r\n")) {
				if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
					length = Integer.parseInt(line.substring(15).trim());
				}
			}
			return new Answer(Integer.parseInt(text.split(" ")[1]),
					new String(this.in.readNBytes(length), StandardCharsets.UTF_8));
		}

		void text(String text) throws IOException {
			byte[] payload = text.getBytes(StandardCharsets.UTF_8);
			ByteArrayOutputStream frame = new ByteArrayOutputStream();
			frame.write(0x81);
			frame.write(0x80 | payload.length);
			frame.writeBytes(new byte[4]);
			frame.writeBytes(payload);
			this.socket.getOutputStream().write(frame.toByteArray());
		}

		String frame() throws IOException {
			this.in.readUnsignedByte();
			int length = this.in.readUnsignedByte();
			length = (length == 126) ? this.in.readUnsignedShort() : length;
			return new String(this.in.readNBytes(length), StandardCharsets.UTF_8);
		}

		boolean isClosed() throws IOException {
			return ((InputStream) this.in).read() == -1;
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
