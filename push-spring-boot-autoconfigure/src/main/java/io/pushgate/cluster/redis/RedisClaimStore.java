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

package io.pushgate.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.cluster.Claim;
import io.pushgate.cluster.ClaimStore;
import io.pushgate.cluster.ClaimUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

/**
 * Claims in Redis: standalone, Sentinel or Cluster, with the settings of the
 * application's own {@code RedisConnectionFactory}, which must be one of Lettuce.
 * Connects when something is claimed for the first time.
 *
 * <h2>Keys</h2>
 * <table>
 * <caption>Keys, where {@code push} is the topic</caption>
 * <tr>
 * <th>key</th>
 * <th>type</th>
 * <th>content</th>
 * </tr>
 * <tr>
 * <td>{@code push:once:name}</td>
 * <td>string</td>
 * <td>{@link ClaimEntry}: the claim of a process, which expires after ten seconds unless
 * that process renews it, as it does every three; or what came of it, which expires when
 * whoever has done it has said</td>
 * </tr>
 * </table>
 *
 * Every step is one script on one key, see {@link ClaimScripts}: to claim ({@code GET},
 * {@code SET PX}), to renew ({@code GET}, {@code PEXPIRE}), to give back ({@code GET},
 * {@code DEL}) and to say what came of it ({@code GET}, {@code SET PX}). So a cluster
 * spreads the names over its servers.
 *
 * <h2>Known races</h2> Something is done twice where a claim is lost: a Redis comes back
 * without its data, a replica takes over that does not have the latest of it, keys are
 * evicted (so {@code maxmemory-policy} is {@code noeviction}), or a process stands still
 * or is cut off from Redis for longer than the lease while it does it.
 *
 * <p>
 * Where Redis does not answer, claims fail: after two seconds, and those that come then
 * at once, but for one in a second that tries again.
 *
 * @since 0.1.0
 */
public final class RedisClaimStore implements ClaimStore, AutoCloseable {

	/**
	 * How long a claim lives that nobody renews.
	 */
	static final Duration LEASE = Duration.ofSeconds(10);

	private static final int MAX_FINGERPRINT = 255;

	private final String keyPrefix;

	private final byte[] lease;

	private final ScriptLink link;

	private final RedisOutage outage = new RedisOutage();

	private final byte[] process = ClaimEntry.prefix(ThreadLocalRandom.current().nextLong());

	private final AtomicLong numbers = new AtomicLong();

	// What this process claims, has claimed, or could not say the outcome of.
	private final Map<String, OwnClaim> own = new ConcurrentHashMap<>();

	// Claims that are not answered, the earliest first. Guarded by its own monitor.
	private final Queue<Asked> asked = new ArrayDeque<>();

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Create a store.
	 * @param factory the application's, whose settings are used
	 * @param topic what the names of keys start with
	 */
	public RedisClaimStore(RedisConnectionFactory factory, String topic) {
		this(factory, topic, LEASE);
	}

