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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.pushgate.cluster.Claim;
import io.pushgate.cluster.Claim.Done;
import io.pushgate.cluster.Claim.Held;
import io.pushgate.cluster.Claim.Mine;
import io.pushgate.cluster.Claim.Taken;
import io.pushgate.cluster.ClaimStore;
import io.pushgate.cluster.ClaimUnavailableException;
import io.pushgate.cluster.ClaimWait;
import io.pushgate.cluster.OrderedActions;
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
 * moment, one is handled, as long as the process lives that handles it, and for as long
 * as its lease lasts, which is longer than clients wait for an answer. The others wait
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
 * <li>What a session sends in an order is handled in that order, whether or not it has an
 * id. No session waits for another one.</li>
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
	 * How many of a session may wait for what the store says.
	 */
	static final int MAX_OF_SESSION = 1000;

	/**
	 * How many may ask the store at once. What comes then is handled unasked.
	 */
	static final int MAX_ASKING = 10_000;

	private static final Failure FULL = new Failure(UplinkError.RATE_LIMITED,
			"Too many requests of this session wait to be handled");

	private static final Failure FAILED = new Failure(UplinkError.HANDLER_FAILED, "The request could not be handled");

	private static final Failure NOT_YET = new Failure(UplinkError.TIMEOUT, "There is no answer yet");

	private static final CompletableFuture<?> READY = CompletableFuture.completedFuture(null);

	private final UplinkDispatcher handler;

	private final ClaimStore claims;

	private final Duration lease;

	private final Duration memory;

	private final LongAdder unclaimed = new LongAdder();

	private final AtomicInteger asking = new AtomicInteger();

	// The sessions of which something waits, by their id.
	private final Map<String, SessionOrder> orders = new ConcurrentHashMap<>();

	/**
	 * Create a dispatcher.
	 * @param handler has requests handled in this process
	 * @param claims what all processes share
	 * @param lease longer than any request may take to be handled
	 * @param memory how long an answer is remembered
	 */
	public ClaimedUplinkDispatcher(UplinkDispatcher handler, ClaimStore claims, Duration lease, Duration memory) {
		this.handler = handler;
		this.claims = claims;
		this.lease = lease;
		this.memory = memory;
	}

	@Override
	public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
		String session = request.session().id();
		// Nothing is claimed that nobody here handles anyway.
		ClaimedRequest claimed = (request.id() != null && handles(request.namespace())) ? ClaimedRequest.of(request)
				: null;
		boolean[] full = new boolean[1];
		SessionOrder order = this.orders.compute(session, (id, current) -> {
			if (current == null && claimed == null) {
				return null;
			}
			SessionOrder next = (current != null) ? current : new SessionOrder();
			full[0] = next.waiting >= MAX_OF_SESSION;
			if (!full[0]) {
				next.waiting++;
			}
			return next;
		});
		if (order == null) {
			return this.handler.dispatch(request);
		}
		if (full[0]) {
			return CompletableFuture.completedFuture(FULL);
		}
		CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();
		Step step = new Step(request, claimed, (claimed != null) ? claim(claimed) : null, answer);
		order.actions.add((step.claim != null) ? step.claim : READY, () -> {
			step.begin();
			begun(session);
		});
		return answer;
	}

	private void begun(String session) {
		this.orders.computeIfPresent(session, (id, order) -> (--order.waiting > 0) ? order : null);
	}

	private CompletableFuture<Claim> claim(ClaimedRequest claimed) {
		if (this.asking.incrementAndGet() > MAX_ASKING) {
			this.asking.decrementAndGet();
			return CompletableFuture.failedFuture(new ClaimUnavailableException("Too many ask at once", null));
		}
		CompletableFuture<Claim> claim = this.claims.claim(claimed.name(), claimed.fingerprint(), this.lease);
		claim.whenComplete((said, failure) -> this.asking.decrementAndGet());
		return claim;
	}

	@Override
	public Set<String> namespaces() {
		return this.handler.namespaces();
	}

	@Override
	public boolean handles(String namespace) {
		return this.handler.handles(namespace);
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
	 * What of a session waits for its turn. Changed only where the map locks its entry.
	 */
	private static final class SessionOrder {

		private final OrderedActions actions = new OrderedActions();

		private int waiting;

	}

	/**
	 * Something that a client has sent.
	 */
	private final class Step {

		private final PushRequest request;

		private final @Nullable ClaimedRequest claimed;

		private final @Nullable CompletableFuture<Claim> claim;

		private final CompletableFuture<UplinkAnswer> answer;

		Step(PushRequest request, @Nullable ClaimedRequest claimed, @Nullable CompletableFuture<Claim> claim,
				CompletableFuture<UplinkAnswer> answer) {
			this.request = request;
			this.claimed = claimed;
			this.claim = claim;
			this.answer = answer;
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
					claimed.fingerprint(), ClaimedUplinkDispatcher.this.lease, ClaimedUplinkDispatcher.this.memory);
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
