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
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.Lane;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.OutboundQueue;
import io.pushgate.transport.OutboundQueue.Offer;
import io.pushgate.transport.OutboundQueue.Step;
import io.pushgate.transport.SendResult;
import org.jspecify.annotations.Nullable;

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
final class NettyConnection implements Connection {

	private static final ByteBuf EMPTY = Unpooled.EMPTY_BUFFER;

	private final Channel channel;

	private final NettyTransport transport;

	private final EventLoopLane lane;

	private final OutboundQueue queue;

	private volatile @Nullable CloseReason closeReason;

	private volatile @Nullable Object attachment;

	// The fields below are only touched by the event loop.

	private boolean waiting;

	private boolean closeSent;

	private boolean deaf;

	private boolean ended;

	NettyConnection(Channel channel, NettyTransport transport) {
		this.channel = channel;
		this.transport = transport;
		this.lane = transport.lane(channel.eventLoop());
		this.queue = new OutboundQueue(transport.limits());
	}

	@Override
	public SendResult send(OutboundFrame frame) {
		return switch (this.queue.offer(frame)) {
			case WRITE -> {
				startDraining();
				yield SendResult.QUEUED;
			}
			case QUEUED -> SendResult.QUEUED;
			case OVERFLOW -> SendResult.OVERFLOW;
			case CLOSED -> SendResult.CLOSED;
		};
	}

	@Override
	public void ping() {
		if (this.queue.offerPing() == Offer.WRITE) {
			startDraining();
		}
	}

	@Override
	public void close(CloseReason reason, @Nullable OutboundFrame farewell) {
		close(reason, farewell, false);
	}

	@Override
	public void closeNow(CloseReason reason, @Nullable OutboundFrame farewell) {
		close(reason, farewell, true);
	}

	private void close(CloseReason reason, @Nullable OutboundFrame farewell, boolean discard) {
		Offer offer;
		synchronized (this) {
			if (this.closeReason != null) {
				return;
			}
			this.closeReason = reason;
			offer = this.queue.close(farewell, discard);
		}
		this.transport.closing(this);
		if (offer == Offer.WRITE) {
			startDraining();
		}
	}

	@Override
	public boolean isOpen() {
		return this.queue.isOpen();
	}

	@Override
	public Lane lane() {
		return this.lane;
	}

	@Override
	public long pendingBytes() {
		return this.queue.pendingBytes();
	}

	@Override
	public String transport() {
		return "netty";
	}

	@Override
	public @Nullable Object attachment() {
		return this.attachment;
	}

	@Override
	public void attach(@Nullable Object attachment) {
		this.attachment = attachment;
	}

	private void startDraining() {
		if (this.lane.isCurrent()) {
			drain();
		}
		else {
			this.lane.execute(this::drain);
		}
	}

	/**
	 * Write whatever there is, as far as the channel takes it, and flush once.
	 */
	private void drain() {
		boolean written = false;
		while (this.channel.isWritable()) {
			Step step = this.queue.next();
			switch (step.kind()) {
				case FRAME -> write(FrameBytes.of(this.channel.alloc(), Objects.requireNonNull(step.frame())));
				case PING -> write(FrameBytes.control(this.channel.alloc(), FrameBytes.PING, EMPTY));
				case CLOSE, IDLE -> {
					if (step.kind() == Step.Kind.CLOSE) {
						writeClose();
					}
					else if (written) {
						this.channel.flush();
					}
					return;
				}
			}
			written = true;
		}
		this.waiting = true;
		this.channel.flush();
	}

	private void write(ByteBuf frame) {
		this.channel.write(frame, this.channel.voidPromise());
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
			this.channel.writeAndFlush(FrameBytes.control(this.channel.alloc(), FrameBytes.PONG, payload),
					this.channel.voidPromise());
		}
	}

	private void writeClose() {
		CloseReason reason = this.closeReason;
		sendClose((reason != null) ? reason : CloseReason.GOING_AWAY);
	}

	private void sendClose(CloseReason reason) {
		if (!this.closeSent) {
			this.closeSent = true;
			ByteBuf frame = FrameBytes.close(this.channel.alloc(), reason.code(),
					reason.reason().getBytes(StandardCharsets.UTF_8));
			if (this.deaf && this.channel instanceof DuplexChannel duplex
					&& this.channel.pipeline().get(SslHandler.class) == null) {
				this.channel.writeAndFlush(frame).addListener((future) -> duplex.shutdownOutput());
			}
			else {
				this.channel.writeAndFlush(frame, this.channel.voidPromise());
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
		this.queue.abort();
		if (!answer) {
			this.closeSent = true;
			ByteBuf frame = (code != -1) ? FrameBytes.close(this.channel.alloc(), code, new byte[0])
					: FrameBytes.control(this.channel.alloc(), FrameBytes.CLOSE, EMPTY);
			this.channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
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
			this.queue.abort();
			CloseReason ours = this.closeReason;
			this.transport.handler().closed(this, (ours != null) ? ours : reason);
		}
	}

	@Override
	public String toString() {
		return "NettyConnection[" + this.channel.id().asShortText() + "]";
	}

}
