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

package io.pushgate.session;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.pushgate.message.SessionIds;

import org.springframework.util.Assert;

/**
 * Makes ids that are unique in the cluster and sort by time, in the layout of
 * {@link SessionIds}. Thread-safe.
 *
 * <p>
 * Ids of one generator strictly increase. Where the clock stands still, goes back, or
 * gives more than 4096 ids a millisecond, the generator runs ahead of it. No id gets out
 * that was made, or held up by a pause of this process, while another node may have had
 * its number.
 *
 * @since 0.1.0
 */
public final class SessionIdGenerator {

	/**
	 * The largest number of a node.
	 */
	public static final int MAX_NODE = SessionIds.MAX_NODE;

	private final int node;

	private final BooleanSupplier numberHeld;

	private final LongSupplier clock;

	// Milliseconds and sequence in one number: adding one carries from the sequence into
	// the milliseconds.
	private final AtomicLong last = new AtomicLong();

	/**
	 * Create a generator for a node whose number nobody else can have.
	 * @param node the number of the node: 0 to 1023, its own among all live nodes
	 */
	public SessionIdGenerator(int node) {
		this(node, () -> true);
	}

	/**
	 * Create a generator.
	 * @param node the number of the node: 0 to 1023
	 * @param numberHeld whether the number is the node's own at this moment
	 */
	public SessionIdGenerator(int node, BooleanSupplier numberHeld) {
		this(node, numberHeld, System::currentTimeMillis);
	}

	SessionIdGenerator(int node, BooleanSupplier numberHeld, LongSupplier clock) {
		Assert.isTrue(node >= 0 && node <= MAX_NODE, () -> "'node' must be in [0..1023]: " + node);
		this.node = node;
		this.numberHeld = numberHeld;
		this.clock = clock;
	}

	/**
	 * Make an id.
	 * @return the id, positive
	 * @throws SessionIdUnavailableException if the node does not hold its number
	 */
	public long next() {
		long id = nextOfThisNode();
		// Looked at afterwards, as any pause may have come in between.
		if (!this.numberHeld.getAsBoolean()) {
			throw new SessionIdUnavailableException(
					"Node " + this.node + " does not hold its number now, and makes no ids. Try again later");
		}
		return id;
	}

	/**
	 * Make an id that is unique on this node only.
	 * @return the id, positive
	 */
	long nextOfThisNode() {
		long now = SessionIds.tickOf(this.clock.getAsLong());
		return SessionIds.of(this.last.updateAndGet((previous) -> Math.max(previous + 1, now)), this.node);
	}

	/**
	 * Return when an id was made.
	 * @param id the id
	 * @return the time by the clock of the node that made it
	 */
	public static Instant timeOf(long id) {
		return SessionIds.timeOf(id);
	}

}
