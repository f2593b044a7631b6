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

package io.pushgate.delivery.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next try: twice as long each time, somewhere in the upper
 * half of it, so that callers that have failed together do not come back together. Not
 * thread-safe.
 */
final class Backoff {

	private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST = TimeUnit.SECONDS.toNanos(2);

	private final long cap;

	private long next = FIRST;

	/**
	 * Create a back-off.
	 * @param cap the longest wait that is obeyed where the other side names one
	 */
	Backoff(Duration cap) {
		this.cap = cap.toNanos();
	}

	void succeeded() {
		this.next = FIRST;
	}

	/**
	 * Return how long to wait after a failure.
	 * @param retryAfter how long the other side says, or {@code null}
	 * @return the time in nanoseconds
	 */
	long failed(@Nullable Duration retryAfter) {
		long pause = this.next / 2 + ThreadLocalRandom.current().nextLong(this.next / 2 + 1);
		this.next = Math.min(LONGEST, this.next * 2);
		if (retryAfter == null) {
			return pause;
		}
		return Math.max(pause, Math.min(this.cap, retryAfter.toNanos()));
	}

}
