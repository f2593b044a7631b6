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

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what a bus does. Thread-safe; the bus counts, others read. Probes do not count.
 *
 * @since 0.1.0
 */
public final class BusStatistics {

	private final LongAdder accepted = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder duplicates = new LongAdder();

	private final LongAdder expired = new LongAdder();

	private final LongAdder malformed = new LongAdder();

	private final LongAdder unsupported = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder missing = new LongAdder();

	private final LongAdder losses = new LongAdder();

	private volatile long lag;

	void published(boolean accepted) {
		(accepted ? this.accepted : this.refused).increment();
	}

	void received() {
		this.received.increment();
	}

	void duplicate() {
		this.duplicates.increment();
	}

	void expired() {
		this.expired.increment();
	}

	void skipped(EnvelopeException.Reason reason) {
		((reason == EnvelopeException.Reason.MALFORMED) ? this.malformed : this.unsupported).increment();
	}

	void failed() {
		this.failed.increment();
	}

	void missing(long count) {
		this.missing.add(count);
	}

	void lag(long nanos) {
		this.lag = nanos;
	}

	void lost() {
		this.losses.increment();
	}

	/**
	 * Return how many messages the broker has accepted.
	 * @return the number
	 */
	public long acceptedCount() {
		return this.accepted.sum();
	}

	/**
	 * Return how many messages failed to be published.
	 * @return the number
	 */
	public long refusedCount() {
		return this.refused.sum();
	}

	/**
	 * Return how many messages were handed to handlers.
	 * @return the number
	 */
	public long receivedCount() {
		return this.received.sum();
	}

	/**
	 * Return how many messages arrived once more and were left out.
	 * @return the number
	 */
	public long duplicateCount() {
		return this.duplicates.sum();
	}

	/**
	 * Return how many messages arrived too late for their time to live.
	 * @return the number
	 */
	public long expiredCount() {
		return this.expired.sum();
	}

	/**
	 * Return how much arrived that was no message.
	 * @return the number
	 */
	public long malformedCount() {
		return this.malformed.sum();
	}

	/**
	 * Return how many messages arrived that only another version of Pushgate understands.
	 * @return the number
	 */
	public long unsupportedCount() {
		return this.unsupported.sum();
	}

	/**
	 * Return how many times a handler has failed.
	 * @return the number
	 */
	public long failedCount() {
		return this.failed.sum();
	}

	/**
	 * Return how many messages of others are known to be lost.
	 * @return the number
	 */
	public long missingCount() {
		return this.missing.sum();
	}

	/**
	 * Return how many times the bus was lost.
	 * @return the number
	 */
	public long lossCount() {
		return this.losses.sum();
	}

	/**
	 * Return how long the last probe took from its publication by this node until it was
	 * received by this node.
	 * @return the time in nanoseconds, or 0 before the first
	 */
	public long lagNanos() {
		return this.lag;
	}

}
