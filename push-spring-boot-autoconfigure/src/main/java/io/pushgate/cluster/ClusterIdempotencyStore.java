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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.pushgate.cluster.Claim.Done;
import io.pushgate.cluster.Claim.Held;
import io.pushgate.cluster.Claim.Mine;
import io.pushgate.message.PushResult;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the pushes of all nodes of a cluster: what was pushed at one of them is not
 * pushed again at another. Thread-safe; blocks nobody.
 *
 * <h2>What holds at any time</h2>
 * <ol>
 * <li>Of any number of pushes of one tenant with one id, at any nodes at the same moment,
 * one is made, as long as the node lives that makes it.</li>
 * <li>Once it has succeeded, each repeat within the window gets its result, and a push of
 * other content with that id an {@link IdempotencyConflictException}. Nobody is told of
 * the success before it is stored, or storing it has failed.</li>
 * <li>Once it has failed, nothing is stored, and a repeat is a new attempt. So is one
 * that has waited for it at another node.</li>
 * <li>When the node that makes it dies, a repeat is a new attempt, after the lease of its
 * claim has ended. If it has died after the message was accepted and before that was
 * stored, which is as long as one call of the store takes, the message is pushed
 * twice.</li>
 * <li>Where nobody can tell whether it was pushed before, it is not pushed, and fails
 * with {@link ClaimUnavailableException}. A push that was accepted is a success, whether
 * or not that could be stored: its node remembers it, and stores it later.</li>
 * </ol>
 *
 * <p>
 * Each node remembers in memory what it has pushed itself, so repeats at the same node
 * ask nobody, and those that come at the same moment wait for one and the same push.
 *
 * <p>
 * Pushes with an id that one node makes for one tenant keep their order among themselves.
 * One without an id does not wait for the store, so it may overtake one with an id whose
 * future is not complete.
 *
 * @since 0.1.0
 */
public final class ClusterIdempotencyStore implements IdempotencyStore, AutoCloseable {

	/**
	 * How long a push may take: much longer than any bus takes to accept or refuse it.
	 */
	private static final Duration LEASE = Duration.ofSeconds(30);

	/**
	 * How long a repeat waits for the push that is being made elsewhere.
	 */
	private static final Duration PATIENCE = LEASE.plusSeconds(10);

	private static final String UNKNOWN = "-";

	private static final int STRIPES = 64;

	private static final long IDLE_SECONDS = 10;

	private final ClaimStore claims;

	private final InMemoryIdempotencyStore memory;

	private final Duration window;

	// By tenant.
	private final OrderedActions[] order = new OrderedActions[STRIPES];

	// Where callers do what they do once they know, which may take its time.
	private final ThreadPoolExecutor completions;

