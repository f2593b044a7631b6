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

package io.pushgate.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets each tenant push so many messages a second: evenly, with one second's worth at
 * once after a pause. A batch that is larger than that passes after a pause as well, and
 * is waited for afterwards. This is the generic cell rate algorithm: all it keeps of a
 * tenant is the time at which the tenant would have been if it had pushed evenly.
 * Thread-safe.
 */
final class TenantRateLimiter {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final long interval;

	private final LongSupplier clock;

	// As many as there are tenants that have pushed.
	private final Map<String, AtomicLong> times = new ConcurrentHashMap<>();

	TenantRateLimiter(@Nullable Integer rate, LongSupplier clock) {
		this.interval = (rate != null) ? Math.max(1, SECOND / rate) : 0;
		this.clock = clock;
	}

	/**
	 * Count messages that a tenant wants to push.
	 * @throws ApiException if these are too many; then they do not count
	 */
	void count(String tenant, int messages) {
		if (this.interval == 0 || messages == 0) {
			return;
		}
		long now = this.clock.getAsLong();
		AtomicLong time = this.times.computeIfAbsent(tenant, (key) -> new AtomicLong(now));
		while (true) {
			long before = time.get();
			long start = (before - now > 0) ? before : now;
			long end = start + messages * this.interval;
			long excess = end - now - SECOND;
			if (excess > 0 && start != now) {
				throw new Problem(ProblemType.RATE_LIMITED, "The tenant pushes too often. Try again later", List.of(),
						Duration.ofSeconds(1 + excess / SECOND))
					.exception();
			}
			if (time.compareAndSet(before, end)) {
				return;
			}
		}
	}

}
