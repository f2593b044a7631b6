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

package io.pushgate.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.pushgate.LogThrottle;
import io.pushgate.listener.Exchange.Waiting;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.message.PayloadProblem;
import io.pushgate.message.UserKey;
import io.pushgate.session.PushSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway hands over what clients send. Whoever hands something over gets exactly
 * one answer, in time. Never blocks; thread-safe.
 *
 * <p>
 * A request whose id the same user has used within the last minutes, on whatever
 * connection, is not handled again: it gets the answer of the first one, and waits for it
 * where there is none yet. So a client may repeat a request of which it does not know
 * whether it arrived. An answer that says that nothing was done is not remembered, see
 * {@link UplinkError#isLast()}: the next request with that id is a new attempt.
 *
 * <p>
 * Each request that waits has a time limit of its own. What comes later is remembered,
 * and told to whoever repeats the request, but never sent unasked.
 *
 * @since 0.1.0
 */
public final class Uplink implements AutoCloseable {

	/**
	 * The answer to a request whose id was used for another one. It is not remembered, as
	 * the id is that of the other one.
	 */
	public static final UplinkAnswer OTHER_REQUEST = new Failure(UplinkError.MALFORMED,
			"The id belongs to another request of this user: make ids that are never used twice");

	private static final Log logger = LogFactory.getLog(Uplink.class);

	private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

	private static final Failure TIMEOUT = new Failure(UplinkError.TIMEOUT, "There is no answer yet");

	private static final Failure FAILED = new Failure(UplinkError.HANDLER_FAILED, "The request could not be handled");

	private static final Failure TOO_OFTEN = new Failure(UplinkError.RATE_LIMITED,
			"The request is being handled and was repeated too often");

	private final UplinkDispatcher dispatcher;

	private final UplinkSettings settings;

	private final List<UplinkListener> listeners;

	private final ScheduledThreadPoolExecutor timer;

	private final RequestMemory memory;

	private final LogThrottle unsendable = new LogThrottle(LOG_PERIOD);

	// A request is in here until its answer is remembered, so whoever puts one in after
	// that finds it there.
	private final Map<RequestKey, Exchange> running = new ConcurrentHashMap<>();

	/**
	 * Create an uplink.
	 * @param dispatcher brings requests to whoever handles them
	 * @param settings how long clients wait, and how long requests are remembered
	 * @param listeners told what became of requests
	 */
	public Uplink(UplinkDispatcher dispatcher, UplinkSettings settings, List<UplinkListener> listeners) {
		this.dispatcher = dispatcher;
		this.settings = settings;
		this.listeners = List.copyOf(listeners);
		this.timer = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "push-uplink-timer");
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
		this.timer.setRemoveOnCancelPolicy(true);
		this.memory = new RequestMemory(settings.requestMemory(), settings.requestMemorySize(), System::nanoTime);
	}

	/**
	 * Have a request handled.
	 * @param request the request
	 * @param client gets the answer, exactly once, on any thread; must not block
	 */
	public void handle(PushRequest request, Consumer<UplinkAnswer> client) {
		String id = request.id();
		if (id == null) {
			start(request, new Exchange(0), null, client);
			return;
		}
		PushSession session = request.session();
		RequestKey key = new RequestKey(new UserKey(session.tenant(), session.user()), id);
		long fingerprint = RequestFingerprint.shortOf(request);
		Remembered remembered = this.memory.find(key.user(), id);
		if (remembered == null) {
			Exchange exchange = new Exchange(fingerprint);
			Exchange first = this.running.putIfAbsent(key, exchange);
			if (first != null) {
				join(request, fingerprint, first, client);
				return;
			}
			// Between the two looks another one may have been answered.
			remembered = this.memory.find(key.user(), id);
			if (remembered == null) {
				start(request, exchange, key, client);
				return;
			}
			this.running.remove(key, exchange);
			exchange.complete(remembered.answer());
		}
		repeated(request);
		client.accept((remembered.fingerprint() == fingerprint) ? remembered.answer() : OTHER_REQUEST);
	}

	private void join(PushRequest request, long fingerprint, Exchange first, Consumer<UplinkAnswer> client) {
		repeated(request);
		if (first.fingerprint() != fingerprint) {
			client.accept(OTHER_REQUEST);
		}
		else if (!await(request, first, client, () -> {
		})) {
			client.accept(TOO_OFTEN);
		}
	}

	private void start(PushRequest request, Exchange exchange, @Nullable RequestKey key,
			Consumer<UplinkAnswer> client) {
		long start = System.nanoTime();
		CompletableFuture<UplinkAnswer> outcome = dispatch(request);
		Consumer<UplinkAnswer> reporting = (answer) -> {
			answered(request, answer, Duration.ofNanos(System.nanoTime() - start));
			client.accept(answer);
		};
		outcome.whenComplete(
				(answer, failure) -> complete(exchange, key, (answer != null) ? sendable(request, answer) : FAILED));
		await(request, exchange, reporting, () -> giveUpLater(outcome));
	}

	private CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
		try {
			return this.dispatcher.dispatch(request);
		}
		catch (RuntimeException ex) {
			logger.error("The UplinkDispatcher failed", ex);
			return CompletableFuture.completedFuture(FAILED);
		}
	}

	/**
	 * An answer that not every client can be sent is none, wherever it comes from.
	 */
	private UplinkAnswer sendable(PushRequest request, UplinkAnswer answer) {
		PayloadProblem problem = ((answer instanceof Reply reply) ? reply.data() : ((Failure) answer).data()).problem();
		if (problem == null) {
			return answer;
		}
		this.unsendable.log((suppressed) -> logger
			.error("The answer to event '" + request.event() + "' of namespace '" + request.namespace()
					+ "' cannot be sent: it " + problem + ((suppressed > 0) ? ". So " + suppressed + " more" : "")));
		return FAILED;
	}

	private void complete(Exchange exchange, @Nullable RequestKey key, UplinkAnswer answer) {
		if (key != null) {
			boolean last = !(answer instanceof Failure failure) || failure.error().isLast();
			if (last && answer != OTHER_REQUEST) {
				this.memory.remember(key.user(), key.id(), exchange.fingerprint(), answer);
			}
			this.running.remove(key, exchange);
		}
		exchange.complete(answer);
	}

	private boolean await(PushRequest request, Exchange exchange, Consumer<UplinkAnswer> client, Runnable onTimeout) {
		Waiting waiting = new Waiting(client);
		if (!exchange.await(waiting)) {
			return false;
		}
		if (!exchange.isComplete()) {
			long timeout = this.settings.timeout(request.namespace()).toNanos();
			Future<?> task = this.timer.schedule(() -> {
				if (exchange.dismiss(waiting, TIMEOUT)) {
					onTimeout.run();
				}
			}, timeout, TimeUnit.NANOSECONDS);
			waiting.timer(() -> task.cancel(false));
			if (exchange.isComplete()) {
				// It may have missed the timer.
				task.cancel(false);
			}
		}
		return true;
	}

	/**
	 * What is never answered must not be kept for ever.
	 */
	private void giveUpLater(CompletableFuture<UplinkAnswer> outcome) {
		Future<?> task = this.timer.schedule(() -> outcome.complete(TIMEOUT), this.settings.requestMemory().toNanos(),
				TimeUnit.NANOSECONDS);
		outcome.whenComplete((answer, failure) -> task.cancel(false));
	}

	private void answered(PushRequest request, UplinkAnswer answer, Duration time) {
		for (UplinkListener listener : this.listeners) {
			try {
				listener.answered(known(request.namespace()), answer, time);
			}
			catch (RuntimeException ex) {
				logger.error("An UplinkListener failed", ex);
			}
		}
	}

	private void repeated(PushRequest request) {
		for (UplinkListener listener : this.listeners) {
			try {
				listener.repeated(known(request.namespace()));
			}
			catch (RuntimeException ex) {
				logger.error("An UplinkListener failed", ex);
			}
		}
	}

	private String known(String namespace) {
		return this.dispatcher.handles(namespace) ? namespace : UplinkListener.UNKNOWN;
	}

	/**
	 * Return how many requests wait to be answered or are remembered to have been given
	 * up by their clients only.
	 * @return the number
	 */
	int runningCount() {
		return this.running.size();
	}

	/**
	 * Return about how many bytes of heap the remembered answers take.
	 * @return the bytes
	 */
	public long requestMemorySize() {
		return this.memory.size();
	}

	/**
	 * Stop to tell clients that they have waited for too long.
	 */
	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	private record RequestKey(UserKey user, String id) {

	}

}
