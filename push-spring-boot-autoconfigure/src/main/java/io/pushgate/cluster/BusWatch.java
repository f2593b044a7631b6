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

package io.pushgate.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens the engine and keeps it open: sends probes, and connects anew when they do not
 * come back. One thread, which is the only one to touch the engine's connections while
 * the bus runs.
 */
final class BusWatch implements BusReceiver {

	private static final Log logger = LogFactory.getLog(BusWatch.class);

	private final BusEngine engine;

	private final NodeId node;

	private final Duration interval;

	private final long timeout;

	private final BusReadiness readiness;

	private final Station station;

	private final Object lock = new Object();

	private volatile boolean connected;

	// Written under the lock.
	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	// Under the lock, as all below.
	private boolean open;

	private boolean openFailed;

	private int nextLane;

	/**
	 * Create a watch.
	 * @param engine what is watched
	 * @param node this node
	 * @param settings how closely
	 * @param readiness decides how the bus is
	 * @param station the bus
	 */
	BusWatch(BusEngine engine, NodeId node, BusSettings settings, BusReadiness readiness, Station station) {
		this.engine = engine;
		this.node = node;
		this.interval = settings.probeInterval();
		this.timeout = settings.probeTimeout().toNanos();
		this.readiness = readiness;
		this.station = station;
	}

	void start() {
		synchronized (this.lock) {
			if (this.executor != null) {
				return;
			}
			this.readiness.started();
			try {
				open();
			}
			catch (BusConfigurationException ex) {
				this.readiness.stopped();
				throw ex;
			}
			ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "push-bus-" + this.engine.name());
				thread.setDaemon(true);
				return thread;
			});
			executor.setRemoveOnCancelPolicy(true);
			executor.scheduleWithFixedDelay(this::tick, 0, this.interval.toNanos(), TimeUnit.NANOSECONDS);
			this.executor = executor;
		}
	}

	void stop() {
		synchronized (this.lock) {
			ScheduledThreadPoolExecutor executor = this.executor;
			if (executor == null) {
				return;
			}
			executor.shutdownNow();
			this.executor = null;
			this.readiness.stopped();
			close();
		}
	}

	/**
	 * Return why nothing can be published now.
	 * @return a sentence, or {@code null} if something can
	 */
	@Nullable String problem() {
		BusState state = this.readiness.state();
		if (state == BusState.STOPPED) {
			return "The bus '" + this.engine.name() + "' is not running";
		}
		if (state == BusState.LOST || !this.connected) {
			return "The bus '" + this.engine.name()
					+ "' has lost its broker, and connects again by itself. Try again later";
		}
		return null;
	}

	@Override
	public void received(ClusterEnvelope envelope) {
		this.station.received(envelope);
	}

	@Override
	public void skipped(EnvelopeException.Reason reason) {
		this.station.skipped(reason);
	}

	@Override
	public void connected() {
		this.connected = true;
		soon();
	}

	@Override
	public void disconnected(@Nullable Throwable cause) {
		this.connected = false;
		this.readiness.lost();
	}

	private void soon() {
		ScheduledThreadPoolExecutor executor = this.executor;
		if (executor != null) {
			try {
				executor.execute(this::tick);
			}
			catch (RejectedExecutionException ex) {
				// The bus is being stopped.
			}
		}
	}

	private void tick() {
		try {
			synchronized (this.lock) {
				if (this.executor != null) {
					watch();
				}
			}
			this.station.sweep();
		}
		catch (RuntimeException | LinkageError ex) {
			// A task that throws is not run again.
			logger.error("The bus '" + this.engine.name() + "' could not be watched", ex);
		}
	}

	private void watch() {
		if (!this.open) {
			openAgain();
			return;
		}
		if (this.readiness.isOverdue(System.nanoTime(), this.timeout)) {
			this.readiness.lost();
			this.engine.reconnect();
		}
		if (!this.connected) {
			return;
		}
		if (this.readiness.startRound()) {
			int lanes = this.engine.lanes();
			for (int lane = 0; lane < lanes; lane++) {
				probe(lane);
			}
			this.readiness.roundSent();
		}
		else if (this.readiness.state() == BusState.READY) {
			probe(this.nextLane++ & Integer.MAX_VALUE);
		}
	}

	private void probe(int lane) {
		for (boolean directed : new boolean[] { false, true }) {
			BusReadiness.Probe probe = this.readiness.sending(lane, directed, System.nanoTime());
			this.station.sendProbe(probe).whenComplete((done, failure) -> {
				if (failure != null) {
					this.readiness.lost();
				}
			});
		}
	}

	private void openAgain() {
		try {
			open();
		}
		catch (BusConfigurationException ex) {
			logger.error(
					"The bus '" + this.engine.name() + "' cannot be opened: " + ex.getMessage() + ". " + ex.remedy());
		}
	}

	private void open() {
		try {
			this.engine.open(this.node, this);
			this.open = true;
			this.openFailed = false;
		}
		catch (BusUnavailableException ex) {
			if (!this.openFailed) {
				this.openFailed = true;
				logger.warn("The bus '" + this.engine.name()
						+ "' cannot be opened yet, and is tried again until it can: " + ex.getMessage());
			}
		}
	}

	private void close() {
		this.connected = false;
		if (this.open) {
			this.open = false;
			this.engine.close();
		}
	}

	/**
	 * The bus that is watched.
	 */
	interface Station {

		/**
		 * Send a probe.
		 * @param probe the probe
		 * @return a future that completes when the broker has it
		 */
		CompletableFuture<Void> sendProbe(BusReadiness.Probe probe);

		/**
		 * Handle what has arrived.
		 * @param envelope what
		 */
		void received(ClusterEnvelope envelope);

		/**
		 * Count what has arrived and is no message.
		 * @param reason why
		 */
		void skipped(EnvelopeException.Reason reason);

		/**
		 * Look for what is overdue.
		 */
		void sweep();

	}

}
