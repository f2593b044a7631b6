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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Numbers what this node publishes to one destination, and remembers for a while which
 * numbers the broker has not accepted: those are no loss, as their publisher knows.
 * Thread-safe.
 */
final class SequenceLedger {

	private static final int MAX_VOIDS = 256;

	private final long retention;

	// Under the lock of this, as all below.
	private long last;

	private long changedAt;

	private final Deque<Void> voids = new ArrayDeque<>();

	/**
	 * Create a ledger.
	 * @param retention how long voids are remembered, in nanoseconds
	 * @param now the current time in nanoseconds
	 */
	SequenceLedger(long retention, long now) {
		this.retention = retention;
		this.changedAt = now;
	}

	synchronized long next(long now) {
		this.changedAt = now;
		return ++this.last;
	}

	synchronized void refused(long sequence, long now) {
		this.changedAt = now;
		Void latest = this.voids.peekLast();
		if (latest != null && latest.last + 1 == sequence) {
			this.voids.removeLast();
			this.voids.addLast(new Void(latest.first, sequence, now));
			return;
		}
		this.voids.addLast(new Void(sequence, sequence, now));
		if (this.voids.size() > MAX_VOIDS) {
			this.voids.removeFirst();
		}
	}

	/**
	 * Return what others need to know.
	 * @param destination the destination
	 * @param now the current time in nanoseconds
	 * @return the report, which is {@link Beat.Report#settled()} where nothing has
	 * changed for long
	 */
	synchronized Beat.Report report(ClusterDestination destination, long now) {
		this.voids.removeIf((range) -> now - range.at > this.retention);
		List<Beat.Range> ranges = this.voids.stream().map((range) -> new Beat.Range(range.first, range.last)).toList();
		return new Beat.Report(destination, this.last, ranges, now - this.changedAt > this.retention);
	}

	private record Void(long first, long last, long at) {

	}

}
