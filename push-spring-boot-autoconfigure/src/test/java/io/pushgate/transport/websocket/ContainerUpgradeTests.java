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

package io.pushgate.transport.websocket;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Frame;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.websocket.jetty.JettyConnection;
import jakarta.servlet.ServletContext;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which interface of a container a connection goes through, and what is the same for all.
 */
class ContainerUpgradeTests {

	@Test
	void goesThroughTheContainersOwnInterfaceWhereThereIsOne() {
		assertThat(connectionOn(Container.JETTY)).isInstanceOf(JettyConnection.class);
		assertThat(connectionOn(Container.TOMCAT)).isInstanceOf(JakartaConnection.class);
	}

	@Test
	void goesThroughJakartaWebSocketOnAJettyThatIsNotSetUpForItsOwn() {
		try (PushServer server = PushServer.on(Container.JETTY).trusting().start()) {
			server.bean(ServletContext.class)
				.removeAttribute(JettyWebSocketServerContainer.JETTY_WEBSOCKET_CONTAINER_ATTRIBUTE);
			try (RawWebSocket client = server.connect("ann")) {
				client.sendText("{\"type\":\"ping\"}");
				client.readJson("pong");
				assertThat(connection(server)).isInstanceOf(JakartaConnection.class);
				server.push().disconnectUser("ann");
				assertThat(client.readUntilClosed()).isEqualTo(4002);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	@ExpectErrors("Closing (Jetty|Jakarta)Connection")
	void saysNothingToTheClientOfAnUnexpectedFailure(Container container) {
		try (PushServer server = PushServer.on(container).with(Failing.class).start()) {
			Failing failing = server.bean(Failing.class);
			try (RawWebSocket client = server.client().path("/push?x=open").open()) {
				assertThat(closeOf(client)).isEqualTo("1011 server error");
			}
			try (RawWebSocket client = server.client().path("/push").open()) {
				client.sendText("hello");
				assertThat(closeOf(client)).isEqualTo("1011 server error");
			}
			await().untilAsserted(() -> assertThat(failing.closed).containsExactly(1011, 1011));
		}
	}

	private static String closeOf(RawWebSocket client) {
		Frame frame = client.read();
		return frame.closeCode() + " " + frame.text().substring(2);
	}

	private static Connection connectionOn(Container container) {
		try (PushServer server = PushServer.on(container).trusting().start();
				RawWebSocket client = server.connect("ann")) {
			return connection(server);
		}
	}

	private static Connection connection(PushServer server) {
		return server.sessions().sessions().iterator().next().connection();
	}

	static class Failing implements ConnectionHandler {

		private final List<Integer> closed = new CopyOnWriteArrayList<>();

		@Override
		public HandshakeResult handshake(HandshakeRequest request) {
			return new HandshakeResult.Accepted(null, "open".equals(request.parameter("x")));
		}

		@Override
		public void opened(Connection connection, Object attachment) {
			if (Boolean.TRUE.equals(attachment)) {
				throw new IllegalStateException("A secret");
			}
		}

		@Override
		public void text(Connection connection, String text) {
			throw new IllegalStateException("A secret");
		}

		@Override
		public void binary(Connection connection, ByteBuffer bytes) {
			throw new IllegalStateException("A secret");
		}

		@Override
		public void closed(Connection connection, CloseReason reason) {
			this.closed.add(reason.code());
		}

	}

}
