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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the {@link PushGateway}: the one sweep of the node, and the farewell
 * to its clients.
 *
 * <p>
 * Stops before the web server does, and before it even stops to take requests: while
 * clients are sent away in their own time, upgrades are answered with a reason, requests
 * are served, and what they push reaches whoever is still there. The requests that are
 * under way afterwards are the web server's to finish. The order of phases, latest to
 * stop last:
 * <ol>
 * <li>{@link SmartLifecycle#DEFAULT_PHASE}: this one</li>
 * <li>− 1024: the web server takes no more requests and waits for those under way</li>
 * <li>− 2048: the web server, or the Netty transport, stops</li>
 * <li>− 3072: the cluster's bus</li>
 * </ol>
 *
 * @since 0.1.0
 */
public final class GatewayLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(GatewayLifecycle.class);

	private final PushGateway gateway;

	private final Drain drain;

	private final Duration sweepPeriod;

	private @Nullable ScheduledThreadPoolExecutor executor;

	/**
	 * Create a lifecycle.
	 * @param gateway the gateway
	 * @param drain sends clients away when the application stops
	 * @param sweepPeriod the time between two sweeps
	 */
	public GatewayLifecycle(PushGateway gateway, Drain drain, Duration sweepPeriod) {
		this.gateway = gateway;
		this.drain = drain;
		this.sweepPeriod = sweepPeriod;
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
		this.drain.restart();
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
		// The sweep goes on: connections may be lost, or their time be over, meanwhile.
		this.drain.stop().whenComplete((over, failure) -> {
			executor.shutdownNow();
			callback.run();
		});
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
