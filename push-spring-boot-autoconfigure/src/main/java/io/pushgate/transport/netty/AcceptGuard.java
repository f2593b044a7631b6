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

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.pushgate.transport.ConnectionHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of the port: sees to it that a client gets an answer also where there
 * is no file descriptor left for its connection.
 *
 * <p>
 * The kernel completes connections by itself, and then holds them until they are
 * accepted; a process without descriptors cannot even refuse them. So a spare descriptor
 * is kept. Where an accept fails, the spare is given up for the next one. A connection is
 * served only if a spare can be had besides it; otherwise it is reset, so that its client
 * knows at once, and the descriptor is the spare again. Each round of this has a client
 * that asked for it. Where there is no spare to give up, which is where something else in
 * the process was quicker, accepts are tried again once a second.
 *
 * <p>
 * Connections over a number are reset as well, so that descriptors are left for what else
 * the process does, such as answering probes on another port.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(AcceptGuard.class);

	private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

	private final ConnectionHandler handler;

	private final int max;

	private final RefusedConnections refused;

	private final AtomicInteger open = new AtomicInteger();

	// Only touched by the event loop.

	private @Nullable SocketChannel spare;

	private boolean said;

	private long saidAt;

	AcceptGuard(ConnectionHandler handler, int max, RefusedConnections refused) {
		this.handler = handler;
		this.refused = refused;
		this.max = max;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		takeSpare();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		giveSpare();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Channel channel = (Channel) message;
		boolean room = this.open.get() < this.max;
		if (room && takeSpare()) {
			this.open.incrementAndGet();
			channel.closeFuture().addListener((closed) -> this.open.decrementAndGet());
			context.fireChannelRead(message);
		}
		else {
			reset(channel);
			takeSpare();
			this.refused.add(room ? RefusedConnections.Reason.DESCRIPTORS : RefusedConnections.Reason.CAPACITY);
			this.handler.rejected(503);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		say(cause);
		ChannelConfig config = context.channel().config();
		config.setAutoRead(false);
		Runnable again = () -> config.setAutoRead(true);
		if (giveSpare()) {
			context.executor().execute(again);
		}
		else {
			context.executor().schedule(again, 1, TimeUnit.SECONDS);
		}
	}

	/**
	 * Have a spare descriptor.
	 * @return {@code false} if there is none to be had
	 */
	private boolean takeSpare() {
		if (this.spare == null) {
			try {
				this.spare = SocketChannel.open();
			}
			catch (IOException ex) {
				logger.trace("No spare descriptor", ex);
			}
		}
		return this.spare != null;
	}

	/**
	 * Give the spare descriptor up.
	 * @return {@code false} if there was none
	 */
	private boolean giveSpare() {
		SocketChannel spare = this.spare;
		this.spare = null;
		try {
			if (spare != null) {
				spare.close();
			}
		}
		catch (IOException ex) {
			logger.trace("The spare descriptor could not be closed", ex);
		}
		return spare != null;
	}

	private static void reset(Channel channel) {
		try {
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
		}
		catch (ChannelException ex) {
			logger.trace("The client has gone already", ex);
		}
		channel.unsafe().closeForcibly();
	}

	private void say(Throwable cause) {
		long now = System.nanoTime();
		if (this.said && now - this.saidAt < PERIOD) {
			logger.debug("A connection cannot be accepted", cause);
			return;
		}
		this.said = true;
		this.saidAt = now;
		logger.warn("Connections to the push endpoint cannot be accepted and are reset until they can: "
				+ cause.getMessage()
				+ ". Raise the limit of file descriptors, or set 'push.session.max-per-node' below it.");
	}

}
