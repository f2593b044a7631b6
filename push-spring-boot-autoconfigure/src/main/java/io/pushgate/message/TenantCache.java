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

package io.pushgate.message;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Weigher;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while what tenants have done, up to a bound that all of them share.
 * Over the bound, the tenant that takes the most loses its oldest entries: so a tenant
 * that takes no more than its share loses nothing, whatever the others do. Thread-safe.
 *
 * @param <K> the keys of a tenant
 * @param <V> what is remembered
 * @since 0.1.0
 */
public final class TenantCache<K, V> {

	private static final int TRIMMED_PART = 16;

	private static final int CHECKS = 64;

	private final Map<String, Cache<K, V>> tenants = new ConcurrentHashMap<>();

	private final Duration window;

	private final long maxWeight;

	private final Weigher<K, V> weigher;

	private final LongSupplier nanoClock;

	private final Runnable onTrim;

	// What was added since the bound was looked at.
	private final AtomicLong added = new AtomicLong();

	private final AtomicBoolean trimming = new AtomicBoolean();

	/**
	 * Create a cache.
	 * @param window how long an entry is remembered after it was written
	 * @param maxWeight how much all entries may weigh
	 * @param weigher what an entry weighs
	 * @param nanoClock the time in nanoseconds
	 * @param onTrim run after entries were forgotten before their time
	 */
	public TenantCache(Duration window, long maxWeight, Weigher<K, V> weigher, LongSupplier nanoClock,
			Runnable onTrim) {
		this.window = window;
		this.maxWeight = maxWeight;
		this.weigher = weigher;
		this.nanoClock = nanoClock;
		this.onTrim = onTrim;
	}

	/**
	 * Return what is remembered.
	 * @param tenant the tenant
	 * @param key the key
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable V get(String tenant, K key) {
		Cache<K, V> cache = this.tenants.get(tenant);
		return (cache != null) ? cache.getIfPresent(key) : null;
	}

	/**
	 * Change what is remembered, or remember something for the first time.
	 * @param tenant the tenant
	 * @param key the key
	 * @param change takes what is remembered, or {@code null}, and returns what is to be;
	 * must be quick
	 * @return what is remembered now
	 */
	public V compute(String tenant, K key, BiFunction<? super K, ? super @Nullable V, ? extends V> change) {
		int[] before = new int[1];
		V value = change(tenant, (entries) -> entries.compute(key, (name, current) -> {
			before[0] = (current != null) ? this.weigher.weigh(key, current) : 0;
			return change.apply(name, current);
		}));
		added(Math.max(0, this.weigher.weigh(key, value) - before[0]));
		return value;
	}

	/**
	 * Remember something for the first time.
	 * @param tenant the tenant
	 * @param key the key
	 * @param value the value
	 * @return what is remembered already, for no longer than before, or {@code null}
	 */
	public @Nullable V putIfAbsent(String tenant, K key, V value) {
		V previous = change(tenant, (entries) -> entries.putIfAbsent(key, value));
		if (previous == null) {
			added(this.weigher.weigh(key, value));
		}
		return previous;
	}

	private <R extends @Nullable Object> R change(String tenant, Function<Map<K, V>, R> change) {
		AtomicReference<R> result = new AtomicReference<>();
		// Under the lock of the tenant's entry, so that its cache is in here.
		this.tenants.compute(tenant, (name, current) -> {
			Cache<K, V> cache = (current != null) ? current : create();
			result.set(change.apply(cache.asMap()));
			return cache;
		});
		return result.get();
	}

	private void added(int weight) {
		if (this.added.addAndGet(weight) >= this.maxWeight / CHECKS && this.trimming.compareAndSet(false, true)) {
			try {
				this.added.set(0);
				trim();
			}
			finally {
				this.trimming.set(false);
			}
		}
	}

	/**
	 * Forget something, if it is still the same.
	 * @param tenant the tenant
	 * @param key the key
	 * @param value the value, or {@code null} for any
	 */
	public void remove(String tenant, K key, @Nullable V value) {
		Cache<K, V> cache = this.tenants.get(tenant);
		if (cache != null && value == null) {
			cache.invalidate(key);
		}
		else if (cache != null) {
			cache.asMap().remove(key, value);
		}
	}

	/**
	 * Return how much all entries weigh.
	 * @return the weight
	 */
	public long weight() {
		return this.tenants.values().stream().mapToLong(TenantCache::weight).sum();
	}

	private Cache<K, V> create() {
		return Caffeine.newBuilder()
			.maximumWeight(Long.MAX_VALUE / 2)
			.weigher(this.weigher)
			.expireAfterWrite(this.window)
			.ticker(this.nanoClock::getAsLong)
			// What is old goes even if nothing is added any more.
			.scheduler(Scheduler.systemScheduler())
			// What there is to do is little, and needs no pool of its own.
			.executor(Runnable::run)
			.build();
	}

	private void trim() {
		// Those who have been quiet for a window.
		this.tenants.keySet().forEach((tenant) -> this.tenants.computeIfPresent(tenant, (name, cache) -> {
			cache.cleanUp();
			return (cache.estimatedSize() > 0) ? cache : null;
		}));
		// What may be added until the next look.
		long excess = weight() - (this.maxWeight - this.maxWeight / CHECKS);
		if (excess <= 0) {
			return;
		}
		long wanted = excess + this.maxWeight / TRIMMED_PART;
		while (wanted > 0) {
			List<Cache<K, V>> largest = this.tenants.values()
				.stream()
				.sorted(Comparator.comparingLong((Cache<K, V> cache) -> weight(cache)).reversed())
				.limit(2)
				.toList();
			if (largest.isEmpty()) {
				break;
			}
			long weight = weight(largest.get(0));
			long ahead = weight - ((largest.size() > 1) ? weight(largest.get(1)) : 0);
			// Down to the next one, then both a little.
			long part = Math.min(wanted, Math.max(ahead, this.maxWeight / (TRIMMED_PART * TRIMMED_PART) + 1));
			long removed = removeOldest(largest.get(0), Math.min(part, weight));
			if (removed == 0) {
				break;
			}
			wanted -= removed;
		}
		this.onTrim.run();
	}

	private long removeOldest(Cache<K, V> cache, long weight) {
		long before = weight(cache);
		long entries = Math.max(1, cache.estimatedSize());
		int count = (int) Math.min(Integer.MAX_VALUE, weight * entries / Math.max(1, before) + 1);
		cache.invalidateAll(cache.policy().expireAfterWrite().orElseThrow().oldest(count).keySet());
		return before - weight(cache);
	}

	private static long weight(Cache<?, ?> cache) {
		cache.cleanUp();
		return cache.policy().eviction().map(TenantCache::weight).orElseThrow();
	}

	private static long weight(Eviction<?, ?> eviction) {
		return eviction.weightedSize().orElse(0);
	}

}
