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

package io.pushgate.webhook;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.pushgate.webhook.CircuitBreaker.Change;
import io.pushgate.webhook.CircuitBreaker.Outcome;
import io.pushgate.webhook.CircuitBreaker.Permit;
import io.pushgate.webhook.WebhookException.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One address to call. Thread-safe; a call never waits.
 *
 * <p>
 * A call that fails in a way that may pass is attempted again, after a pause that doubles
 * each time: no connection, no answer in time, and the statuses 408, 409, 425, 429 and
 * 500 and above. All attempts of a call have the same id, so whoever is called can tell a
 * repetition. Attempts and pauses together never take longer than the total time.
 *
 * <p>
 * Where no answer comes again and again, a breaker keeps further calls away for a while;
 * they fail at once.
 *
 * @since 0.1.0
 */
public final class Webhook {

	private static final Log logger = LogFactory.getLog(Webhook.class);

	private static final long FIRST_PAUSE = 100;

	private static final long LONGEST_PAUSE = 2000;

	private final WebhookClient client;

	private final WebhookSettings settings;

	private final LongSupplier nanoClock;

	private final CircuitBreaker breaker;

	Webhook(WebhookClient client, WebhookSettings settings, LongSupplier nanoClock) {
		this.client = client;
		this.settings = settings;
		this.nanoClock = nanoClock;
		this.breaker = new CircuitBreaker(nanoClock);
	}

	/**
	 * Return the settings.
	 * @return whom to call, and how
	 */
	public WebhookSettings settings() {
		return this.settings;
	}

	/**
	 * Return whether it is not being called, as it has not answered before.
	 * @return whether it is left out
	 */
	public boolean isPaused() {
		return this.breaker.isOpen();
	}

	/**
	 * Post a body.
	 * @param id the id of what is told: the same for repetitions, for nothing else
	 * @param body the body, JSON in UTF-8; neither copied nor changed
	 * @return the answer, whatever its status, or a {@link WebhookException}; to be
	 * cancelled where nobody wants it any more. Completed on any thread
	 */
	public CompletableFuture<WebhookAnswer> call(String id, byte[] body) {
		Call call = new Call(id, body);
		this.client.begin(call.outcome);
		call.attempt();
		return call.outcome;
	}

	/**
	 * Do something on a thread of the client: such as what leads to a call, where the
	 * calling thread has others to serve.
	 * @param task what to do
	 * @throws RejectedExecutionException if the client is closed
	 */
	public void execute(Runnable task) {
		this.client.execute(task);
	}

	/**
	 * Do something later, unless the client is closed until then.
	 * @param delay how much later
	 * @param task what to do, on a thread of the client
	 */
	public void later(Duration delay, Runnable task) {
		this.client.schedule(delay, task);
	}

	private void report(Permit permit, Outcome outcome, Object detail) {
		Change change = this.breaker.report(permit, outcome);
		if (change == Change.OPENED) {
			logger.warn("The webhook '" + this.settings.name() + "' does not answer as it should and is left out, but "
					+ "for an attempt now and then. The last call: " + detail);
		}
		else if (change == Change.CLOSED) {
			logger.info("The webhook '" + this.settings.name() + "' answers again");
		}
	}

	@Override
	public String toString() {
		return this.settings.name();
	}

	/**
	 * A call and its attempts, one after the other.
	 */
	private final class Call {

		private final String id;

		private final byte[] body;

		private final long start = Webhook.this.nanoClock.getAsLong();

		private final CompletableFuture<WebhookAnswer> outcome = new CompletableFuture<>();

		private int attempts;

		Call(String id, byte[] body) {
			this.id = id;
			this.body = body;
		}

		void attempt() {
			if (this.outcome.isDone()) {
				return;
			}
			Permit permit = Webhook.this.breaker.tryAcquire();
			if (permit == null) {
				this.outcome.completeExceptionally(
						new WebhookException(Reason.PAUSED, "It has not answered and is left out for a while"));
				return;
			}
			this.attempts++;
			Duration timeout = Webhook.this.settings.timeout();
			Duration left = left();
			CompletableFuture<WebhookAnswer> attempt = Webhook.this.client.attempt(Webhook.this.settings, this.id,
					this.body, (timeout.compareTo(left) < 0) ? timeout : left);
			attempt.whenComplete((answer, failure) -> attempted(permit, answer, (WebhookException) failure));
			this.outcome.whenComplete((answer, failure) -> attempt
				.completeExceptionally(new WebhookException(Reason.UNREACHABLE, "Given up")));
		}

		private void attempted(Permit permit, @Nullable WebhookAnswer answer, @Nullable WebhookException failure) {
			if (this.outcome.isDone()) {
				// Given up: that says nothing of whoever was called.
				Webhook.this.breaker.release(permit);
				return;
			}
			Outcome outcome = (answer != null) ? answer.outcome() : outcome(failure);
			report(permit, outcome, (answer != null) ? answer : String.valueOf(failure.getMessage()));
			boolean passing = (answer != null) ? answer.isPassing() : (outcome != Outcome.ANSWERED);
			if (passing && this.attempts < Webhook.this.settings.attempts()) {
				Duration pause = pause((answer != null) ? answer.retryAfter() : null);
				if (pause.compareTo(left()) < 0) {
					Webhook.this.client.schedule(pause, this::attempt);
					return;
				}
			}
			if (answer != null) {
				this.outcome.complete(answer);
			}
			else {
				this.outcome.completeExceptionally(failure);
			}
		}

		private static Outcome outcome(WebhookException failure) {
			return switch (failure.reason()) {
				case UNREACHABLE -> Outcome.AWAY;
				case TIMEOUT -> Outcome.SLOW;
				default -> Outcome.ANSWERED;
			};
		}

		private Duration left() {
			return Webhook.this.settings.total().minusNanos(Webhook.this.nanoClock.getAsLong() - this.start);
		}

		private Duration pause(@Nullable Duration retryAfter) {
			long longest = Math.min(FIRST_PAUSE << (this.attempts - 1), LONGEST_PAUSE);
			Duration pause = Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest + 1));
			return (retryAfter != null && retryAfter.compareTo(pause) > 0) ? retryAfter : pause;
		}

	}

}
