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

package io.pushgate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Keeps what can happen at any rate from filling a log. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LogThrottle {

	private final long period;

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	private final AtomicLong suppressed = new AtomicLong();

	/**
	 * Create a throttle.
	 * @param period the time between two entries at least
	 */
	public LogThrottle(Duration period) {
		this.period = period.toNanos();
	}

	/**
	 * Log now, or count what was not logged.
	 * @param log logs, and says how many were not logged since the last time
	 */
	public void log(LongConsumer log) {
		long now = System.nanoTime();
		long due = this.next.get();
		if (now - due >= 0 && this.next.compareAndSet(due, now + this.period)) {
			log.accept(this.suppressed.getAndSet(0));
		}
		else {
			this.suppressed.incrementAndGet();
		}
	}

}
