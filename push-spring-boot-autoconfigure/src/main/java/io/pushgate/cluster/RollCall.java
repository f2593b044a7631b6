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
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Waits for the other nodes after a broker was away: who is back first would publish to
 * those who are not, and a broker that keeps nothing would lose it. Thread-safe.
 *
 * <p>
 * Everyone who is back asks the others to answer. Nothing is published until each node
 * that was there before has been heard again, or {@link #PATIENCE} has passed, as it may
 * have died meanwhile.
 */
final class RollCall {

	/**
	 * The operation of the question.
	 */
	static final String QUESTION = "roll-call";

	/**
	 * The operation of the answer.
	 */
	static final String ANSWER = "present";

	/**
	 * How long to wait, in nanoseconds.
	 */
	static final long PATIENCE = 3_000_000_000L;

	private final LongSupplier clock;

	// Under the lock of this, as all below.
	private final Set<NodeId> awaited = new HashSet<>();

	private boolean back;

	private boolean asked = true;

	private long since;

	// Whether it is worth while to look: this is read for each message.
	private volatile boolean waiting;

	// The same for each probe.
	private volatile boolean called = true;

	RollCall(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * The broker is away.
	 * @param others the nodes that were heard until now
	 */
	synchronized void lost(Set<NodeId> others) {
		this.awaited.addAll(others);
		this.back = false;
		this.asked = false;
		this.waiting = !this.awaited.isEmpty();
	}

	/**
	 * The broker is there again.
	 */
	synchronized void back() {
		this.back = true;
		this.called = this.asked;
		this.since = this.clock.getAsLong();
	}

	/**
	 * Return whether the others are to be asked now: once each time that the broker was
	 * away, also where nobody is awaited, as others may await this node.
	 */
	boolean isToBeHeld() {
		if (this.called) {
			return false;
		}
		synchronized (this) {
			boolean now = this.back && !this.asked;
			this.asked = this.asked || now;
			this.called = this.asked;
			return now;
		}
	}

	/**
	 * A node was heard.
	 */
	void heard(NodeId node) {
		if (this.waiting) {
			synchronized (this) {
				if (this.back) {
					this.awaited.remove(node);
					this.waiting = !this.awaited.isEmpty();
					notifyAll();
				}
			}
		}
	}

	/**
	 * Wait until everyone is there, or is not awaited any more.
	 * @param deadline until when to wait, in nanoseconds
	 * @return whether anything can be published
	 */
	synchronized boolean await(long deadline) {
		try {
			while (problem() != null) {
				long left = Math.min(deadline, this.since + PATIENCE + 1) - this.clock.getAsLong();
				if (deadline - this.clock.getAsLong() <= 0 || !this.back) {
					return false;
				}
				wait(Math.max(1, left / 1_000_000));
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Return why nothing can be published yet.
	 * @return a sentence, or {@code null} if everyone is there
	 */
	@Nullable String problem() {
		if (!this.waiting) {
			return null;
		}
		synchronized (this) {
			if (this.back && this.clock.getAsLong() - this.since > PATIENCE) {
				this.awaited.clear();
				this.waiting = false;
			}
			return this.waiting ? "The broker was away, and " + this.awaited.size()
					+ " other nodes are not back yet. Try again later" : null;
		}
	}

}
