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

package io.pushgate.delivery;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took that happens often, such as deliveries: a histogram with fixed
 * bounds.
 *
 * <p>
 * Recording takes no lock, allocates nothing and is striped where threads meet: it may
 * happen once per delivery. Reading is rare and adds up. What is read while others record
 * is not from one instant, but nothing is lost and no count ever falls.
 *
 * @since 0.1.0
 */
public final class TimeHistogram {

	private static final long[] BOUNDS = { micros(500), millis(1), micros(2500), millis(5), millis(10), millis(25),
			millis(50), millis(100), millis(150), millis(250), millis(500), millis(1000), millis(2500), millis(5000),
			millis(10_000), millis(30_000), millis(60_000) };

	private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

	// One more than there are bounds, for what took longer than the last.
	private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];

	private final LongAdder total = new LongAdder();

	private final LongAccumulator max = new LongAccumulator(Long::max, 0);

	// Guarded by this object's monitor.

	private long previousMax;

	private long windowStart = System.nanoTime();

	/**
	 * Create a histogram of nothing yet.
	 */
	public TimeHistogram() {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	private static long micros(long micros) {
		return TimeUnit.MICROSECONDS.toNanos(micros);
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	/**
	 * Record how long it took once.
	 * @param nanos the time in nanoseconds
	 */
	public void record(long nanos) {
		int bucket = 0;
		// From below, as most times are short.
		while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
			bucket++;
		}
		this.counts[bucket].increment();
		this.total.add(nanos);
		this.max.accumulate(nanos);
	}

	/**
	 * Return the upper bounds of the buckets, each included in its bucket. A last bucket,
	 * without a bound, follows.
	 * @return the bounds, rising
	 */
	public static List<Duration> bounds() {
		return Arrays.stream(BOUNDS).mapToObj(Duration::ofNanos).toList();
	}

	/**
	 * Return how many times there are in each bucket.
	 * @return the counts, not cumulative, one more than there are {@link #bounds()}
	 */
	public long[] counts() {
		long[] counts = new long[this.counts.length];
		for (int i = 0; i < counts.length; i++) {
			counts[i] = this.counts[i].sum();
		}
		return counts;
	}

	/**
	 * Return how many times were no longer than a bound.
	 * @param bound the index of the bound
	 * @return the count
	 */
	public long countUpTo(int bound) {
		long count = 0;
		for (int i = 0; i <= bound; i++) {
			count += this.counts[i].sum();
		}
		return count;
	}

	/**
	 * Return how many times were recorded.
	 * @return the count
	 */
	public long count() {
		return countUpTo(BOUNDS.length);
	}

	/**
	 * Return how long it took altogether.
	 * @return the time in nanoseconds
	 */
	public long totalNanos() {
		return this.total.sum();
	}

	/**
	 * Return the longest recent time: of the last minute or two, where somebody asks at
	 * least that often.
	 * @return the time in nanoseconds
	 */
	public synchronized long maxNanos() {
		long now = System.nanoTime();
		if (now - this.windowStart > WINDOW) {
			this.windowStart = now;
			this.previousMax = this.max.getThenReset();
		}
		return Math.max(this.previousMax, this.max.get());
	}

}
