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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TimeHistogram}.
 */
class TimeHistogramTests {

	private final TimeHistogram times = new TimeHistogram();

	@Test
	void countsEachTimeInTheFirstBucketThatHoldsIt() {
		this.times.record(0);
		this.times.record(TimeUnit.MICROSECONDS.toNanos(500));
		this.times.record(TimeUnit.MICROSECONDS.toNanos(500) + 1);
		this.times.record(TimeUnit.MILLISECONDS.toNanos(150));
		this.times.record(TimeUnit.MINUTES.toNanos(1));
		this.times.record(TimeUnit.MINUTES.toNanos(1) + 1);
		this.times.record(Long.MAX_VALUE / 2);
		long[] counts = this.times.counts();
		assertThat(counts).hasSize(TimeHistogram.bounds().size() + 1);
		assertThat(counts[0]).isEqualTo(2);
		assertThat(counts[1]).isEqualTo(1);
		assertThat(counts[8]).isEqualTo(1);
		assertThat(counts[counts.length - 2]).isEqualTo(1);
		assertThat(counts[counts.length - 1]).isEqualTo(2);
		assertThat(this.times.count()).isEqualTo(7);
		assertThat(this.times.countUpTo(1)).isEqualTo(3);
	}

	@Test
	void boundsRise() {
		assertThat(TimeHistogram.bounds()).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void addsUpTheTimesAndKnowsTheLongest() {
		assertThat(this.times.maxNanos()).isZero();
		this.times.record(30);
		this.times.record(5);
		assertThat(this.times.totalNanos()).isEqualTo(35);
		assertThat(this.times.maxNanos()).isEqualTo(30);
	}

	@Test
	void losesNothingWhereThreadsMeet() throws Exception {
		Thread[] threads = new Thread[4];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				for (int nanos = 0; nanos < 100_000; nanos++) {
					this.times.record(1000);
				}
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.times.count()).isEqualTo(400_000);
		assertThat(this.times.totalNanos()).isEqualTo(400_000_000);
	}

}
