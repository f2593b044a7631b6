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

package io.pushgate.listener.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

import io.pushgate.cluster.Claim;
import io.pushgate.cluster.Claim.Done;
import io.pushgate.cluster.Claim.Held;
import io.pushgate.cluster.Claim.Mine;
import io.pushgate.cluster.Claim.Taken;
import io.pushgate.cluster.ClaimStore;
import io.pushgate.cluster.ClaimWait;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.UplinkError;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Has a request handled once by all that share a {@link ClaimStore}: the nodes of an
 * application, or the instances behind gateways. The {@link Uplink} of each process
 * remembers requests for itself; this is asked about those that it does not know.
 * Thread-safe; blocks nobody.
 *
 * <h2>What holds at any time</h2>
 * <ol>
 * <li>Of any number of requests of one user with one id, at any processes at the same
 * moment, one is handled, as long as the process lives that handles it. The others wait
 * for its answer.</li>
 * <li>Once it is answered, each repeat gets that answer for as long as an {@link Uplink}
 * remembers it, and a request of other content with that id {@code malformed}. Nobody is
 * told the answer before it is stored, or storing it has failed.</li>
 * <li>An answer that says that nothing was done, see {@link UplinkError#isLast()}, is not
 * stored: a repeat is a new attempt.</li>
 * <li>When the process that handles it dies, a repeat is a new attempt, after the lease
 * of its claim has ended. If it has died after the handler was done and before the answer
 * was stored, which is as long as one call of the store takes, the request is handled
 * twice.</li>
 * <li>Where nobody can tell whether it was handled before, it is handled: a handler that
 * does its work is worth more than one that never does it twice. Such requests are
 * counted.</li>
 * <li>What arrives in an order is handled in that order, whether or not it has an
 * id.</li>
 * </ol>
 *
 * <p>
 * An answer of more than 16 KB is not stored. Whoever repeats the request elsewhere gets
 * {@code too-large}, as it is not handled again.
 *
 * @since 0.1.0
 */
public final class ClaimedUplinkDispatcher implements UplinkDispatcher {

	private static final Log logger = LogFactory.getLog(ClaimedUplinkDispatcher.class);

	/**
	 * How many may wait for what the store says.
	 */
	static final int MAX_WAITING = 10_000;

	private static final Failure FULL = new Failure(UplinkError.RATE_LIMITED, "Too many requests wait to be handled");

	private static final Failure FAILED = new Failure(UplinkError.HANDLER_FAILED, "The request could not be handled");

	private static final Failure NOT_YET = new Failure(UplinkError.TIMEOUT, "There is no answer yet");

	private final UplinkDispatcher handler;

	private final ClaimStore claims;

	private final Duration memory;

	private final LongAdder unclaimed = new LongAdder();

	// What waits until it is its turn, the earliest first. Guarded by its own monitor, as
	// is whether somebody is at the first one.
	private final Queue<Step> line = new ArrayDeque<>();

	private boolean busy;

	/**
	 * Create a dispatcher.
	 * @param handler has requests handled in this process
	 * @param claims what all processes share
	 * @param memory how long an answer is remembered
	 */
	public ClaimedUplinkDispatcher(UplinkDispatcher handler, ClaimStore claims, Duration memory) {
		this.handler = handler;
		this.claims = claims;
		this.memory = memory;
	}

	@Override
	public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
		// Nothing is claimed that nobody here handles anyway.
		ClaimedRequest claimed = (request.id() != null && namespaces().contains(request.namespace()))
				? ClaimedRequest.of(request) : null;
		Step step;
		synchronized (this.line) {
			if (claimed == null && this.line.isEmpty()) {
				step = null;
			}
			else if (this.line.size() >= MAX_WAITING) {
				return CompletableFuture.completedFuture(FULL);
			}
			else {
				// Under the lock, so that the answers come in the order of the line.
				step = new Step(request, claimed,
						(claimed != null) ? this.claims.claim(claimed.name(), claimed.fingerprint()) : null);
				this.line.add(step);
			}
		}
		if (step == null) {
			return this.handler.dispatch(request);
		}
		if (step.claim != null) {
			step.claim.whenComplete((claim, failure) -> proceed());
		}
		else {
			proceed();
		}
		return step.answer;
	}

	/**
	 * Do what is first in the line, as far as it is clear what to do.
	 */
	private void proceed() {
		while (true) {
			Step first;
			synchronized (this.line) {
				first = this.line.peek();
				if (this.busy || first == null || !first.isReady()) {
					return;
				}
				this.busy = true;
			}
			try {
				first.begin();
			}
			finally {
				synchronized (this.line) {
					// Only now: what comes next may not wait in the line.
					this.line.remove();
					this.busy = false;
				}
			}
		}
	}

	@Override
	public Set<String> namespaces() {
		return this.handler.namespaces();
	}

	/**
	 * Return how many requests were handled though nobody could tell whether they had
	 * been handled before.
	 * @return the number
	 */
	public long unclaimedCount() {
		return this.unclaimed.sum();
	}

	/**
	 * Something that a client has sent.
	 */
	private final class Step {

		private final PushRequest request;

		private final @Nullable ClaimedRequest claimed;

		private final @Nullable CompletableFuture<Claim> claim;

		private final CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();

		Step(PushRequest request, @Nullable ClaimedRequest claimed, @Nullable CompletableFuture<Claim> claim) {
			this.request = request;
			this.claimed = claimed;
			this.claim = claim;
		}

		boolean isReady() {
			return this.claim == null || this.claim.isDone();
		}

		void begin() {
			if (this.claim == null || this.claimed == null) {
				handle().thenAccept(this.answer::complete);
				return;
			}
			ClaimedRequest claimed = this.claimed;
			this.claim.whenComplete((said, failure) -> {
				if (failure != null) {
					ClaimedUplinkDispatcher.this.unclaimed.increment();
					handle().thenAccept(this.answer::complete);
				}
				else if (said instanceof Held held && held.isSame(claimed.fingerprint())) {
					await(claimed);
				}
				else {
					decided(said);
				}
			});
		}

		/**
		 * Wait for whoever handles it elsewhere, or does not any more.
		 */
		private void await(ClaimedRequest claimed) {
			CompletableFuture<Claim> wait = ClaimWait.claim(ClaimedUplinkDispatcher.this.claims, claimed.name(),
					claimed.fingerprint(), ClaimedUplinkDispatcher.this.memory);
			// Nobody waits any more who has given up.
			this.answer.whenComplete((given, failure) -> wait.cancel(false));
			wait.whenComplete((said, failure) -> {
				if (failure != null) {
					this.answer.complete(NOT_YET);
				}
				else {
					decided(said);
				}
			});
		}

		private void decided(Claim claim) {
			if (claim instanceof Mine mine && this.answer.isDone()) {
				mine.release();
			}
			else if (claim instanceof Mine mine) {
				handle().thenAccept((given) -> store(mine, given));
			}
			else if (this.claimed != null && ((Taken) claim).isSame(this.claimed.fingerprint())
					&& claim instanceof Done done) {
				this.answer.complete(StoredAnswer.read(done.outcome()));
			}
			else {
				this.answer.complete(Uplink.OTHER_REQUEST);
			}
		}

		private void store(Mine claim, UplinkAnswer given) {
			if (given instanceof Failure failure && !failure.error().isLast()) {
				claim.release();
				this.answer.complete(given);
			}
			else {
				claim.done(StoredAnswer.write(given), ClaimedUplinkDispatcher.this.memory)
					.whenComplete((stored, failure) -> this.answer.complete(given));
			}
		}

		private CompletableFuture<UplinkAnswer> handle() {
			CompletableFuture<UplinkAnswer> handled;
			try {
				handled = ClaimedUplinkDispatcher.this.handler.dispatch(this.request);
			}
			catch (RuntimeException ex) {
				logger.error("The UplinkDispatcher failed", ex);
				handled = CompletableFuture.completedFuture(FAILED);
			}
			CompletableFuture<UplinkAnswer> known = handled;
			// Whoever gives up, lets go what is kept for the request.
			this.answer.whenComplete((given, failure) -> known.complete((given != null) ? given : NOT_YET));
			return known.exceptionally((failure) -> FAILED);
		}

	}

}
