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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.OutboundQueue;
import io.pushgate.transport.OutboundQueue.Step;
import io.pushgate.transport.QueuedConnection;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * A connection of the servlet container.
 *
 * <p>
 * Messages go through the container's asynchronous remote, one at a time:
 * spring-websocket sends with the blocking one, which would hold a thread for as long as
 * a client does not read. Pings and the close frame exist in a blocking form only; they
 * are made on the transport's control threads, while nothing else is being written.
 *
 * <p>
 * Who has the right to write (see {@link OutboundQueue}) runs {@link #drain()}: first the
 * lane, or the thread that reads where it is an answer; where a write is not completed at
 * once, whichever thread of the container reports its completion.
 */
final class ServletConnection extends QueuedConnection implements SendHandler {

	private static final Log logger = LogFactory.getLog(ServletConnection.class);

	// States of the one write that may be under way, see write(OutboundFrame).
	private static final int IDLE = 0;

	private static final int STARTED = 1;

	private static final int LEFT = 2;

	private static final int COMPLETED = 3;

	private final WebSocketSession session;

	private final Session nativeSession;

	private final RemoteEndpoint.Async remote;

	private final ServletTransport transport;

	private final AtomicInteger writeState = new AtomicInteger(IDLE);

	private final AtomicBoolean ended = new AtomicBoolean();

	private final MessageAssembler assembler;

	private volatile @Nullable Thread reader;

	ServletConnection(WebSocketSession session, Session nativeSession, ServletTransport transport) {
		super(transport.limits(), transport.nextLane());
		this.session = session;
		this.nativeSession = nativeSession;
		this.remote = nativeSession.getAsyncRemote();
		this.transport = transport;
		this.assembler = new MessageAssembler(transport.maxMessage());
	}

	@Override
	protected void closing() {
		this.transport.closing(this);
	}

	/**
	 * Take note that the calling thread of the container hands over a message. What is
	 * sent in answer is written by that thread, before it reads on: the next frame may
	 * make the container close the connection, and an answer on its way to the lane would
	 * be lost.
	 * @param handOver hands the message over
	 */
	void reading(Runnable handOver) {
		this.reader = Thread.currentThread();
		try {
			handOver.run();
		}
		finally {
			this.reader = null;
		}
	}

	@Override
	protected boolean mayDrain() {
		return super.mayDrain() || Thread.currentThread() == this.reader;
	}

	@Override
	public String transport() {
		return "websocket";
	}

	MessageAssembler assembler() {
		return this.assembler;
	}

	/**
	 * Write whatever there is. Called by the one that has the right to write.
	 */
	@Override
	protected void drain() {
		while (true) {
			Step step = queue().next();
			switch (step.kind()) {
				case FRAME -> {
					if (!write(Objects.requireNonNull(step.frame()))) {
						return;
					}
				}
				case PING -> {
					this.transport.control().execute(this::writePing);
					return;
				}
				case CLOSE -> {
					this.transport.control().execute(this::closeSession);
					return;
				}
				case IDLE -> {
					return;
				}
			}
		}
	}

	/**
	 * Start to write a frame. Some containers call back before the send method returns,
	 * or leave that to {@link Completions}: then the loop in {@link #drain()} goes on, as
	 * a call from within the callback would grow the stack with every frame.
	 * @return whether the frame has been written already; otherwise, {@link #onResult}
	 * goes on
	 */
	private boolean write(OutboundFrame frame) {
		this.writeState.set(STARTED);
		try {
			Completions.collect(() -> startSending(frame));
		}
		catch (RuntimeException ex) {
			lost(ex);
			return false;
		}
		if (this.writeState.compareAndSet(STARTED, LEFT)) {
			return false;
		}
		this.writeState.set(IDLE);
		return isLive();
	}

	private void startSending(OutboundFrame frame) {
		if (frame.isText()) {
			this.remote.sendText(frame.asString(), this);
		}
		else {
			this.remote.sendBinary(ByteBuffer.wrap(frame.bytes()), this);
		}
	}

	@Override
	public void onResult(jakarta.websocket.SendResult result) {
		if (!result.isOK()) {
			lost(result.getException());
		}
		if (this.writeState.compareAndSet(STARTED, COMPLETED)) {
			return;
		}
		if (isLive()) {
			this.writeState.set(IDLE);
			drain();
		}
	}

	private void writePing() {
		try {
			this.remote.sendPing(ByteBuffer.allocate(0));
		}
		catch (IOException | RuntimeException ex) {
			lost(ex);
			return;
		}
		drain();
	}

	private void closeSession() {
		// Without a reason of ours, the connection was lost.
		closeSession(CloseReason.ABNORMAL);
	}

	private void closeSession(CloseReason fallback) {
		CloseReason reason = closeReason(fallback);
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

	/**
	 * End a connection whose orderly close takes too long.
	 */
	void abort() {
		if (!this.ended.get()) {
			queue().abort();
			hurry();
			this.transport.control().execute(this::closeSession);
		}
	}

	/**
	 * Take note that a write failed. The container closes the socket but does not always
	 * say so.
	 */
	private void lost(@Nullable Throwable cause) {
		if (isLive()) {
			logger.debug("Connection lost", cause);
			queue().abort();
			hurry();
			this.transport.control().execute(() -> closeSession(CloseReason.ABNORMAL));
		}
	}

	/**
	 * Nothing can be written any more: Tomcat is not to spend a thread's time on trying,
	 * neither now nor, one connection after the other, when it stops.
	 */
	private void hurry() {
		this.nativeSession.getUserProperties().put(PushWebSocketHandler.CLOSE_SEND_TIMEOUT, 1L);
	}

	/**
	 * Take note that the connection has ended, whoever ended it.
	 * @param reason the reason the container tells
	 */
	void ended(CloseReason reason) {
		if (this.ended.compareAndSet(false, true)) {
			queue().abort();
			this.transport.handler().closed(this, closeReason(reason));
		}
	}

	private boolean isLive() {
		return !this.ended.get();
	}

	@Override
	public String toString() {
		return "ServletConnection[" + this.session.getId() + "]";
	}

}
