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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A number out of a store. Held until the time to live has passed since the last renewal
 * was <em>asked for</em>, by both clocks of this machine: the one that only goes on,
 * which nobody can set, and the time of day, which goes on where the whole machine was
 * stopped. May start without being granted, and is not held then until it is.
 */
final class StoredNodeLease implements NodeLease {

	private static final Log logger = LogFactory.getLog(StoredNodeLease.class);

	private static final long TOLERANCE = 200;

	private final NodeLeaseStore store;

	private final NodeId node;

	private final String owner;

	private final Duration ttl;

	private final LeaseClock clock;

	private final List<NodeLeaseListener> listeners = new CopyOnWriteArrayList<>();

	// The latest time of day that anybody has asked for: no id was made later.
	private final LongAccumulator latestMillis = new LongAccumulator(Math::max, Long.MIN_VALUE);

	private volatile @Nullable Deadline deadline;

	private volatile boolean gone;

	private @Nullable ScheduledThreadPoolExecutor executor;

	// Of the thread that renews, as all below.
	private boolean toldLost;

	private boolean toldWrong;

	private long offset;

	StoredNodeLease(NodeLeaseStore store, NodeId node, String owner, Duration ttl, LeaseClock clock) {
		this.store = store;
		this.node = node;
		this.owner = owner;
		this.ttl = ttl;
		this.clock = clock;
		this.offset = offset(clock.nanos(), clock.millis());
		this.toldLost = true;
	}

	/**
	 * Return how long it takes until a store that was started just now knows again who
	 * has which number: by then those who have one have renewed it, however long it took
	 * them to connect.
	 */
	static Duration untilRenewed(NodeLeaseStore store, Duration ttl) {
		Duration rest = ttl.dividedBy(2).minus(store.age());
		return rest.isNegative() ? Duration.ZERO : rest;
	}

	/**
	 * The store has granted the number.
	 * @param nanos when it was asked to, by one clock
	 * @param millis and by the other one
	 */
	void granted(long nanos, long millis) {
		this.latestMillis.accumulate(millis);
		this.toldLost = false;
		this.deadline = new Deadline(nanos + this.ttl.toNanos(), millis + this.ttl.toMillis());
	}

	synchronized void start() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "push-node-lease");
			thread.setDaemon(true);
			return thread;
		});
		long period = this.ttl.toMillis() / 4;
		executor.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
		this.executor = executor;
	}

	@Override
	public NodeId node() {
		return this.node;
	}

	@Override
	public boolean isHeld() {
		Deadline deadline = this.deadline;
		if (deadline == null || this.gone) {
			return false;
		}
		long millis = this.clock.millis();
		this.latestMillis.accumulate(millis);
		return this.clock.nanos() - deadline.nanos < 0 && millis < deadline.millis;
	}

	@Override
	public void addListener(NodeLeaseListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Renew the lease, or take it where it was never granted, and look at the clocks.
	 */
	void renew() {
		if (this.gone) {
			return;
		}
		long nanos = this.clock.nanos();
		long millis = this.clock.millis();
		watchClock(nanos, millis);
		try {
			if (this.deadline == null && !untilRenewed(this.store, this.ttl).isZero()) {
				return;
			}
			if (ask()) {
				boolean again = this.toldLost;
				granted(nanos, millis);
				if (again) {
					logger.info("Node " + this.node.name() + " holds its number");
					tell((listener) -> listener.regained(this.node));
				}
			}
			else {
				this.gone = true;
				logger.error("The number of node " + this.node.name()
						+ " is another one's, so it lets nobody in any more: restart it");
				tell((listener) -> listener.lost(this.node, true));
			}
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private boolean ask() {
		long latest = this.latestMillis.get();
		NodeLeaseTerms terms = new NodeLeaseTerms(this.owner, this.ttl, latest, latest + this.ttl.toMillis());
		return (this.deadline != null) ? this.store.renew(this.node, terms)
				: this.store.acquire(this.node, this.node, terms) != null;
	}

	private void failed(RuntimeException cause) {
		if (cause instanceof BusConfigurationException wrong && !this.toldWrong) {
			this.toldWrong = true;
			logger.error("Node " + this.node.name() + " cannot hold its number, and lets nobody in until it can: "
					+ wrong.getMessage() + ". " + wrong.remedy());
		}
		if (!this.toldLost && !isHeld()) {
			this.toldLost = true;
			logger.warn("Node " + this.node.name() + " could not renew the lease of its number for "
					+ this.ttl.toSeconds() + " s, and lets nobody in until it can: " + cause.getMessage());
			tell((listener) -> listener.lost(this.node, false));
		}
	}

	private void watchClock(long nanos, long millis) {
		this.latestMillis.accumulate(millis);
		long now = offset(nanos, millis);
		long back = this.offset - now;
		this.offset = now;
		if (back > TOLERANCE) {
			logger.warn("The clock of this machine was set back by about " + back
					+ " ms. Ids stay unique, as this node goes on from where it was");
			tell((listener) -> listener.clockSetBack(this.node, Duration.ofMillis(back)));
		}
	}

	private void tell(Consumer<NodeLeaseListener> event) {
		for (NodeLeaseListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException | LinkageError ex) {
				// A task that throws is not run again, and the lease would end.
				logger.error("A NodeLeaseListener failed", ex);
			}
		}
	}

	private static long offset(long nanos, long millis) {
		return millis - TimeUnit.NANOSECONDS.toMillis(nanos);
	}

	@Override
	public void close() {
		synchronized (this) {
			if (this.executor != null) {
				this.executor.shutdownNow();
				this.executor = null;
			}
		}
		boolean mine = !this.gone && this.deadline != null;
		this.gone = true;
		if (mine) {
			this.latestMillis.accumulate(this.clock.millis());
			try {
				this.store.release(this.node, this.owner, this.latestMillis.get());
			}
			catch (RuntimeException ex) {
				logger.debug("The number of node " + this.node.name() + " could not be given back, and expires", ex);
			}
		}
	}

	/**
	 * When the lease ends, by both clocks.
	 *
	 * @param nanos by the one that only goes on
	 * @param millis by the time of day
	 */
	private record Deadline(long nanos, long millis) {

	}

}
