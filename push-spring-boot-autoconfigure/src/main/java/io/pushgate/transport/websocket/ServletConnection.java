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
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.OutboundQueue;
import io.pushgate.transport.OutboundQueue.Step;
import io.pushgate.transport.QueuedConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a servlet container, whatever interface the container is spoken to
 * through. To be extended for each of them.
 *
 * <p>
 * Who has the right to write (see {@link OutboundQueue}) runs {@link #drain()}: first the
 * lane, or the thread that reads where it is an answer; where a write is not completed at
 * once, whichever thread of the container reports its completion. One frame is written at
 * a time, and no thread waits for it.
 *
 * @since 0.1.0
 */
public abstract class ServletConnection extends QueuedConnection {

	private static final Log logger = LogFactory.getLog(ServletConnection.class);

	// States of the one write that may be under way, see write(OutboundFrame).
	private static final int IDLE = 0;

	private static final int STARTED = 1;

	private static final int LEFT = 2;

	private static final int COMPLETED = 3;

	private final ServletTransport transport;

	private final AtomicInteger writeState = new AtomicInteger(IDLE);

	private final AtomicBoolean ended = new AtomicBoolean();

	private final MessageAssembler assembler;

	private volatile @Nullable Thread reader;

	private volatile SignIns.@Nullable SignIn signIn;

	/**
	 * Create a connection.
	 * @param transport what it shares with the others
	 */
	protected ServletConnection(ServletTransport transport) {
		super(transport.limits(), transport.nextLane());
		this.transport = transport;
		this.assembler = new MessageAssembler(transport.maxMessage());
	}

	/**
	 * Start to write a frame, without waiting. {@link #completed} is called for it once,
	 * by any thread, also before this method returns.
	 * @param frame the frame
	 */
	protected abstract void writeFrame(OutboundFrame frame);

	/**
	 * Start to write a ping, under the rules of {@link #writeFrame}.
	 */
	protected abstract void writePing();

	/**
	 * Start to close, without waiting: nothing is left to be written. {@link #ended} is
	 * called when the close frame has gone out, or cannot.
	 * @param reason the reason to send; {@link CloseReason#ABNORMAL} for none, as the
	 * connection is lost
	 */
	protected abstract void writeClose(CloseReason reason);

	/**
	 * Start to end the connection whatever the client does, without waiting: a write has
	 * failed, or closing takes too long, the client's answer to the close frame included.
	 * {@link #ended} is called unless it has been.
	 */
	protected abstract void giveUp();

	/**
	 * Return the threads for those calls of the container that may block or call back.
	 * @return the executor
	 */
	protected final Executor control() {
		return this.transport.control();
	}

	@Override
	public final String transport() {
		return "websocket";
	}

	@Override
	protected final void closing() {
		this.transport.closing(this);
	}

	/**
	 * Take note that the connection is there.
	 * @param attachment the attachment of the accepted handshake
	 */
	protected final void opened(Object attachment) {
		try {
			this.transport.handler().opened(this, attachment);
			// Only now, as it may end it.
			SignIns.SignIn signIn = this.transport.signIns().opened(attachment, this);
			this.signIn = signIn;
			if (signIn != null && !isLive()) {
				this.transport.signIns().closed(signIn);
			}
		}
		catch (RuntimeException ex) {
			this.transport.signIns().abandoned(attachment);
			failed(ex);
		}
	}

	/**
	 * Take note that the client has sent a ping or a pong.
	 */
	protected final void controlFrame() {
		this.transport.handler().control(this);
	}

	/**
	 * Take a part of a text message. The parts come one after the other.
	 * @param part the part
	 * @param last whether the message ends with it
	 */
	protected final void text(String part, boolean last) {
		boolean wasOversized = this.assembler.isOversized();
		String whole = this.assembler.text(part, last);
		if (whole != null) {
			reading((handler) -> handler.text(this, whole));
		}
		else {
			incomplete(last, wasOversized, part.isEmpty());
		}
	}

	/**
	 * Take a part of a binary message. The parts come one after the other.
	 * @param part the part, used during the call only
	 * @param last whether the message ends with it
	 */
	protected final void binary(ByteBuffer part, boolean last) {
		boolean wasOversized = this.assembler.isOversized();
		boolean empty = !part.hasRemaining();
		ByteBuffer whole = this.assembler.binary(part, last);
		if (whole != null) {
			reading((handler) -> handler.binary(this, whole));
		}
		else {
			incomplete(last, wasOversized, empty);
		}
	}

	private void incomplete(boolean last, boolean wasOversized, boolean empty) {
		ConnectionHandler handler = this.transport.handler();
		if (!last && empty) {
			handler.control(this);
		}
		else if (!last) {
			handler.alive(this);
		}
		if (!this.assembler.isOversized()) {
			return;
		}
		if (last) {
			handler.oversized(this);
		}
		else if (!wasOversized) {
			// A socket that is closed with unread data is reset, and the client would not
			// see why: give it a moment to send the rest, which is thrown away.
			this.transport.afterLinger(() -> handler.oversized(this));
		}
	}

	/**
	 * Hand a message over. What is sent in answer is written by the calling thread,
	 * before it reads on: the next frame may make the container close the connection, and
	 * an answer on its way to the lane would be lost.
	 */
	private void reading(Consumer<ConnectionHandler> handOver) {
		this.reader = Thread.currentThread();
		try {
			handOver.accept(this.transport.handler());
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
		finally {
			this.reader = null;
		}
	}

	/**
	 * End the connection as what it was handed to has failed. Left to the container, the
	 * client would be told what went wrong.
	 */
	private void failed(RuntimeException cause) {
		logger.error("Closing " + this + " after an unexpected failure", cause);
		close(CloseReason.SERVER_ERROR, null);
	}

	@Override
	protected final boolean mayDrain() {
		return super.mayDrain() || Thread.currentThread() == this.reader;
	}

	/**
	 * Write whatever there is. Called by the one that has the right to write.
	 */
	@Override
	protected final void drain() {
		while (true) {
			Step step = queue().next();
			switch (step.kind()) {
				case FRAME -> {
					if (!write(Objects.requireNonNull(step.frame()))) {
						return;
					}
				}
				case PING -> {
					if (!write(null)) {
						return;
					}
				}
				case CLOSE -> {
					// Without a reason of ours, the connection was lost.
					writeClose(closeReason(CloseReason.ABNORMAL));
					return;
				}
				case IDLE -> {
					return;
				}
			}
		}
	}

	/**
	 * Start to write. Some containers report the completion before the method that writes
	 * returns: then the loop in {@link #drain()} goes on, as a call from within the
	 * report would grow the stack with every frame.
	 * @param frame the frame, or {@code null} for a ping
	 * @return whether it has been written already; otherwise, {@link #completed} goes on
	 */
	private boolean write(@Nullable OutboundFrame frame) {
		this.writeState.set(STARTED);
		try {
			if (frame != null) {
				writeFrame(frame);
			}
			else {
				writePing();
			}
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

	/**
	 * Take note of the end of what {@link #writeFrame} or {@link #writePing} has started.
	 * @param failure why it failed, or {@code null} if it has been written
	 */
	protected final void completed(@Nullable Throwable failure) {
		if (failure != null) {
			lost(failure);
		}
		if (this.writeState.compareAndSet(STARTED, COMPLETED)) {
			return;
		}
		if (isLive()) {
			this.writeState.set(IDLE);
			drain();
		}
	}

	/**
	 * End a connection whose orderly close takes too long, if it has not ended yet.
	 */
	final void abort() {
		queue().abort();
		giveUp();
	}

	/**
	 * Take note that a write failed. The container closes the socket but does not always
	 * say so.
	 */
	private void lost(Throwable cause) {
		if (isLive()) {
			logger.debug("Connection lost", cause);
			abort();
		}
	}

	/**
	 * Take note that the connection has ended, whoever ended it. Only the first call has
	 * an effect.
	 * @param reason the reason, unless this side has given one
	 */
	protected final void ended(CloseReason reason) {
		if (this.ended.compareAndSet(false, true)) {
			queue().abort();
			this.transport.handler().closed(this, closeReason(reason));
			SignIns.SignIn signIn = this.signIn;
			if (signIn != null) {
				this.transport.signIns().closed(signIn);
			}
		}
	}

	/**
	 * Return whether the connection has not ended.
	 * @return {@code false} once {@link #ended}
	 */
	protected final boolean isLive() {
		return !this.ended.get();
	}

}
