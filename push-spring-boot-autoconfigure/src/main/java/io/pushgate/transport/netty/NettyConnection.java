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

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.OutboundQueue;
import io.pushgate.transport.OutboundQueue.Step;
import io.pushgate.transport.QueuedConnection;

/**
 * A connection of the {@link NettyTransport}.
 *
 * <p>
 * Whatever is written is written on the channel's event loop. Who has the right to write
 * (see {@link OutboundQueue}) runs {@link #drain()} there: it hands over to the channel
 * as long as that one takes more, and flushes once. A channel that takes no more keeps
 * the right to write until it does again; so what waits beyond the channel's own small
 * buffer is bounded by the queue.
 */
final class NettyConnection extends QueuedConnection {

	private static final ByteBuf EMPTY = Unpooled.EMPTY_BUFFER;

	private final Channel channel;

	// Of the first handler that has nothing to do with what is written: whatever is
	// written here goes straight to TLS or to the socket.
	private final ChannelHandlerContext context;

	private final NettyTransport transport;

	// The fields below are only touched by the event loop.

	private boolean waiting;

	private boolean closeSent;

	private boolean deaf;

	private boolean ended;

	/**
	 * Create a connection.
	 * @param context the context of the handler behind TLS
	 * @param transport the transport
	 */
	NettyConnection(ChannelHandlerContext context, NettyTransport transport) {
		super(transport.limits(), transport.lane(context.channel().eventLoop()));
		this.channel = context.channel();
		this.context = context;
		this.transport = transport;
	}

	@Override
	protected void closing() {
		this.transport.closing(this);
	}

	@Override
	public String transport() {
		return "netty";
	}

	/**
	 * Write whatever there is, as far as the channel takes it, and flush once.
	 */
	@Override
	protected void drain() {
		boolean written = false;
		while (this.channel.isWritable()) {
			Step step = queue().next();
			switch (step.kind()) {
				case FRAME -> write(FrameBytes.of(this.channel.alloc(), Objects.requireNonNull(step.frame())));
				case PING -> write(FrameBytes.control(this.channel.alloc(), FrameBytes.PING, EMPTY));
				case CLOSE, IDLE -> {
					if (step.kind() == Step.Kind.CLOSE) {
						writeClose();
					}
					else if (written) {
						this.context.flush();
					}
					return;
				}
			}
			written = true;
		}
		this.waiting = true;
		this.context.flush();
	}

	private void write(ByteBuf frame) {
		this.context.write(frame, this.context.voidPromise());
	}

	/**
	 * Go on where the channel had taken no more. Called on the event loop.
	 */
	void writabilityChanged() {
		if (this.waiting && this.channel.isWritable()) {
			this.waiting = false;
			drain();
		}
	}

	/**
	 * Answer a ping. A client that sends pings but does not read gets no more answers:
	 * the latest is enough, and they must not pile up.
	 */
	void pong(ByteBuf payload) {
		if (this.channel.isWritable() && !this.closeSent) {
			this.context.writeAndFlush(FrameBytes.control(this.channel.alloc(), FrameBytes.PONG, payload),
					this.context.voidPromise());
		}
	}

	private void writeClose() {
		sendClose(closeReason(CloseReason.GOING_AWAY));
	}

	private void sendClose(CloseReason reason) {
		if (!this.closeSent) {
			this.closeSent = true;
			ByteBuf frame = FrameBytes.close(this.channel.alloc(), reason.code(),
					reason.reason().getBytes(StandardCharsets.UTF_8));
			if (this.deaf && this.channel instanceof DuplexChannel duplex
					&& this.channel.pipeline().get(SslHandler.class) == null) {
				this.context.writeAndFlush(frame).addListener((future) -> duplex.shutdownOutput());
			}
			else {
				this.context.writeAndFlush(frame, this.context.voidPromise());
			}
		}
	}

	/**
	 * The client has sent a close frame: answer it with its own code, unless it is an
	 * answer itself, and end the connection.
	 * @param code the client's code, or -1 if it gave none
	 */
	void closedByClient(int code, String reason) {
		boolean answer = this.closeSent;
		queue().abort();
		if (!answer) {
			this.closeSent = true;
			ByteBuf frame = (code != -1) ? FrameBytes.close(this.channel.alloc(), code, new byte[0])
					: FrameBytes.control(this.channel.alloc(), FrameBytes.CLOSE, EMPTY);
			this.context.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
		}
		else {
			this.channel.close();
		}
		ended(new CloseReason((code != -1) ? code : 1005, reason));
	}

	/**
	 * Nothing that the client sends is understood any more, its answer to a close frame
	 * included: the end of the stream tells it, after the close frame, that there is
	 * nothing to wait for.
	 */
	void deaf() {
		this.deaf = true;
	}

	/**
	 * The client has broken the rules: nothing that is queued is worth sending to it.
	 * What it sends until it has read the close frame is thrown away, as a socket that is
	 * closed with unread data is reset, and the client would not see why.
	 */
	void violated(CloseReason reason) {
		deaf();
		closeNow(reason, null);
	}

	/**
	 * End a connection whose orderly close takes too long.
	 */
	void abort() {
		this.channel.close();
	}

	/**
	 * Take note that the connection has ended, whoever ended it. Called on the event
	 * loop.
	 */
	void ended(CloseReason reason) {
		if (!this.ended) {
			this.ended = true;
			queue().abort();
			this.transport.handler().closed(this, closeReason(reason));
		}
	}

	@Override
	public String toString() {
		return "NettyConnection[" + this.channel.id().asShortText() + "]";
	}

}
