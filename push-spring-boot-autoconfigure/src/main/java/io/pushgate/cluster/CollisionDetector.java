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

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Finds another process that says that it is this node. Of two nodes the one that was
 * started later has to give way; who merely asks whether a number is free gives way to
 * everybody, and nobody to it. Thread-safe.
 */
final class CollisionDetector {

	/**
	 * After this time nothing arrives any more that an earlier life of this node has sent
	 * last, whatever the clocks of machines say.
	 */
	private static final long GRACE = TimeUnit.SECONDS.toNanos(10);

	private final NodeId node;

	private final long incarnation;

	private final boolean asking;

	private final LongSupplier nanoClock;

	private final Instant startedAt = Instant.now();

	private final long startedAtNanos;

	private final LongConsumer listener;

	private final Set<Long> others = ConcurrentHashMap.newKeySet();

	/**
	 * Create a detector.
	 * @param node this node
	 * @param incarnation which life of it this is
	 * @param asking whether this process merely asks whether the number is free
	 * @param nanoClock tells the time in nanoseconds
	 * @param listener told the incarnation of each process that it is on this one to give
	 * way to
	 */
	CollisionDetector(NodeId node, long incarnation, boolean asking, LongSupplier nanoClock, LongConsumer listener) {
		this.node = node;
		this.incarnation = incarnation;
		this.asking = asking;
		this.nanoClock = nanoClock;
		this.startedAtNanos = nanoClock.getAsLong();
		this.listener = listener;
	}

	void heard(ClusterEnvelope probe, boolean asking) {
		if (probe.publisher().equals(this.node) && probe.incarnation() != this.incarnation
				&& (this.asking || (!asking && isEarlier(probe))) && this.others.add(probe.incarnation())) {
			this.listener.accept(probe.incarnation());
		}
	}

	private boolean isEarlier(ClusterEnvelope probe) {
		return probe.incarnation() < this.incarnation && (probe.publishedAt().isAfter(this.startedAt)
				|| this.nanoClock.getAsLong() - this.startedAtNanos > GRACE);
	}

}
