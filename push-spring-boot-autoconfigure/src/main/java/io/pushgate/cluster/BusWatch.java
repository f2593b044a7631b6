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

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

	private static final long QUICK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

	// How long to try at the quick interval what does not succeed.
	private static final long HASTE = TimeUnit.SECONDS.toNanos(10);

	// The longest pause between two attempts to open the engine.
	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(4);

	private final boolean asking;

	private final BusEngine engine;

	private final NodeId node;

	// Between two probes while all is well, and between two tries while it is not.
	private final long interval;

	private final long quickInterval;

	private final long timeout;

	private final BusReadiness readiness;

	private final Station station;

	private final Object lock = new Object();

	private volatile boolean connected;

	// Written under the lock.
	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	// Under the lock, as all below.
	private boolean open;

	// What it has failed with last, which is told once.
	private @Nullable String problem;

	// In nanoseconds: the pause after the last attempt to open the engine, which grows,
	// and when it ends.
	private long openPause;

	private long openAt;

	private boolean silenceTold;

	// Since the bus was ready last. Written by threads of the engine, too.
	private volatile boolean refusalTold;

	private int turn;

	// In nanoseconds: when the bus was ready, and when it was looked after.
	private long readyAt;

	private long watchedAt;

	// When the connection was there, in nanoseconds.
	private long aliveAt;

	/**
	 * Create a watch.
	 * @param engine what is watched
	 * @param node this node
	 * @param settings how closely
	 * @param asking whether the bus is there for a moment, before another one takes its
	 * place, which tells whether the broker is away
	 * @param readiness decides how the bus is
	 * @param station the bus
	 */
	BusWatch(BusEngine engine, NodeId node, BusSettings settings, boolean asking, BusReadiness readiness,
			Station station) {
		this.asking = asking;
		this.engine = engine;
		this.node = node;
		this.interval = settings.probeInterval().toNanos();
		this.quickInterval = Math.min(this.interval, QUICK_INTERVAL);
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
			this.readyAt = System.nanoTime();
			this.watchedAt = this.readyAt - this.interval;
			try {
				open();
			}
			catch (BusUnavailableException ex) {
				failed(ex);
			}
			catch (RuntimeException ex) {
				this.readiness.stopped();
				this.engine.close();
				throw ex;
			}
			ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "push-bus-" + this.engine.name());
				thread.setDaemon(true);
				return thread;
			});
			executor.setRemoveOnCancelPolicy(true);
			executor.scheduleWithFixedDelay(this::tick, 0, this.quickInterval, TimeUnit.NANOSECONDS);
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
			return "The bus '" + this.engine.name() + "' is not connected to its broker, and tries to be by itself. "
					+ "Try again later";
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
		if (!isTime(System.nanoTime())) {
			return;
		}
		if (!this.open) {
			if (System.nanoTime() - this.openAt >= 0) {
				openAgain();
			}
			return;
		}
		long now = System.nanoTime();
		if (this.readiness.state() == BusState.READY) {
			this.silenceTold = false;
			this.refusalTold = false;
		}
		if (this.connected) {
			this.aliveAt = now;
		}
		if (this.readiness.isOverdue(now, this.timeout) || now - this.aliveAt > this.timeout) {
			if (this.connected) {
				tellOfSilence();
			}
			this.readiness.lost();
			this.aliveAt = now;
			reconnect();
		}
		if (!this.connected) {
			return;
		}
		Set<BusReadiness.Way> ways = new HashSet<>(this.readiness.toProbe(this.engine.lanes(), this.turn++, now));
		// Where there is news, others want to know how far it goes.
		this.station.takeLanesWithNews().forEach((lane) -> ways.add(new BusReadiness.Way(lane, false)));
		for (BusReadiness.Way way : ways) {
			BusReadiness.Probe probe = this.readiness.sending(way, now);
			this.station.sendProbe(probe).whenComplete((done, failure) -> {
				if (failure != null) {
					tellOfRefusal(failure);
					this.readiness.failed(probe);
				}
			});
		}
	}

	private boolean isTime(long now) {
		boolean ready = this.readiness.state() == BusState.READY;
		if (ready) {
			this.readyAt = now;
		}
		if (now - this.watchedAt < this.interval && (ready || now - this.readyAt > HASTE)) {
			return false;
		}
		this.watchedAt = now;
		return true;
	}

	private void tellOfSilence() {
		if (!this.silenceTold) {
			this.silenceTold = true;
			logger.warn("What this node publishes over the bus '" + this.engine.name()
					+ "' does not come back to it, so it connects anew until it does. " + this.engine.silenceRemedy());
		}
	}

	private void tellOfRefusal(Throwable failure) {
		if (!this.refusalTold) {
			this.refusalTold = true;
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			logger.warn("The bus '" + this.engine.name() + "' cannot publish, and tries until it can: "
					+ cause.getMessage());
		}
	}

	private void reconnect() {
		try {
			this.engine.reconnect();
		}
		catch (RuntimeException ex) {
			this.open = false;
			this.connected = false;
			failed(ex);
		}
	}

	private void openAgain() {
		try {
			open();
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void open() {
		this.aliveAt = System.nanoTime();
		this.engine.open(this.node, this);
		this.open = true;
		this.openPause = 0;
		this.problem = null;
	}

	private void failed(RuntimeException cause) {
		this.openPause = (this.openPause > 0) ? Math.min(2 * this.openPause, LONGEST_PAUSE) : this.quickInterval;
		this.openAt = System.nanoTime() + this.openPause;
		String problem = String.valueOf(cause.getMessage());
		if (problem.equals(this.problem)) {
			return;
		}
		this.problem = problem;
		String what = "The bus '" + this.engine.name() + "' cannot be opened yet, and is tried again until it can: "
				+ problem;
		if (cause instanceof BusUnavailableException && this.asking) {
			logger.debug(what);
		}
		else if (cause instanceof BusUnavailableException) {
			logger.warn(what);
		}
		else if (cause instanceof BusConfigurationException configuration) {
			logger.error(what + ". " + configuration.remedy());
		}
		else {
			logger.error(what, cause);
		}
	}

	private void close() {
		this.connected = false;
		this.open = false;
		// Also where it is not open: what is kept for the next attempt is freed.
		this.engine.close();
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
		 * Return the lanes on which something was published since this was asked last.
		 * @return the lanes
		 */
		Set<Integer> takeLanesWithNews();

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
