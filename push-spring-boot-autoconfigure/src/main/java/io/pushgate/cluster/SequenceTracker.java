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

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Follows the sequence of one publisher and destination: which of it have arrived, which
 * are missing. Brokers hand messages over twice and out of order; so a sequence that was
 * jumped over is missing only after some time of grace, and even then still welcome.
 * Thread-safe.
 */
final class SequenceTracker {

	/**
	 * How far back from the first that was seen others may still come, which this node
	 * cannot miss as it was not there.
	 */
	private static final long WINDOW = 4096;

	private static final int MAX_HOLES = 4096;

	private final long grace;

	// Under the lock of this, as all below. By the first sequence of each.
	private final TreeMap<Long, Hole> holes = new TreeMap<>();

	// Negative until anything is known.
	private long highest = -1;

	private boolean waiting;

	/**
	 * Create a tracker.
	 * @param grace how long a sequence may be overtaken, in nanoseconds
	 */
	SequenceTracker(long grace) {
		this.grace = grace;
	}

	/**
	 * Expect everything from the first sequence on.
	 */
	synchronized void fromTheStart() {
		if (this.highest < 0) {
			this.highest = 0;
		}
	}

	/**
	 * Take note of a message that has arrived.
	 * @param sequence its sequence
	 * @param now the current time in nanoseconds
	 * @return whether it has not arrived before
	 */
	synchronized boolean arrived(long sequence, long now) {
		if (this.highest < 0) {
			startAt(sequence - 1);
		}
		if (sequence > this.highest) {
			expectUpTo(sequence - 1, now);
			this.highest = sequence;
			return true;
		}
		return remove(sequence, sequence);
	}

	/**
	 * Take note of what was published.
	 * @param last the highest sequence
	 * @param now the current time in nanoseconds
	 */
	synchronized void announced(long last, long now) {
		if (this.highest < 0) {
			startAt(last);
		}
		expectUpTo(last, now);
	}

	/**
	 * Take note of what was never published.
	 * @param first the first sequence
	 * @param last the last one
	 */
	synchronized void excused(long first, long last) {
		remove(first, last);
	}

	/**
	 * Tell what has become overdue.
	 * @param now the current time in nanoseconds
	 * @param missing told the first sequence and the number of each row, once
	 */
	void overdue(long now, BiConsumer<Long, Long> missing) {
		Map<Long, Long> found = new TreeMap<>();
		synchronized (this) {
			if (!this.waiting) {
				return;
			}
			this.waiting = false;
			for (Map.Entry<Long, Hole> entry : this.holes.entrySet()) {
				Hole hole = entry.getValue();
				if (!hole.expected) {
					continue;
				}
				if (hole.deadline - now <= 0) {
					found.put(entry.getKey(), hole.last - entry.getKey() + 1);
					entry.setValue(new Hole(hole.last, false, hole.deadline));
				}
				else {
					this.waiting = true;
				}
			}
		}
		found.forEach(missing);
	}

	private void startAt(long sequence) {
		this.highest = sequence;
		if (sequence > 0) {
			this.holes.put(Math.max(1, sequence - WINDOW + 1), new Hole(sequence, false, 0));
		}
	}

	private void expectUpTo(long last, long now) {
		if (last > this.highest) {
			this.holes.put(this.highest + 1, new Hole(last, true, now + this.grace));
			this.highest = last;
			this.waiting = true;
			makeRoom();
		}
	}

	private void makeRoom() {
		Iterator<Hole> oldest = this.holes.values().iterator();
		while (this.holes.size() > MAX_HOLES && oldest.hasNext()) {
			if (!oldest.next().expected) {
				oldest.remove();
			}
		}
	}

	private boolean remove(long first, long last) {
		boolean removed = false;
		Map.Entry<Long, Hole> entry = this.holes.floorEntry(last);
		while (entry != null && entry.getValue().last >= first) {
			removed = true;
			long from = entry.getKey();
			Hole hole = entry.getValue();
			this.holes.remove(from);
			if (from < first) {
				this.holes.put(from, new Hole(first - 1, hole.expected, hole.deadline));
			}
			if (hole.last > last) {
				this.holes.put(last + 1, new Hole(hole.last, hole.expected, hole.deadline));
			}
			entry = this.holes.lowerEntry(from);
		}
		return removed;
	}

	/**
	 * Sequences in a row that have not arrived.
	 *
	 * @param last the last of them
	 * @param expected whether they are missing as soon as they are overdue
	 * @param deadline when they are overdue, in nanoseconds
	 */
	private record Hole(long last, boolean expected, long deadline) {

	}

}
