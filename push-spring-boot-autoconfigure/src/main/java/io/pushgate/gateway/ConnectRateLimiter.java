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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets so many through a second, and up to one second's worth at once. The state is one
 * number, the time from which on the next one may pass (the generic cell rate algorithm
 * of ITU-T I.371). Thread-safe.
 */
final class ConnectRateLimiter {

	private final long interval;

	private final LongSupplier nanoClock;

	private final AtomicLong next;

	ConnectRateLimiter(int perSecond, LongSupplier nanoClock) {
		this.interval = (perSecond != Integer.MAX_VALUE) ? TimeUnit.SECONDS.toNanos(1) / perSecond : 0;
		this.nanoClock = nanoClock;
		this.next = new AtomicLong(nanoClock.getAsLong() - TimeUnit.SECONDS.toNanos(1));
	}

	/**
	 * Give back what was acquired for nothing.
	 */
	void refund() {
		this.next.addAndGet(-this.interval);
	}

	/**
	 * Try to pass.
	 * @return zero, or how long to wait before the next try
	 */
	Duration tryAcquire() {
		if (this.interval == 0) {
			return Duration.ZERO;
		}
		while (true) {
			long now = this.nanoClock.getAsLong();
			long earliest = now - TimeUnit.SECONDS.toNanos(1);
			long current = this.next.get();
			long start = (current - earliest < 0) ? earliest : current;
			long wait = start + this.interval - now;
			if (wait > 0) {
				return Duration.ofNanos(wait);
			}
			if (this.next.compareAndSet(current, start + this.interval)) {
				return Duration.ZERO;
			}
		}
	}

}
