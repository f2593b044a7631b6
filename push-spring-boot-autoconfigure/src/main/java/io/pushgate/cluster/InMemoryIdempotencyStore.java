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
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.pushgate.message.Fingerprint;
import io.pushgate.message.PushResult;
import io.pushgate.message.TenantCache;
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

	private final TenantCache<String, Entry> entries;

	private final Duration window;

	private final long maxIds;

	private volatile boolean told;

	/**
	 * Create a store.
	 * @param window how long a push is remembered
	 * @param maxIds how many are remembered: over that, the oldest ones are forgotten of
	 * the tenant that has the most
	 */
	public InMemoryIdempotencyStore(Duration window, long maxIds) {
		this(window, maxIds, System::nanoTime);
	}

	InMemoryIdempotencyStore(Duration window, long maxIds, LongSupplier nanoClock) {
		Assert.isTrue(maxIds > 0, "'maxIds' must be positive");
		this.window = window;
		this.maxIds = maxIds;
		this.entries = new TenantCache<>(window, maxIds, (id, entry) -> 1, nanoClock, this::trimmed);
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
		Entry entry = new Entry(fingerprint, new CompletableFuture<>());
		Entry first = this.entries.putIfAbsent(tenant, id, entry);
		if (first != null) {
			return repeat(first, id, fingerprint);
		}
		try {
			push.get().whenComplete((result, failure) -> complete(tenant, id, entry, result, failure));
		}
		catch (RuntimeException | Error ex) {
			complete(tenant, id, entry, null, ex);
			throw ex;
		}
		return entry.outcome().copy();
	}

	/**
	 * Forget a push before its time.
	 */
	void forget(String tenant, String id) {
		this.entries.remove(tenant, id, null);
	}

	private static CompletableFuture<PushResult> repeat(Entry first, String id, byte[] fingerprint) {
		if (!Fingerprint.isSame(first.fingerprint(), fingerprint)) {
			return CompletableFuture.failedFuture(IdempotencyConflictException.of(id));
		}
		return first.outcome().copy();
	}

	/**
	 * Tell the outcome, but forget a failure first: whoever hears of it may try again.
	 */
	private void complete(String tenant, String id, Entry entry, @Nullable PushResult result,
			@Nullable Throwable failure) {
		if (failure != null) {
			this.entries.remove(tenant, id, entry);
			entry.outcome().completeExceptionally(failure);
		}
		else {
			entry.outcome().complete(result);
		}
	}

	private void trimmed() {
		if (!this.told) {
			this.told = true;
			logger.warn("More than " + this.maxIds + " messages with an id were pushed within " + this.window
					+ ", so the oldest of these ids are forgotten before their time, of the tenant that has the most, "
					+ "and one that is used again is pushed again. Raise 'push.api.max-ids', or shorten "
					+ "'push.api.idempotency-window'");
		}
	}

	/**
	 * Return how many ids are remembered.
	 * @return about how many
	 */
	public long size() {
		return this.entries.weight();
	}

	private record Entry(byte[] fingerprint, CompletableFuture<PushResult> outcome) {

	}

}
