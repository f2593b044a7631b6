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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * <td>{@link ClaimEntry}: a claim, which expires with its lease; or what came of it,
 * which expires when its memory ends</td>
 * </tr>
 * </table>
 *
 * Every step is one script on one key, see {@link ClaimScripts}: to claim ({@code GET},
 * {@code SET PX}), and to say what came of it or give it back ({@code GET},
 * {@code SET PX} or {@code DEL}). So a cluster spreads the names over its servers, and
 * each claim waits for its own answer alone.
 *
 * <h2>Known races</h2> Something is done twice where a claim is lost: a Redis comes back
 * without its data, a replica takes over that does not have the latest of it, keys are
 * evicted (so {@code maxmemory-policy} is {@code noeviction}), or what is done takes
 * longer than the lease.
 *
 * <p>
 * Where Redis does not answer, claims fail: after two seconds, and those that come then
 * at once, but for one in a second that tries again.
 *
 * @since 0.1.0
 */
public final class RedisClaimStore implements ClaimStore, AutoCloseable {

	private static final int MAX_FINGERPRINT = 255;

	private static final long FIRST_PAUSE = 500;

	private static final long LONGEST_PAUSE = 10_000;

	private final String keyPrefix;

	private final ScriptLink link;

	private final RedisOutage outage;

	private final byte[] process = ClaimEntry.prefix(ThreadLocalRandom.current().nextLong());

	private final AtomicLong numbers = new AtomicLong();

	private volatile boolean closed;

	/**
	 * Create a store.
	 * @param factory the application's, whose settings are used
	 * @param topic what the names of keys start with
	 */
	public RedisClaimStore(RedisConnectionFactory factory, String topic) {
		this.keyPrefix = topic + ":once:";
		this.outage = new RedisOutage(factory);
		this.link = new ScriptLink(factory);
	}

	@Override
	public CompletableFuture<Claim> claim(String name, byte[] fingerprint, Duration lease) {
		Assert.isTrue(fingerprint.length <= MAX_FINGERPRINT, "'fingerprint' must be at most 255 bytes");
		if (!this.outage.isWorthATry()) {
			return CompletableFuture.failedFuture(unavailable(null));
		}
		OwnClaim mine = new OwnClaim(this.keyPrefix + name, fingerprint);
		CompletableFuture<Claim> answer = new CompletableFuture<>();
		run(ClaimScripts.CLAIM, mine.key, mine.claim, number(lease)).whenComplete((held, failure) -> {
			this.outage.seen(failure);
			Claim claim = null;
			if (failure != null) {
				// It may have arrived all the same.
				mine.release();
			}
			else {
				claim = (!held.isEmpty()) ? ClaimEntry.read(held.get(0)) : mine;
			}
			if (claim == null) {
				answer.completeExceptionally(unavailable(failure));
			}
			else if (!answer.complete(claim) && claim == mine) {
				// Whoever has asked does not wait any more.
				mine.release();
			}
		});
		return answer;
	}

	private static ClaimUnavailableException unavailable(@Nullable Throwable cause) {
		return new ClaimUnavailableException(
				"Redis cannot tell now whether something has been done before. Try again later", cause);
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

	private static byte[] number(Duration duration) {
		return Long.toString(duration.toMillis()).getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public void close() {
		this.closed = true;
		this.link.close();
	}

	/**
	 * A claim of this process.
	 */
	private final class OwnClaim implements Claim.Mine {

		private final String key;

		private final byte[] fingerprint;

		private final byte[] claim;

		OwnClaim(String key, byte[] fingerprint) {
			this.key = key;
			this.fingerprint = fingerprint.clone();
			this.claim = ClaimEntry.claim(RedisClaimStore.this.process, RedisClaimStore.this.numbers.incrementAndGet(),
					fingerprint);
		}

		@Override
		public CompletableFuture<Void> done(byte[] outcome, Duration memory) {
			long end = System.nanoTime() + memory.toNanos();
			byte[] done = ClaimEntry.done(this.fingerprint, outcome);
			return store(done, memory).whenComplete((stored, failure) -> {
				if (failure != null) {
					again(done, end, FIRST_PAUSE);
				}
			});
		}

		private CompletableFuture<Void> store(byte[] done, Duration memory) {
			return run(ClaimScripts.END, this.key, this.claim, done, number(memory)).thenAccept((reply) -> {
			});
		}

		/**
		 * Store it when Redis is back: others would do it again. There are only as many
		 * of these as were under way when Redis went, as nothing is claimed then.
		 */
		private void again(byte[] done, long end, long pause) {
			CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(() -> {
				Duration left = Duration.ofNanos(end - System.nanoTime());
				if (!RedisClaimStore.this.closed && left.toMillis() > 0) {
					store(done, left).exceptionally((failure) -> {
						again(done, end, Math.min(LONGEST_PAUSE, 2 * pause));
						return null;
					});
				}
			});
		}

		@Override
		public void release() {
			run(ClaimScripts.END, this.key, this.claim, new byte[0], number(Duration.ZERO));
		}

	}

}
