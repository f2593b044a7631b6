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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A bounded number of places that tenants share. A tenant that is alone may take all of
 * them. Once there are several, a tenant gets another place only while it has no more
 * than are free: so there is always room for one that has none, whatever the others do.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class TenantShares {

	private final int places;

	private final AtomicInteger taken = new AtomicInteger();

	// What tenants have who have any.
	private final Map<String, Integer> tenants = new ConcurrentHashMap<>();

	private final AtomicReference<String> first = new AtomicReference<>();

	private volatile boolean several;

	/**
	 * Create places.
	 * @param places how many there are
	 */
	public TenantShares(int places) {
		this.places = places;
	}

	/**
	 * Take a place.
	 * @param tenant whose place it is
	 * @return whether there was one, to be given back by {@link #leave}
	 */
	public boolean enter(String tenant) {
		if (!this.several && !this.first.compareAndSet(null, tenant) && !tenant.equals(this.first.get())) {
			this.several = true;
		}
		int taken = this.taken.incrementAndGet();
		boolean[] entered = new boolean[1];
		if (taken <= this.places) {
			this.tenants.compute(tenant, (key, own) -> {
				int has = (own != null) ? own : 0;
				entered[0] = !this.several || has <= this.places - taken;
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
