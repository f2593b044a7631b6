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

package io.pushgate.delivery.cluster;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts which ways messages take through the cluster. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ClusterStatistics {

	private final LongAdder broadcast = new LongAdder();

	private final LongAdder directed = new LongAdder();

	private final LongAdder fallback = new LongAdder();

	private final LongAdder unwanted = new LongAdder();

	private final LongAdder overloaded = new LongAdder();

	void broadcast() {
		this.broadcast.increment();
	}

	void directed() {
		this.directed.increment();
	}

	void fallback() {
		this.fallback.increment();
	}

	void unwanted() {
		this.unwanted.increment();
	}

	void overloaded() {
		this.overloaded.increment();
	}

	/**
	 * Return how many messages went to every node because that is their way.
	 * @return the count
	 */
	public long broadcastCount() {
		return this.broadcast.sum();
	}

	/**
	 * Return how many messages went only to the nodes that the directory told.
	 * @return the count
	 */
	public long directedCount() {
		return this.directed.sum();
	}

	/**
	 * Return how many messages went to every node as the directory could not tell.
	 * @return the count
	 */
	public long fallbackCount() {
		return this.fallback.sum();
	}

	/**
	 * Return how many messages of other nodes were for nobody here.
	 * @return the count
	 */
	public long unwantedCount() {
		return this.unwanted.sum();
	}

	/**
	 * Return how many messages did not reach the sessions of this node, as too much was
	 * under way here, although the cluster had accepted them.
	 * @return the count
	 */
	public long overloadedCount() {
		return this.overloaded.sum();
	}

}
