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
 * How many connections to close at a time: as many as can come back elsewhere, and where
 * they are too many for that, evenly over the time in which all must be closed. For one
 * thread.
 */
final class DrainPace {

	/**
	 * The time between two batches.
	 */
	static final Duration TICK = Duration.ofMillis(100);

	/**
	 * How long the last ones may take at most: the transports give up on a client that
	 * does not read after 5 s.
	 */
	private static final Duration MAX_RESERVE = Duration.ofSeconds(6);

	private final long window;

	// Connections to close, with fractions of one that wait for the next batch.
	private double due;

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
	 * @param perSecond how many clients a second can come back
	 */
	int batch(long elapsed, int left, long perSecond) {
		long batches = Math.max(1, (this.window - elapsed) / TICK.toNanos());
		double paced = perSecond * TICK.toMillis() / 1000.0;
		this.due += Math.max(paced, left / (double) batches);
		// The first one goes at once, however slow the rate is.
		int batch = (int) Math.min(left, (elapsed < TICK.toNanos()) ? Math.max(1, this.due) : this.due);
		this.due -= batch;
		return batch;
	}

}
