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
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import io.pushgate.session.Goodbyes;
import io.pushgate.transport.CloseReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends the clients of this node away, to other nodes or to come back later: nobody is
 * let in any more (503 with {@code Retry-After}), and who is there gets what is queued, a
 * {@code goodbye} and close code 1012, in batches: as many a second as the other nodes
 * take, and more only where the time would not suffice. Clients that are still there are
 * served as ever.
 *
 * <p>
 * A drain is over when nobody is left, or at the end of its time, whatever clients do.
 * What is left then is cut when the transport stops. Thread-safe; no method waits.
 *
 * @since 0.1.0
 */
public final class Drain {

	private static final Log logger = LogFactory.getLog(Drain.class);

	private static final Duration MIN_RETRY_AFTER = Duration.ofSeconds(1);

	private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(5);

	private final PushGateway gateway;

	private final Goodbyes goodbyes;

	private final IntSupplier otherNodes;

	private final long returnsPerSecond;

	private final Duration timeout;

	private final List<DrainListener> listeners;

	// Changes under this object's monitor, so that listeners are told in order.
	private volatile @Nullable Run run;

	private boolean stopping;

	/**
	 * Create a drain.
	 * @param gateway whose connections to close
	 * @param goodbyes tells clients when to come back
	 * @param otherNodes tells how many other nodes take clients
	 * @param connectRate how many new connections a second each of them takes, or
	 * {@code null} if that is not limited
	 * @param timeout the time that a drain may take
	 * @param listeners told of each change
	 */
	public Drain(PushGateway gateway, Goodbyes goodbyes, IntSupplier otherNodes, @Nullable Integer connectRate,
			Duration timeout, List<DrainListener> listeners) {
		this.gateway = gateway;
		this.goodbyes = goodbyes;
		this.otherNodes = otherNodes;
		this.returnsPerSecond = (connectRate != null) ? connectRate : Goodbyes.RETURNS_PER_SECOND;
		this.timeout = timeout;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Start to drain, unless that has been done. The node refuses connections until
	 * {@link #resume()}.
	 * @return how far the drain is
	 */
	public DrainStatus start() {
		begin();
		return status();
	}

	/**
	 * Let connections in again. Those that have been sent away come back in their own
	 * time.
	 * @return whether connections are let in: not so where the application stops
	 */
	public synchronized boolean resume() {
		if (this.stopping) {
			return false;
		}
		Run run = this.run;
		if (run != null) {
			this.run = null;
			run.end();
			this.gateway.acceptConnections();
			logger.info("Connections are let in again");
			tell(DrainState.ACCEPTING);
		}
		return true;
	}

	/**
	 * Return how far the drain is.
	 * @return the status
	 */
	public DrainStatus status() {
		Run run = this.run;
		int remaining = this.gateway.connectionCount();
		return (run != null) ? new DrainStatus(run.drained ? DrainState.DRAINED : DrainState.DRAINING, run.startedAt,
				run.connections, remaining) : new DrainStatus(DrainState.ACCEPTING, null, 0, remaining);
	}

	/**
	 * Start to drain for good.
	 * @return completes when the drain is over, and never later than at the end of its
	 * time
	 */
	synchronized CompletableFuture<Void> stop() {
		this.stopping = true;
		// Whatever is called on the way may be somebody's code, and hang.
		return begin().copy().completeOnTimeout(null, this.timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Take back {@link #stop()}.
	 */
	synchronized void restart() {
		this.stopping = false;
		resume();
	}

	private synchronized CompletableFuture<Void> begin() {
		Run run = this.run;
		if (run == null) {
			run = new Run();
			this.run = run;
			int otherNodes = this.otherNodes.getAsInt();
			Duration spread = this.goodbyes.drain(run.connections, otherNodes > 0);
			this.gateway.refuseConnections(retryAfter(spread));
			logger.info("Connections are refused from now on, and " + run.connections + " are closed within "
					+ this.timeout.toMillis() + " ms. Clients are told to come back " + ((otherNodes > 0)
							? "at once, to " + otherNodes + " other nodes" : "within " + spread.toMillis() + " ms"));
			tell(DrainState.DRAINING);
			run.begin();
		}
		return run.over;
	}

	private static Duration retryAfter(Duration spread) {
		if (spread.compareTo(MIN_RETRY_AFTER) < 0) {
			return MIN_RETRY_AFTER;
		}
		return (spread.compareTo(MAX_RETRY_AFTER) < 0) ? spread : MAX_RETRY_AFTER;
	}

	private synchronized void drained(Run run) {
		if (this.run == run) {
			run.drained = true;
			int remaining = this.gateway.connectionCount();
			logger.info("Drained" + ((remaining > 0) ? "; did not end in time: " + remaining : ""));
			tell(DrainState.DRAINED);
		}
	}

	private void tell(DrainState state) {
		for (DrainListener listener : this.listeners) {
			try {
				listener.changed(state);
			}
			catch (RuntimeException ex) {
				logger.error("A DrainListener failed", ex);
			}
		}
	}

	/**
	 * One drain, from its start to its end.
	 */
	private final class Run {

		private final Instant startedAt = Instant.now();

		private final long begin = System.nanoTime();

		private final int connections = Drain.this.gateway.connectionCount();

		private final DrainPace pace = new DrainPace(Drain.this.timeout);

		private volatile boolean drained;

		private final CompletableFuture<Void> over = new CompletableFuture<>();

		private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "push-drain");
			thread.setDaemon(true);
			return thread;
		});

		void begin() {
			this.executor.scheduleWithFixedDelay(this::tick, 0, DrainPace.TICK.toMillis(), TimeUnit.MILLISECONDS);
		}

		private void tick() {
			try {
				// Again and again: a handshake that was let in may open its connection
				// now.
				long elapsed = System.nanoTime() - this.begin;
				if (Drain.this.gateway.connectionCount() == 0 || elapsed >= Drain.this.timeout.toNanos()) {
					drained(this);
					end();
				}
				else {
					// Other nodes may stop at the same time.
					int otherNodes = Drain.this.otherNodes.getAsInt();
					Drain.this.goodbyes.drain(this.connections, otherNodes > 0);
					int batch = this.pace.batch(elapsed, Drain.this.gateway.openCount(),
							Drain.this.returnsPerSecond * Math.max(1, otherNodes));
					Drain.this.gateway.closeConnections(CloseReason.RESTART, batch, this.pace.isPatient(elapsed));
				}
			}
			catch (RuntimeException ex) {
				// A task that throws would not be run again.
				logger.error("A batch of connections could not be closed, others follow", ex);
			}
		}

		void end() {
			this.executor.shutdown();
			this.over.complete(null);
		}

	}

}
