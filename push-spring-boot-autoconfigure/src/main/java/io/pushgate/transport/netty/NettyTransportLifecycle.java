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

import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a {@link NettyTransport} with the application, and keeps an
 * application alive that has no other server.
 *
 * @since 0.1.0
 */
public final class NettyTransportLifecycle implements SmartLifecycle {

	/**
	 * The phase: after the farewell to clients, before the cluster's bus.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 2048;

	private static final Log logger = LogFactory.getLog(NettyTransportLifecycle.class);

	private final NettyTransport transport;

	private final IntConsumer started;

	private final Supplier<String> description;

	private @Nullable CountDownLatch alive;

	/**
	 * Create a lifecycle.
	 * @param transport the transport
	 * @param started told of the port once it is open
	 * @param description what the log says of the endpoint besides its port
	 */
	public NettyTransportLifecycle(NettyTransport transport, IntConsumer started, Supplier<String> description) {
		this.transport = transport;
		this.started = started;
		this.description = description;
	}

	@Override
	public synchronized void start() {
		if (this.alive != null) {
			return;
		}
		this.transport.start();
		CountDownLatch alive = new CountDownLatch(1);
		this.alive = alive;
		// Event loops are daemons, so that they never keep a JVM that wants to end.
		Thread keeper = new Thread(() -> await(alive), "push-netty-alive");
		keeper.setDaemon(false);
		keeper.start();
		this.started.accept(this.transport.port());
		logger
			.info("The push endpoint listens on port " + this.transport.port() + " (Netty): " + this.description.get());
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public synchronized void stop() {
		if (this.alive != null) {
			this.transport.close();
			this.alive.countDown();
			this.alive = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.alive != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
