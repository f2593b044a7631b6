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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.OutboundFrame;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * A connection of any container, through Jakarta WebSocket.
 *
 * <p>
 * Messages go through the container's asynchronous remote: spring-websocket sends with
 * the blocking one, which would hold a thread for as long as a client does not read.
 * Pings and the close frame exist in a blocking form only; they are made on the
 * transport's control threads, while nothing else is being written.
 */
final class JakartaConnection extends ServletConnection implements SendHandler {

	private static final Log logger = LogFactory.getLog(JakartaConnection.class);

	private final WebSocketSession session;

	private final Session nativeSession;

	private final RemoteEndpoint.Async remote;

	// Taken while the session is open: Tomcat does not give them away afterwards.
	private final Map<String, Object> userProperties;

	JakartaConnection(WebSocketSession session, Session nativeSession, ServletTransport transport) {
		super(transport);
		this.session = session;
		this.nativeSession = nativeSession;
		this.remote = nativeSession.getAsyncRemote();
		this.userProperties = nativeSession.getUserProperties();
	}

	@Override
	protected void writeFrame(OutboundFrame frame) {
		Completions.collect(() -> {
			if (frame.isText()) {
				this.remote.sendText(frame.asString(), this);
			}
			else {
				this.remote.sendBinary(ByteBuffer.wrap(frame.bytes()), this);
			}
		});
	}

	@Override
	public void onResult(SendResult result) {
		completed(result.isOK() ? null : failure(result));
	}

	private static Throwable failure(SendResult result) {
		Throwable exception = result.getException();
		return (exception != null) ? exception : new IOException("The container gives no cause");
	}

	@Override
	protected void writePing() {
		control().execute(() -> {
			try {
				this.remote.sendPing(ByteBuffer.allocate(0));
			}
			catch (IOException | RuntimeException ex) {
				completed(ex);
				return;
			}
			completed(null);
		});
	}

	@Override
	protected void writeClose(CloseReason reason) {
		control().execute(() -> closeSession(reason));
	}

	private void closeSession(CloseReason reason) {
		boolean lost = reason.code() == CloseReason.ABNORMAL.code();
		if (lost) {
			// The container would tell a reason of its own.
			ended(reason);
		}
		try {
			this.session.close(lost ? CloseStatus.SERVER_ERROR : new CloseStatus(reason.code(), reason.reason()));
			if (this.nativeSession.isOpen()) {
				// Jetty, which waits for the client's close frame, waits no longer than
				// this. Set before, it would close with 1001 whoever was silent for as
				// long.
				this.nativeSession.setMaxIdleTimeout(ServletTransport.CLOSE_TIMEOUT);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not close " + this, ex);
		}
		ended(reason);
	}

	@Override
	protected void giveUp() {
		if (isLive()) {
			// Nothing can be written any more: Tomcat is not to spend a thread's time on
			// trying, neither now nor, one connection after the other, when it stops.
			this.userProperties.put(PushWebSocketHandler.CLOSE_SEND_TIMEOUT, 1L);
			writeClose(closeReason(CloseReason.ABNORMAL));
		}
	}

	@Override
	public String toString() {
		return "JakartaConnection[" + this.session.getId() + "]";
	}

}
