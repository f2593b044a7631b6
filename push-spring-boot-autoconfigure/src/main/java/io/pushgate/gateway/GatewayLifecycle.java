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

package io.pushgate.gateway;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.pushgate.transport.CloseReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the {@link PushGateway}: the one sweep of the node, and the farewell
 * to its clients. Stops before anything else does, so that clients are told where there
 * is still somebody to tell them.
 *
 * @since 0.1.0
 */
public final class GatewayLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(GatewayLifecycle.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private static final long POLL = 20;

	private final PushGateway gateway;

	private final Duration sweepPeriod;

	private final Duration stopTimeout;

	private @Nullable ScheduledThreadPoolExecutor executor;

	/**
	 * Create a lifecycle.
	 * @param gateway the gateway
	 * @param sweepPeriod the time between two sweeps
	 * @param stopTimeout how long to wait for clients to be told
	 */
	public GatewayLifecycle(PushGateway gateway, Duration sweepPeriod, Duration stopTimeout) {
		this.gateway = gateway;
		this.sweepPeriod = sweepPeriod;
		this.stopTimeout = stopTimeout;
	}

	@Override
	public synchronized void start() {
		if (this.executor != null) {
			return;
		}
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "push-sweep");
			thread.setDaemon(true);
			return thread;
		});
		long period = this.sweepPeriod.toMillis();
		this.executor.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
		this.gateway.acceptConnections();
	}

	private void sweep() {
		try {
			this.gateway.sweep();
		}
		catch (RuntimeException ex) {
			// A task that throws would not be run again.
			logger.error("The sweep of connections failed and goes on", ex);
		}
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public synchronized void stop(Runnable callback) {
		ScheduledThreadPoolExecutor executor = this.executor;
		if (executor == null) {
			callback.run();
			return;
		}
		this.executor = null;
		this.gateway.refuseConnections(RETRY_AFTER);
		long deadline = System.nanoTime() + this.stopTimeout.toNanos();
		executor.scheduleWithFixedDelay(() -> {
			// Again and again: a handshake that was let in may open its connection now.
			this.gateway.closeConnections(CloseReason.RESTART);
			if (this.gateway.connectionCount() == 0 || System.nanoTime() - deadline >= 0) {
				executor.shutdownNow();
				callback.run();
			}
		}, 0, POLL, TimeUnit.MILLISECONDS);
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
