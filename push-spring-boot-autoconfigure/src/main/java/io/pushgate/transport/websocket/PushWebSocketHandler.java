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

import java.util.Map;

import io.pushgate.transport.CloseReason;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * Hands what spring-websocket delivers to the {@link JakartaConnection}.
 */
final class PushWebSocketHandler implements WebSocketHandler {

	/**
	 * Handshake attribute that holds the attachment of the accepted handshake.
	 */
	static final String ATTACHMENT = PushWebSocketHandler.class.getName() + ".ATTACHMENT";

	static final String CONNECTION = PushWebSocketHandler.class.getName() + ".CONNECTION";

	/**
	 * Tomcat's name for how long a close frame with any code but 1000 may take.
	 */
	static final String CLOSE_SEND_TIMEOUT = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

	/**
	 * Tomcat's names for how long its blocking pongs, pings and closes may take, and how
	 * long it waits for the client's close frame: 20 s, 50 ms and 30 s where nothing is
	 * said. A client that pings and does not read holds a thread for as long as a pong
	 * may take, and is closed then. See the "Apache Tomcat WebSocket How-To".
	 */
	private static final Map<String, Object> TIMEOUTS = Map.of("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT",
			1000L, CLOSE_SEND_TIMEOUT, 1000L, "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT",
			ServletTransport.CLOSE_TIMEOUT);

	private static final Log logger = LogFactory.getLog(PushWebSocketHandler.class);

	private final ServletTransport transport;

	PushWebSocketHandler(ServletTransport transport) {
		this.transport = transport;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		Session nativeSession = ((NativeWebSocketSession) session).getNativeSession(Session.class);
		Assert.state(nativeSession != null, "The servlet container must support Jakarta WebSocket");
		// Silence is judged by the heartbeats; Jetty would end a connection after 30 s.
		nativeSession.setMaxIdleTimeout(0);
		nativeSession.getUserProperties().putAll(TIMEOUTS);
		JakartaConnection connection = new JakartaConnection(session, nativeSession, this.transport);
		Object attachment = session.getAttributes().remove(ATTACHMENT);
		session.getAttributes().put(CONNECTION, connection);
		Assert.state(attachment != null, "The handshake must have been accepted by HandshakeAdapter");
		connection.opened(attachment);
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		JakartaConnection connection = connection(session);
		if (message instanceof TextMessage text) {
			connection.text(text.getPayload(), text.isLast());
		}
		else if (message instanceof BinaryMessage binary) {
			connection.binary(binary.getPayload(), binary.isLast());
		}
		else if (message instanceof PongMessage) {
			connection.controlFrame();
		}
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		// Mobile clients vanish all the time; afterConnectionClosed follows.
		logger.debug("Transport error", exception);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		Object connection = session.getAttributes().get(CONNECTION);
		if (connection != null) {
			((JakartaConnection) connection).ended(new CloseReason(status.getCode(), reason(status)));
		}
	}

	private static String reason(CloseStatus status) {
		return (status.getReason() != null) ? status.getReason() : "";
	}

	private static JakartaConnection connection(WebSocketSession session) {
		Object connection = session.getAttributes().get(CONNECTION);
		Assert.state(connection != null, "The connection must have been opened");
		return (JakartaConnection) connection;
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

}
