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

package io.pushgate.transport.websocket.jetty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.pushgate.session.ChannelSession;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Frame;
import io.pushgate.testsupport.Tokens;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.OutboundFrame;
import jakarta.servlet.ServletContext;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.UpgradeRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Connections of Jetty, through its own API.
 */
class JettyConnectionTests {

	private final PushServer server = PushServer.on(Container.JETTY)
		.property("push.auth.jwt.secret", Tokens.SECRET)
		.trusting()
		.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void keepsNoTokenAndNoHeaderThatIsNotNeeded() {
		String token = Tokens.of("carl");
		try (RawWebSocket client = this.server.client()
			.path("/push?device=phone&token=" + token)
			.subprotocols("push.v1.msgpack, bearer." + token)
			.header("Cookie", "JSESSIONID=0123456789")
			.header("Sec-WebSocket-Extensions", "permessage-deflate")
			.open()) {
			assertThat(client.response().header("Sec-WebSocket-Protocol")).isEqualTo("push.v1.msgpack");
			assertThat(client.response().header("Sec-WebSocket-Extensions")).isNull();
			client.read();
			UpgradeRequest kept = session().getUpgradeRequest();
			assertThat(kept.getHeaders().keySet()).containsExactlyInAnyOrder("Connection", "Upgrade",
					"Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol");
			assertThat(kept.getHeader("Sec-WebSocket-Protocol")).isEqualTo("push.v1.msgpack");
			assertThat(kept.getRequestURI()).hasPath("/push").hasNoQuery();
			assertThat(kept.getParameterMap()).isEmpty();
		}
	}

	@Test
	void takesItsPolicyFromNobodyElse() {
		JettyWebSocketServerContainer container = JettyWebSocketServerContainer
			.getContainer(this.server.bean(ServletContext.class));
		container.setIdleTimeout(Duration.ofMillis(300));
		container.setAutoFragment(false);
		container.setMaxFrameSize(100);
		container.setMaxTextMessageSize(100);
		try (RawWebSocket client = this.server.connect("ann")) {
			assertThat(session().getIdleTimeout()).isZero();
			client.sendText("{\"type\":\"ping\",\"x\":\"" + "x".repeat(50_000) + "\"}");
			client.readJson("pong");
			connection().send(OutboundFrame.required(true, "y".repeat(5000).getBytes(StandardCharsets.UTF_8)));
			Frame frame = client.readFrame();
			assertThat(frame.fin()).isTrue();
			assertThat(frame.payload()).hasSize(5000);
		}
	}

	@Test
	void readsTextsThatAreCutWithinACharacter() {
		try (RawWebSocket client = this.server.connect("ann")) {
			byte[] ping = "{\"type\":\"ping\",\"x\":\"\u20ac\"}".getBytes(StandardCharsets.UTF_8);
			for (int i = 0; i < ping.length; i++) {
				client.sendFrame((i == 0) ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, i == ping.length - 1,
						new byte[] { ping[i] });
			}
			client.readJson("pong");
		}
	}

	@Test
	void writesFramesPingsAndTheCloseInTheirOrder() {
		try (RawWebSocket client = this.server.connect("ann")) {
			Connection connection = connection();
			connection.send(frame("1"));
			assertThat(client.readFrame().text()).isEqualTo("1");
			connection.ping();
			assertThat(client.readFrame().opcode()).isEqualTo(RawWebSocket.PING);
			for (int i = 2; i < 1000; i++) {
				connection.send(frame(Integer.toString(i)));
			}
			connection.close(CloseReason.KICKED, frame("farewell"));
			for (int i = 2; i < 1000; i++) {
				assertThat(client.readFrame().text()).isEqualTo(Integer.toString(i));
			}
			assertThat(client.readFrame().text()).isEqualTo("farewell");
			Frame close = client.readFrame();
			assertThat(close.opcode()).isEqualTo(RawWebSocket.CLOSE);
			assertThat(close.closeCode()).isEqualTo(4002);
		}
	}

	@Test
	void endsAConnectionWhoseClientTalksOnAfterTheClose() {
		try (RawWebSocket client = this.server.connect("ann")) {
			connection().close(CloseReason.KICKED, null);
			assertThat(client.readUntilClosed()).isEqualTo(4002);
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThatIllegalStateException().isThrownBy(() -> client.sendText("{}")));
		}
	}

	private static OutboundFrame frame(String text) {
		return OutboundFrame.required(true, text.getBytes(StandardCharsets.UTF_8));
	}

	private Session session() {
		return ((JettyConnection) connection()).session();
	}

	private Connection connection() {
		ChannelSession session = this.server.sessions().sessions().iterator().next();
		return session.connection();
	}

}
