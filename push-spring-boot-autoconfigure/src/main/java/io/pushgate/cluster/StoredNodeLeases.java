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

/**
 * Grants numbers out of a store, and keeps them by renewing them four times within their
 * time to live.
 *
 * @since 0.1.0
 */
public final class StoredNodeLeases implements NodeLeases {

	/**
	 * How long a lease lasts that is not renewed, for who says nothing.
	 */
	public static final Duration DEFAULT_TTL = Duration.ofSeconds(20);

	private final NodeLeaseStore store;

	private final Duration ttl;

	private final LeaseClock clock;

	/**
	 * Create leases.
	 * @param store remembers who has which number
	 * @param ttl how long a lease lasts that is not renewed: the longest pause that a
	 * node may make without losing its number
	 */
	public StoredNodeLeases(NodeLeaseStore store, Duration ttl) {
		this(store, ttl, LeaseClock.SYSTEM);
	}

	StoredNodeLeases(NodeLeaseStore store, Duration ttl, LeaseClock clock) {
		this.store = store;
		this.ttl = ttl;
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
		String owner = UUID.randomUUID().toString();
		long nanos = this.clock.nanos();
		long millis = this.clock.millis();
		NodeId node = this.store.acquire(owner, this.ttl, millis, millis + this.ttl.toMillis());
		if (node == null) {
			throw new NodeLeaseException("No number of a node is free: all " + (NodeId.MAX + 1)
					+ " are taken, or the clock of this machine is behind that of the nodes which had them. "
					+ "Set the clock, or wait until it has caught up", null);
		}
		return new StoredNodeLease(this.store, node, owner, this.ttl, this.clock, nanos, millis);
	}

}
