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
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Grants numbers out of a store, and keeps them by renewing them four times within their
 * time to live.
 *
 * <p>
 * A store that was started just now is given time to hear from those who have a number.
 * Where it is away, a node chooses a number that is not likely to be taken, and does not
 * hold it until the store is there and agrees; so it starts, but lets nobody in.
 *
 * @since 0.1.0
 */
public final class StoredNodeLeases implements NodeLeases {

	/**
	 * How long a lease lasts that is not renewed, for who says nothing.
	 */
	public static final Duration DEFAULT_TTL = Duration.ofSeconds(20);

	/**
	 * How long to wait for a store that is away, for who says nothing.
	 */
	public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(StoredNodeLeases.class);

	private static final NodeId FIRST = new NodeId(0);

	private static final NodeId LAST = new NodeId(NodeId.MAX);

	private static final Duration PAUSE = Duration.ofMillis(250);

	private final NodeLeaseStore store;

	private final Duration ttl;

	private final Duration patience;

	private final LeaseClock clock;

	/**
	 * Create leases.
	 * @param store remembers who has which number
	 * @param ttl how long a lease lasts that is not renewed: the longest pause that a
	 * node may make without losing its number
	 * @param patience how long to wait for a store that is away
	 */
	public StoredNodeLeases(NodeLeaseStore store, Duration ttl, Duration patience) {
		this(store, ttl, patience, LeaseClock.SYSTEM);
	}

	StoredNodeLeases(NodeLeaseStore store, Duration ttl, Duration patience, LeaseClock clock) {
		this.store = store;
		this.ttl = ttl;
		this.patience = patience;
		this.clock = clock;
	}

	@Override
	public NodeLease acquire() {
		StoredNodeLease lease = take();
		lease.start();
		return lease;
	}

	/**
	 * Take a number without renewing it.
	 */
	StoredNodeLease take() {
		long deadline = System.nanoTime() + this.patience.toNanos();
		while (true) {
			try {
				awaitRenewals();
				return takeNow();
			}
			catch (NodeLeaseException ex) {
				if (Thread.currentThread().isInterrupted()) {
					throw ex;
				}
				if (System.nanoTime() - deadline >= 0) {
					return choose(ex);
				}
			}
			pause(PAUSE);
		}
	}

	private StoredNodeLease takeNow() {
		String owner = UUID.randomUUID().toString();
		long nanos = this.clock.nanos();
		long millis = this.clock.millis();
		NodeId node = this.store.acquire(FIRST, LAST,
				new NodeLeaseTerms(owner, this.ttl, millis, millis + this.ttl.toMillis()));
		if (node == null) {
			throw new BusConfigurationException(
					"No number of a node is free: all " + (NodeId.MAX + 1)
							+ " are taken, or the clock of this machine is behind that of the nodes which had them",
					"Set the clock, or wait until it has caught up.", null);
		}
		StoredNodeLease lease = new StoredNodeLease(this.store, node, owner, this.ttl, this.clock);
		lease.granted(nanos, millis);
		return lease;
	}

	private void awaitRenewals() {
		boolean told = false;
		while (true) {
			Duration rest = StoredNodeLease.untilRenewed(this.store, this.ttl);
			if (rest.isZero()) {
				return;
			}
			if (!told) {
				told = true;
				logger.info("What keeps the numbers of nodes was started just now: waiting for " + rest.toMillis()
						+ " ms until those who have one have renewed it");
			}
			pause(rest);
		}
	}

	/**
	 * Choose a number of the upper half, as the smallest ones are given away first.
	 */
	private StoredNodeLease choose(NodeLeaseException cause) {
		int half = (NodeId.MAX + 1) / 2;
		NodeId node = new NodeId(half + ThreadLocalRandom.current().nextInt(half));
		logger.warn("Nobody can tell which numbers of nodes are free. This node takes " + node.name()
				+ ", and lets nobody in until it is granted: " + cause.getMessage());
		return new StoredNodeLease(this.store, node, UUID.randomUUID().toString(), this.ttl, this.clock);
	}

	private static void pause(Duration time) {
		try {
			TimeUnit.NANOSECONDS.sleep(time.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NodeLeaseException("Interrupted while waiting for a number of a node", ex);
		}
	}

}
