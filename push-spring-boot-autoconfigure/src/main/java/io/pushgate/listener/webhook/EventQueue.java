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

package io.pushgate.listener.webhook;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

import io.pushgate.LogThrottle;
import io.pushgate.message.UserKey;
import io.pushgate.webhook.Webhook;
import io.pushgate.webhook.WebhookAnswer;
import io.pushgate.webhook.WebhookException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The events that one application is told, those of a user one after the other.
 * Thread-safe; whoever adds an event does not wait.
 *
 * <p>
 * While the application does not answer, events wait for it, for five minutes at most.
 * What it answers with an error is not told again. Over the bound of the queue, events
 * are dropped: that is logged when it begins, and with their number when it is over.
 */
final class EventQueue {

	private static final Log logger = LogFactory.getLog(EventQueue.class);

	private static final int CONCURRENCY = 8;

	private static final long MAX_AGE = Duration.ofMinutes(5).toNanos();

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final Duration LOG_PERIOD = Duration.ofMinutes(1);

	private final Webhook webhook;

	private final CallLanes lanes;

	private final int bound;

	private final Map<EventOutcome, LongAdder> counts = new ConcurrentHashMap<>();

	private final LogThrottle throttle = new LogThrottle(LOG_PERIOD);

	/**
	 * How many have been dropped since it began; zero where none are. Guarded by this
	 * object's monitor.
	 */
	private long dropping;

	EventQueue(Webhook webhook, int bound) {
		this.webhook = webhook;
		this.bound = bound;
		this.lanes = new CallLanes(CONCURRENCY, bound, bound);
		for (EventOutcome outcome : EventOutcome.values()) {
			this.counts.put(outcome, new LongAdder());
		}
	}

	void add(UserKey user, String id, byte[] body) {
		long since = System.nanoTime();
		boolean accepted = this.lanes.submit(user.tenant(), user, () -> {
			CompletableFuture<EventOutcome> told = new CompletableFuture<>();
			told.thenAccept(this::ended);
			tell(id, body, since, told);
			return told;
		});
		if (!accepted) {
			dropped();
		}
	}

	private void tell(String id, byte[] body, long since, CompletableFuture<EventOutcome> told) {
		try {
			this.webhook.execute(() -> this.webhook.call(id, body).whenComplete((answer, failure) -> {
				if (answer != null && answer.isSuccess()) {
					told.complete(EventOutcome.DELIVERED);
				}
				else if (!isPassing(answer, failure)) {
					this.throttle.log((suppressed) -> logger
						.warn("The webhook '" + this.webhook + "' did not take an event, which is not told again: "
								+ ((answer != null) ? answer : failure.getMessage())
								+ ((suppressed > 0) ? ". So " + suppressed + " more times" : "")));
					told.complete(EventOutcome.REFUSED);
				}
				else if (System.nanoTime() - since >= MAX_AGE) {
					told.complete(EventOutcome.EXPIRED);
				}
				else {
					this.webhook.later(PAUSE, () -> tell(id, body, since, told));
				}
			}));
		}
		catch (RejectedExecutionException ex) {
			told.complete(EventOutcome.DROPPED);
		}
	}

	/**
	 * Return whether the application may answer otherwise when it is told again.
	 */
	private static boolean isPassing(@Nullable WebhookAnswer answer, @Nullable Throwable failure) {
		if (answer == null) {
			return failure instanceof WebhookException known && known.reason() != WebhookException.Reason.TOO_LARGE;
		}
		return switch (answer.status()) {
			case 408, 409, 425, 429, 502, 503, 504 -> true;
			default -> false;
		};
	}

	private void dropped() {
		this.counts.get(EventOutcome.DROPPED).increment();
		synchronized (this) {
			this.dropping++;
			if (this.dropping > 1) {
				return;
			}
		}
		logger.warn("More than " + this.bound + " events wait for the webhook '" + this.webhook
				+ "', and further ones are dropped. Who is there, says the HTTP push API");
	}

	private void ended(EventOutcome outcome) {
		this.counts.get(outcome).increment();
		long dropped;
		synchronized (this) {
			// The one that has ended just now still has its place.
			if (this.dropping == 0 || this.lanes.size() - 1 > this.bound / 2) {
				return;
			}
			dropped = this.dropping;
			this.dropping = 0;
		}
		logger.warn("Events for the webhook '" + this.webhook + "' are no longer dropped; " + dropped + " were");
	}

	long count(EventOutcome outcome) {
		return this.counts.get(outcome).sum();
	}

	/**
	 * Return how many events wait or are being told.
	 */
	int size() {
		return this.lanes.size();
	}

	boolean isPaused() {
		return this.webhook.isPaused();
	}

}