	RedisClaimStore(RedisConnectionFactory factory, String topic, Duration lease) {
		this.keyPrefix = topic + ":once:";
		this.lease = number(lease.toMillis());
		this.link = new ScriptLink(factory);
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "push-claims");
			thread.setDaemon(true);
			return thread;
		});
		long period = lease.toMillis() / 3;
		this.executor.scheduleWithFixedDelay(() -> this.own.values().forEach(OwnClaim::renew), period, period,
				TimeUnit.MILLISECONDS);
	}

	@Override
	public CompletableFuture<Claim> claim(String name, byte[] fingerprint) {
		Assert.isTrue(fingerprint.length <= MAX_FINGERPRINT, "'fingerprint' must be at most 255 bytes");
		CompletableFuture<Claim> answer = new CompletableFuture<>();
		OwnClaim mine = new OwnClaim(name, fingerprint);
		synchronized (this.asked) {
			OwnClaim other = this.own.putIfAbsent(name, mine);
			if (other != null) {
				// What is not answered yet may turn out to be somebody else's.
				mine.claimed = other.claimed.thenApply((claim) -> (claim == other) ? other.taken() : claim);
			}
			else {
				mine.claimed = ask(mine);
			}
			Asked asked = new Asked(mine, answer);
			this.asked.add(asked);
			mine.claimed.whenComplete((claim, failure) -> execute(this::answer));
		}
		return answer;
	}

	private CompletableFuture<Claim> ask(OwnClaim mine) {
		if (!this.outage.isWorthATry()) {
			this.own.remove(mine.name, mine);
			return CompletableFuture.failedFuture(unavailable(null));
		}
		return run(ClaimScripts.CLAIM, mine.key, mine.claim, this.lease, this.process).handle((held, failure) -> {
			this.outage.seen(failure);
			if (failure != null) {
				// It may have arrived all the same.
				mine.release();
				throw unavailable(failure);
			}
			if (held.isEmpty()) {
				return mine;
			}
			this.own.remove(mine.name, mine);
			Claim taken = ClaimEntry.read(held.get(0));
			if (taken == null) {
				throw unavailable(null);
			}
			return taken;
		});
	}

	private static ClaimUnavailableException unavailable(@Nullable Throwable cause) {
		return new ClaimUnavailableException(
				"Redis cannot tell now whether something has been done before. Try again " + "later", cause);
	}

	/**
	 * Answer, in the order of the questions, as far as there are answers.
	 */
	private void answer() {
		while (true) {
			Asked first;
			synchronized (this.asked) {
				first = this.asked.peek();
				if (first == null || !first.mine.claimed.isDone()) {
					return;
				}
				this.asked.remove();
			}
			first.answer();
		}
	}

	private void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Closed, but nobody is to wait for ever.
			task.run();
		}
	}

	private CompletableFuture<List<byte[]>> run(LuaScript script, String key, byte[]... arguments) {
		try {
			CompletionStage<List<byte[]>> reply = this.link.run(script, key, arguments);
			return reply.toCompletableFuture();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static byte[] number(long number) {
		return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Return how many claims this process has, or has not got an answer for.
	 */
	int ownCount() {
		return this.own.size();
	}

	@Override
	public void close() {
		this.executor.shutdown();
		this.link.close();
		synchronized (this.asked) {
			this.asked.forEach((asked) -> asked.future.completeExceptionally(unavailable(null)));
			this.asked.clear();
		}
	}

	/**
	 * Somebody who waits for the answer.
	 */
	private record Asked(OwnClaim mine, CompletableFuture<Claim> future) {

		void answer() {
			this.mine.claimed.whenComplete((claim, failure) -> {
				if (failure != null) {
					this.future
						.completeExceptionally((failure instanceof CompletionException) ? failure.getCause() : failure);
				}
				else if (!this.future.complete(claim) && claim == this.mine) {
					this.mine.release();
				}
			});
		}

	}

	/**
	 * A claim of this process, from the moment when it asks for it.
	 */
	private final class OwnClaim implements Claim.Mine {

		private final String name;

		private final String key;

		private final byte[] fingerprint;

		private final byte[] claim;

		// Set before anybody else sees this.
		private CompletableFuture<Claim> claimed = new CompletableFuture<>();

		// Guarded by this object's monitor, under which commands are sent as well, so
		// that they arrive in the order of what they mean.

		private byte @Nullable [] outcome;

		private long doneUntil;

		private boolean over;

		OwnClaim(String name, byte[] fingerprint) {
			this.name = name;
			this.key = RedisClaimStore.this.keyPrefix + name;
			this.fingerprint = fingerprint.clone();
			this.claim = ClaimEntry.claim(RedisClaimStore.this.process, RedisClaimStore.this.numbers.incrementAndGet(),
					fingerprint);
		}

		synchronized Claim.Taken taken() {
			return (this.outcome != null) ? new Claim.Done(this.fingerprint, this.outcome)
					: new Claim.Held(this.fingerprint);
		}

		synchronized void renew() {
			if (this.over) {
				return;
			}
			if (this.outcome != null) {
				store(this.outcome);
			}
			else {
				run(ClaimScripts.RENEW, this.key, this.claim, RedisClaimStore.this.lease);
			}
		}

		@Override
		public synchronized CompletableFuture<Void> done(byte[] outcome, Duration memory) {
			this.outcome = outcome.clone();
			this.doneUntil = System.nanoTime() + memory.toNanos();
			CompletableFuture<Void> stored = new CompletableFuture<>();
			store(this.outcome).whenComplete((done, failure) -> execute(() -> {
				if (failure != null) {
					stored.completeExceptionally(failure);
				}
				else {
					stored.complete(null);
				}
			}));
			return stored;
		}

		private CompletableFuture<List<byte[]>> store(byte[] outcome) {
			long left = TimeUnit.NANOSECONDS.toMillis(this.doneUntil - System.nanoTime());
			if (left <= 0) {
				end();
				return CompletableFuture.completedFuture(List.of());
			}
			return run(ClaimScripts.DONE, this.key, ClaimEntry.done(this.fingerprint, outcome), number(left))
				.whenComplete((done, failure) -> {
					RedisClaimStore.this.outage.seen(failure);
					if (failure == null) {
						end();
					}
				});
		}

		@Override
		public synchronized void release() {
			end();
			run(ClaimScripts.RELEASE, this.key, this.claim);
		}

		private synchronized void end() {
			this.over = true;
			RedisClaimStore.this.own.remove(this.name, this);
		}

	}

}
