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

package io.pushgate.gateway;

import java.time.Duration;

/**
 * How many connections to close at a time, so that all are closed within a time: evenly
 * over it where they are many, and without dawdling where they are few.
 */
final class DrainPace {

	/**
	 * The time between two batches.
	 */
	static final Duration TICK = Duration.ofMillis(100);

	/**
	 * The smallest batch: 50 a second hurt nobody, and a developer who restarts an
	 * application with a page open does not wait.
	 */
	static final int MIN_BATCH = 5;

	/**
	 * How long the last ones may take at most: the transports give up on a client that
	 * does not read after 5 s.
	 */
	private static final Duration MAX_RESERVE = Duration.ofSeconds(6);

	private final long window;

	/**
	 * Create a pace.
	 * @param timeout the time in which all must have ended
	 */
	DrainPace(Duration timeout) {
		Duration quarter = timeout.dividedBy(4);
		this.window = timeout.minus((quarter.compareTo(MAX_RESERVE) < 0) ? quarter : MAX_RESERVE).toNanos();
	}

	/**
	 * Return whether there is time to wait for answers.
	 * @param elapsed the time since the first batch, in nanoseconds
	 */
	boolean isPatient(long elapsed) {
		return elapsed < this.window;
	}

	/**
	 * Return how many connections to close now.
	 * @param elapsed the time since the first batch, in nanoseconds
	 * @param left how many are still open
	 */
	int batch(long elapsed, int left) {
		long batches = Math.max(1, (this.window - elapsed) / TICK.toNanos());
		return (int) Math.max(MIN_BATCH, (left + batches - 1) / batches);
	}

}
