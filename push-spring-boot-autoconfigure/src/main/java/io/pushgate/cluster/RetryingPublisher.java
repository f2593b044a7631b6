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
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages that no caller waits for: tries again while the bus refuses them,
 * and says in the log what it has given up. Keeps no order. Thread-safe; blocks nobody.
 *
 * @since 0.1.0
 */
public final class RetryingPublisher {

	private static final Log logger = LogFactory.getLog(RetryingPublisher.class);

	private static final long FIRST_PAUSE = 50;

	private static final long LONGEST_PAUSE = 1000;

	/**
	 * How many messages may wait for another try. What comes then is given up at once.
	 */
	static final int MAX_WAITING = 10_000;

	private static final long LOG_PERIOD = TimeUnit.SECONDS.toNanos(30);

	private final ClusterBus bus;

	private final String what;

	private final AtomicInteger waiting = new AtomicInteger();

	private final LongAdder givenUp = new LongAdder();

	private final AtomicLong logged = new AtomicLong(System.nanoTime() - LOG_PERIOD);

	/**
	 * Create a publisher.
	 * @param bus the bus
	 * @param what what is published, for the log, such as {@code answers to requests}
	 */
	public RetryingPublisher(ClusterBus bus, String what) {
		this.bus = bus;
		this.what = what;
	}

	/**
	 * Publish a message.
	 * @param destination where it goes
	 * @param message the message
	 * @param patience for how long to try again
	 * @return completes when the bus has it; fails when it is given up, with
	 * {@link BusMessageTooLargeException} where no other try would help
	 */
	public CompletableFuture<Void> publish(ClusterDestination destination, ClusterMessage message, Duration patience) {
		CompletableFuture<Void> published = new CompletableFuture<>();
		attempt(destination, message, System.nanoTime() + patience.toNanos(), FIRST_PAUSE, published);
		return published;
	}

	private void attempt(ClusterDestination destination, ClusterMessage message, long deadline, long pause,
			CompletableFuture<Void> published) {
		CompletableFuture<Void> accepted;
		try {
			accepted = this.bus.publish(destination, message);
		}
		catch (RuntimeException ex) {
			accepted = CompletableFuture.failedFuture(ex);
		}
		accepted.whenComplete((done, failure) -> {
			Throwable cause = cause(failure);
			if (cause == null) {
				published.complete(null);
			}
			else if (cause instanceof BusUnavailableException && System.nanoTime() - deadline < 0
					&& this.bus.state() != BusState.STOPPED && this.waiting.get() < MAX_WAITING) {
				this.waiting.incrementAndGet();
				CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(() -> {
					this.waiting.decrementAndGet();
					attempt(destination, message, deadline, Math.min(LONGEST_PAUSE, 2 * pause), published);
				});
			}
			else {
				giveUp(cause, published);
			}
		});
	}

	private void giveUp(Throwable cause, CompletableFuture<Void> published) {
		this.givenUp.increment();
		long now = System.nanoTime();
		long last = this.logged.get();
		boolean stopped = this.bus.state() == BusState.STOPPED;
		if (!stopped && now - last >= LOG_PERIOD && this.logged.compareAndSet(last, now)) {
			logger.warn(this.what + " could not be published, " + this.givenUp.sumThenReset()
					+ " since this was said last: " + cause.getMessage());
		}
		published.completeExceptionally(cause);
	}

	private static @Nullable Throwable cause(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
