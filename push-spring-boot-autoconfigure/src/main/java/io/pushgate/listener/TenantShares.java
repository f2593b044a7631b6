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

package io.pushgate.listener;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A bounded number of places that tenants share. A tenant that is alone may take all of
 * them. While there are several, a tenant gets another place only if no fewer than it has
 * are free: so one that has few gets more, whatever those do that have many. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TenantShares {

	private static final long MEMORY = TimeUnit.MINUTES.toNanos(1);

	private final int places;

	private final LongSupplier nanoClock;

	private final AtomicInteger taken = new AtomicInteger();

	// What tenants have who have any.
	private final Map<String, Integer> tenants = new ConcurrentHashMap<>();

	// Who has asked for a place last, and until when others count that have asked before.

	private volatile String last = "";

	private volatile boolean several;

	private volatile long severalUntil;

	/**
	 * Create places.
	 * @param places how many there are
	 */
	public TenantShares(int places) {
		this(places, System::nanoTime);
	}

	TenantShares(int places, LongSupplier nanoClock) {
		this.places = places;
		this.nanoClock = nanoClock;
	}

	/**
	 * Take a place.
	 * @param tenant whose place it is
	 * @return whether there was one, to be given back by {@link #leave}
	 */
	public boolean enter(String tenant) {
		boolean shared = isShared(tenant);
		int taken = this.taken.incrementAndGet();
		boolean[] entered = new boolean[1];
		if (taken <= this.places) {
			this.tenants.compute(tenant, (key, own) -> {
				int has = (own != null) ? own : 0;
				entered[0] = !shared || has <= this.places - taken;
				if (!entered[0]) {
					return own;
				}
				return has + 1;
			});
		}
		if (!entered[0]) {
			this.taken.decrementAndGet();
		}
		return entered[0];
	}

	private boolean isShared(String tenant) {
		if (!tenant.equals(this.last)) {
			boolean first = this.last.isEmpty();
			this.last = tenant;
			if (!first) {
				this.severalUntil = this.nanoClock.getAsLong() + MEMORY;
				this.several = true;
			}
		}
		else if (this.several && this.nanoClock.getAsLong() - this.severalUntil > 0) {
			this.several = false;
		}
		return this.several;
	}

	/**
	 * Give a place back, once.
	 * @param tenant whose place it was
	 */
	public void leave(String tenant) {
		this.tenants.computeIfPresent(tenant, (key, own) -> (own > 1) ? own - 1 : null);
		this.taken.decrementAndGet();
	}

	/**
	 * Return how many places are taken.
	 * @return the number
	 */
	public int takenCount() {
		return this.taken.get();
	}

}