	/**
	 * Create a store.
	 * @param claims what all nodes share
	 * @param memory remembers what this node has pushed
	 * @param window how long a push is remembered
	 */
	public ClusterIdempotencyStore(ClaimStore claims, InMemoryIdempotencyStore memory, Duration window) {
		this.claims = claims;
		this.memory = memory;
		this.window = window;
		Arrays.setAll(this.order, (stripe) -> new OrderedActions());
		this.completions = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "push-idempotency");
					thread.setDaemon(true);
					return thread;
				});
		this.completions.allowCoreThreadTimeOut(true);
	}

	@Override
	public CompletableFuture<PushResult> once(String tenant, String id, byte[] fingerprint,
			Supplier<CompletableFuture<PushResult>> push) {
		Attempt attempt = new Attempt(tenant, id, fingerprint, push);
		CompletableFuture<PushResult> outcome = this.memory.once(tenant, id, fingerprint, attempt::remembered);
		if (attempt.begun || !outcome.isCompletedExceptionally()) {
			return outcome;
		}
		// The other one that this node knows may itself be the wrong one, and about to
		// find that out.
		return outcome.exceptionallyCompose((failure) -> (cause(failure) instanceof IdempotencyConflictException)
				? attempt.make()
					.exceptionallyCompose((other) -> CompletableFuture.failedFuture(
							(cause(other) instanceof ClaimUnavailableException) ? cause(failure) : cause(other)))
				: CompletableFuture.failedFuture(cause(failure)));
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Leave the thread of the store, which others wait for.
	 */
	private void complete(Runnable completion) {
		try {
			this.completions.execute(completion);
		}
		catch (RejectedExecutionException ex) {
			// Closed, but nobody is to wait for ever.
			completion.run();
		}
	}

	private static byte[] write(PushResult result) {
		String sessions = result.sessions().isPresent() ? Integer.toString(result.sessions().getAsInt()) : UNKNOWN;
		return (result.time() + " " + result.localSessions() + " " + sessions + " " + result.id())
			.getBytes(StandardCharsets.UTF_8);
	}

	private static PushResult read(byte[] outcome) {
		String[] parts = new String(outcome, StandardCharsets.UTF_8).split(" ", 4);
		OptionalInt sessions = parts[2].equals(UNKNOWN) ? OptionalInt.empty()
				: OptionalInt.of(Integer.parseInt(parts[2]));
		return new PushResult(parts[3], Instant.parse(parts[0]), Integer.parseInt(parts[1]), sessions);
	}

	@Override
	public void close() {
		this.completions.shutdown();
	}

	/**
	 * One call.
	 */
	private final class Attempt {

		private final String tenant;

		private final String id;

		private final byte[] fingerprint;

		private final Supplier<CompletableFuture<PushResult>> push;

		private final CompletableFuture<PushResult> result = new CompletableFuture<>();

		private boolean begun;

		private boolean elsewhere;

		Attempt(String tenant, String id, byte[] fingerprint, Supplier<CompletableFuture<PushResult>> push) {
			this.tenant = tenant;
			this.id = id;
			this.fingerprint = fingerprint;
			this.push = push;
		}

		CompletableFuture<PushResult> remembered() {
			this.begun = true;
			// What was pushed elsewhere is forgotten elsewhere, and not later here.
			return make().whenComplete((known, failure) -> {
				if (this.elsewhere) {
					ClusterIdempotencyStore.this.memory.forget(this.tenant, this.id);
				}
			});
		}

		CompletableFuture<PushResult> make() {
			// A tenant has no colon.
			String name = "push:" + this.tenant + ":" + this.id;
			ClaimStore claims = ClusterIdempotencyStore.this.claims;
			CompletableFuture<Claim> claim = claims.claim(name, this.fingerprint, LEASE);
			ClusterIdempotencyStore.this.order[Math.floorMod(this.tenant.hashCode(), STRIPES)].add(claim,
					() -> claim.whenComplete((said, failure) -> {
						if (said instanceof Held held && held.isSame(this.fingerprint)) {
							// A repeat, which keeps nobody waiting.
							ClaimWait.claim(claims, name, this.fingerprint, LEASE, PATIENCE)
								.whenComplete(this::claimed);
						}
						else {
							claimed(said, failure);
						}
					}));
			return this.result;
		}

		private void claimed(@Nullable Claim claim, @Nullable Throwable failure) {
			if (claim instanceof Mine mine) {
				push(mine);
			}
			else if (claim instanceof Done done && done.isSame(this.fingerprint)) {
				this.elsewhere = true;
				complete(() -> {
					try {
						this.result.complete(read(done.outcome()));
					}
					catch (RuntimeException ex) {
						// Written by another version.
						this.result.completeExceptionally(unavailable(ex));
					}
				});
			}
			else {
				complete(() -> this.result.completeExceptionally((claim != null) ? conflict() : unavailable(failure)));
			}
		}

		private IdempotencyConflictException conflict() {
			return IdempotencyConflictException.of(this.id);
		}

		private ClaimUnavailableException unavailable(@Nullable Throwable failure) {
			return new ClaimUnavailableException("Nobody can tell now whether a message with the id '" + this.id
					+ "' was pushed before, so this one was not. Try again later with the same id", failure);
		}

		private void push(Mine claim) {
			CompletableFuture<PushResult> pushed;
			try {
				pushed = this.push.get();
			}
			catch (RuntimeException | Error ex) {
				pushed = CompletableFuture.failedFuture(ex);
			}
			pushed.whenComplete((accepted, failure) -> {
				if (failure != null) {
					claim.release();
					complete(() -> this.result.completeExceptionally(cause(failure)));
				}
				else {
					claim.done(write(accepted), ClusterIdempotencyStore.this.window)
						.whenComplete((stored, notStored) -> complete(() -> this.result.complete(accepted)));
				}
			});
		}

	}

}
