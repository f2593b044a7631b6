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

package io.pushgate.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import io.pushgate.message.PushResult;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Remembers the pushes of this process, in memory.
 *
 * <p>
 * Bounded by count: over it, the oldest ids are forgotten before their time, and the log
 * says so once. Not by Caffeine's own maximum, which keeps what is asked for often and
 * would rather drop the newest, the very ones that are about to be repeated.
 *
 * @since 0.1.0
 */
public final class InMemoryIdempotencyStore implements IdempotencyStore {

	private static final Log logger = LogFactory.getLog(InMemoryIdempotencyStore.class);

	/**
	 * About what an id costs in bytes, with everything around it.
	 */
	private static final int COST = 512;

	private static final int HEAP_PART = 16;

	private static final int TRIMMED_PART = 16;

	private final Cache<Key, Entry> entries;

	private final Duration window;

	private final long maxIds;

	private final AtomicBoolean trimming = new AtomicBoolean();

	private volatile boolean told;

	/**
	 * Create a store.
	 * @param window how long a push is remembered
	 * @param maxIds how many are remembered
	 */
	public InMemoryIdempotencyStore(Duration window, long maxIds) {
		this(window, maxIds, Ticker.systemTicker());
	}

	InMemoryIdempotencyStore(Duration window, long maxIds, Ticker ticker) {
		Assert.isTrue(maxIds > 0, "'maxIds' must be positive");
		this.window = window;
		this.maxIds = maxIds;
		this.entries = Caffeine.newBuilder()
			.expireAfterWrite(window)
			.ticker(ticker)
			// What is old goes even if nothing is pushed any more.
			.scheduler(Scheduler.systemScheduler())
			.executor(Runnable::run)
			.build();
	}

	/**
	 * Return how many ids a part of this process's heap holds that leaves room for
	 * everything else.
	 * @return the number
	 */
	public static long idsThatFit() {
		return Math.max(1000, Runtime.getRuntime().maxMemory() / HEAP_PART / COST);
	}

	@Override
	public CompletableFuture<PushResult> once(String tenant, String id, byte[] fingerprint,
			Supplier<CompletableFuture<PushResult>> push) {
		Key key = new Key(tenant, id);
		Entry entry = new Entry(fingerprint, new CompletableFuture<>());
		Entry first = this.entries.asMap().putIfAbsent(key, entry);
		if (first != null) {
			return repeat(first, id, fingerprint);
		}
		trim();
		try {
			push.get().whenComplete((result, failure) -> complete(key, entry, result, failure));
		}
		catch (RuntimeException | Error ex) {
			complete(key, entry, null, ex);
			throw ex;
		}
		return entry.outcome().copy();
	}

	/**
	 * Forget a push before its time.
	 */
	void forget(String tenant, String id) {
		this.entries.invalidate(new Key(tenant, id));
	}

	private static CompletableFuture<PushResult> repeat(Entry first, String id, byte[] fingerprint) {
		if (!Arrays.equals(first.fingerprint(), fingerprint)) {
			return CompletableFuture.failedFuture(IdempotencyConflictException.of(id));
		}
		return first.outcome().copy();
	}

	/**
	 * Tell the outcome, but forget a failure first: whoever hears of it may try again.
	 */
	private void complete(Key key, Entry entry, @Nullable PushResult result, @Nullable Throwable failure) {
		if (failure != null) {
			this.entries.asMap().remove(key, entry);
			entry.outcome().completeExceptionally(failure);
		}
		else {
			entry.outcome().complete(result);
		}
	}

	private void trim() {
		if (this.entries.estimatedSize() <= this.maxIds || !this.trimming.compareAndSet(false, true)) {
			return;
		}
		try {
			int excess = (int) Math.min(Integer.MAX_VALUE, this.maxIds / TRIMMED_PART + 1);
			Set<Key> oldest = this.entries.policy().expireAfterWrite().orElseThrow().oldest(excess).keySet();
			this.entries.invalidateAll(oldest);
			if (!this.told) {
				this.told = true;
				logger.warn("More than " + this.maxIds + " messages with an id were pushed within " + this.window
						+ ", so the oldest of these ids are forgotten before their time, and one that is used again "
						+ "is pushed again. Raise 'push.api.max-ids', or shorten 'push.api.idempotency-window'");
			}
		}
		finally {
			this.trimming.set(false);
		}
	}

	/**
	 * Return how many ids are remembered.
	 * @return about how many
	 */
	public long size() {
		return this.entries.estimatedSize();
	}

	private record Key(String tenant, String id) {

	}

	private record Entry(byte[] fingerprint, CompletableFuture<PushResult> outcome) {

	}

}
