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

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntConsumer;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.SlowConsumerPolicy;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Serves {@link HttpEndpoint}s on a port of their own, where nobody connects: for what is
 * no business of clients. Opens before the port of the connections does, and closes after
 * it.
 *
 * @since 0.1.0
 */
public final class NettyHttpPort implements SmartLifecycle {

	/**
	 * The phase.
	 */
	public static final int PHASE = NettyTransportLifecycle.PHASE - 64;

	private static final Log logger = LogFactory.getLog(NettyHttpPort.class);

	private static final long MAX_PENDING = 1024 * 1024;

	private final NettyTransport transport;

	private final List<HttpEndpoint> endpoints;

	private final IntConsumer started;

	private boolean running;

	/**
	 * Create a port; {@link #start()} opens it.
	 * @param settings how to listen
	 * @param endpoints what to serve
	 * @param started told of the port once it is open
	 */
	public NettyHttpPort(NettySettings settings, List<HttpEndpoint> endpoints, IntConsumer started) {
		this.transport = new NettyTransport(new Nobody(),
				new OutboundLimits(MAX_PENDING, MAX_PENDING, SlowConsumerPolicy.CLOSE), settings, null, endpoints);
		this.endpoints = List.copyOf(endpoints);
		this.started = started;
	}

	@Override
	public synchronized void start() {
		if (!this.running) {
			this.transport.start();
			this.running = true;
			this.started.accept(this.transport.port());
			logger.info("Port " + this.transport.port() + " serves " + this.endpoints);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.running) {
			this.running = false;
			this.transport.close();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * Lets nobody in.
	 */
	private static final class Nobody implements ConnectionHandler {

		@Override
		public HandshakeResult handshake(HandshakeRequest request) {
			return new HandshakeResult.Refused(404, "Nothing is here");
		}

		@Override
		public boolean handshakeMayBlock() {
			return false;
		}

		@Override
		public void opened(Connection connection, Object attachment) {
			throw new IllegalStateException("Nobody is let in");
		}

		@Override
		public void text(Connection connection, String text) {
			throw new IllegalStateException("Nobody is let in");
		}

		@Override
		public void binary(Connection connection, ByteBuffer bytes) {
			throw new IllegalStateException("Nobody is let in");
		}

		@Override
		public void closed(Connection connection, CloseReason reason) {
			throw new IllegalStateException("Nobody is let in");
		}

	}

}
