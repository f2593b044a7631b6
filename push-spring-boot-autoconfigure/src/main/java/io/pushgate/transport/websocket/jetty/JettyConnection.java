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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.websocket.ServletConnection;
import io.pushgate.transport.websocket.ServletTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Jetty, and what Jetty calls for it. Nothing of its API blocks: pings
 * and the close frame are written like messages. Public as Jetty calls public methods of
 * public classes only.
 *
 * @since 0.1.0
 */
public final class JettyConnection extends ServletConnection implements Session.Listener.AutoDemanding, Callback {

	private static final Log logger = LogFactory.getLog(JettyConnection.class);

	private @Nullable Object handshake;

	private final AtomicBoolean pongUnderWay = new AtomicBoolean();

	// Set before anybody else knows of this connection.
	private @Nullable Session session;

	JettyConnection(ServletTransport transport, Object handshake) {
		super(transport);
		this.handshake = handshake;
	}

	@Override
	public void onWebSocketOpen(Session session) {
		this.session = session;
		// Silence is judged by the heartbeats; Jetty would end a connection after 30 s.
		session.setIdleTimeout(Duration.ZERO);
		// Parts of a frame are handed over as they come, whatever the application has
		// set, so a frame takes no buffer of its size. And none is cut that is sent.
		session.setAutoFragment(true);
		session.setMaxFrameSize(0);
		Object attachment = Objects.requireNonNull(this.handshake);
		this.handshake = null;
		opened(attachment);
	}

	@Override
	public void onWebSocketPartialText(String payload, boolean last) {
		text(payload, last);
	}

	@Override
	public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
		binary(payload, last);
		callback.succeed();
	}

	/**
	 * Answer a ping, unless the answer to an earlier one has yet to be written: the
	 * latest is enough for a client that does not read.
	 */
	@Override
	public void onWebSocketPing(ByteBuffer payload) {
		controlFrame();
		if (this.pongUnderWay.compareAndSet(false, true)) {
			session().sendPong(payload,
					Callback.from(() -> this.pongUnderWay.set(false), (failure) -> this.pongUnderWay.set(false)));
		}
	}

	@Override
	public void onWebSocketPong(ByteBuffer payload) {
		controlFrame();
	}

	@Override
	public void onWebSocketError(Throwable cause) {
		// Mobile clients vanish all the time; onWebSocketClose follows.
		logger.debug("Transport error", cause);
	}

	@Override
	public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
		ended(new CloseReason(statusCode, (reason != null) ? reason : ""));
		callback.succeed();
	}

	@Override
	protected void writeFrame(OutboundFrame frame) {
		if (frame.isText()) {
			session().sendText(frame.asString(), this);
		}
		else {
			session().sendBinary(ByteBuffer.wrap(frame.bytes()), this);
		}
	}

	@Override
	protected void writePing() {
		session().sendPing(ByteBuffer.allocate(0), this);
	}

	@Override
	public void succeed() {
		completed(null);
	}

	@Override
	public void fail(Throwable cause) {
		completed(cause);
	}

	@Override
	protected void writeClose(CloseReason reason) {
		if (reason.code() == CloseReason.ABNORMAL.code()) {
			giveUp();
			return;
		}
		// Jetty waits for the client's close frame, until giveUp() is called.
		session().close(reason.code(), reason.reason(), Callback.from(() -> ended(reason), (failure) -> ended(reason)));
	}

	@Override
	protected void giveUp() {
		control().execute(() -> {
			// Jetty would tell a reason of its own.
			ended(CloseReason.ABNORMAL);
			session().disconnect();
		});
	}

	Session session() {
		return Objects.requireNonNull(this.session);
	}

	@Override
	public String toString() {
		Session session = this.session;
		return "JettyConnection[" + ((session != null) ? session.getRemoteSocketAddress() : "") + "]";
	}

}
