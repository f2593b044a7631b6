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

package io.pushgate.transport;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.util.Assert;

/**
 * How much may wait to be written: for one connection, and for all connections of the
 * node together. One object is shared by all queues of a node. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OutboundLimits {

	private static final long LITTLE = 16 * 1024;

	private final long maxPending;

	private final long maxTotal;

	private final SlowConsumerPolicy policy;

	private final AtomicLong total = new AtomicLong();

	/**
	 * Create limits.
	 * @param maxPending the bytes that may wait for one connection
	 * @param maxTotal the bytes that may wait for all connections together
	 * @param policy what happens over either limit
	 */
	public OutboundLimits(long maxPending, long maxTotal, SlowConsumerPolicy policy) {
		Assert.isTrue(maxPending > 0, "'maxPending' must be positive");
		Assert.isTrue(maxTotal > 0, "'maxTotal' must be positive");
		this.maxPending = maxPending;
		this.maxTotal = maxTotal;
		this.policy = policy;
	}

	/**
	 * Return the bytes that wait for all connections together.
	 * @return the bytes
	 */
	public long pendingBytes() {
		return this.total.get();
	}

	/**
	 * Return whether a message may be accepted, rather than be refused before it is
	 * queued for anyone. A quarter of the limit is left to those that are accepted at the
	 * same time and to all their receivers: none of these is closed as a slow consumer
	 * for it.
	 * @param size the bytes that it would at least add
	 * @return {@code false} if more would wait than all connections together may have
	 */
	public boolean hasRoom(int size) {
		long total = this.total.get();
		return total <= this.maxTotal - this.maxTotal / 4 && total + size <= this.maxTotal;
	}

	SlowConsumerPolicy policy() {
		return this.policy;
	}

	/**
	 * Return whether a frame fits behind what already waits for a connection. A
	 * connection for which nothing waits gets its frame, however large that is; and while
	 * others have filled the node's limit, one for which little waits is not at fault.
	 */
	boolean fits(long pending, int size) {
		if (pending == 0) {
			return true;
		}
		long after = pending + size;
		return after <= this.maxPending && (after <= LITTLE || this.total.get() + size <= this.maxTotal);
	}

	void add(long bytes) {
		this.total.addAndGet(bytes);
	}

}
