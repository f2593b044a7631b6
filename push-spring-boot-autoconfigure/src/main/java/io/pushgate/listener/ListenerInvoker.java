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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import io.pushgate.LogContext;
import io.pushgate.LogThrottle;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.message.Payload;
import io.pushgate.message.PayloadProblem;
import io.pushgate.message.UnwritablePayloadException;
import io.pushgate.session.PushSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener and makes an answer of what it returns or throws. Thread-safe.
 */
final class ListenerInvoker {

	private static final Log logger = LogFactory.getLog(ListenerInvoker.class);

	private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

	private static final Failure FAILED = new Failure(UplinkError.HANDLER_FAILED,
			"The application could not handle the request");

	private final PayloadConverter converter;

	private final @Nullable PushListenerErrorHandler errorHandler;

	private final ListenerObservations observations;

	private final Map<PushListenerEndpoint, LogThrottle> throttles = new ConcurrentHashMap<>();

	ListenerInvoker(PayloadConverter converter, @Nullable PushListenerErrorHandler errorHandler,
			ListenerObservations observations) {
		this.converter = converter;
		this.errorHandler = errorHandler;
		this.observations = observations;
	}

	/**
	 * Call a listener, with the client's session in the {@link LogContext}. Does not
	 * throw.
	 * @param outcome gets the answer, now or later
	 */
	void invoke(PushListenerEndpoint endpoint, PushRequest request, CompletableFuture<UplinkAnswer> outcome) {
		within(request.session(), () -> this.observations.observe(request, outcome,
				(failures) -> doInvoke(endpoint, request, outcome, failures)));
	}

	private static void within(PushSession session, Runnable task) {
		LogContext.run(session.tenant(), session.user(), session.device(), session.id(), task);
	}

	private void doInvoke(PushListenerEndpoint endpoint, PushRequest request, CompletableFuture<UplinkAnswer> outcome,
			Consumer<Throwable> failures) {
		try {
			Object result = endpoint.invoke(request);
			if (result instanceof CompletionStage<?> stage) {
				stage.whenComplete((value, failure) -> within(request.session(), () -> {
					if (failure != null) {
						failures.accept(cause(failure));
						outcome.complete(failed(endpoint, request, cause(failure)));
					}
					else {
						outcome.complete(replied(endpoint, request, value));
					}
				}));
			}
			else {
				outcome.complete(replied(endpoint, request, result));
			}
		}
		catch (Throwable ex) {
			failures.accept(ex);
			outcome.complete(failed(endpoint, request, ex));
		}
	}

	private static Throwable cause(Throwable failure) {
		boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
		return (wrapped && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private UplinkAnswer replied(PushListenerEndpoint endpoint, PushRequest request, @Nullable Object value) {
		try {
			return reply(request, value);
		}
		catch (Exception ex) {
			return failed(endpoint, request, ex);
		}
	}

	private Reply reply(PushRequest request, @Nullable Object value) {
		return new Reply(sendable(request.isAnswerWanted() ? value : null));
	}

	private Payload errorData(PushListenerEndpoint endpoint, PushRequestException failure) {
		Payload payload = sendable(failure.data());
		if (payload.isBinary()) {
			throw new UnwritablePayloadException(failure.data(), "the data of an error must be JSON", null);
		}
		int size = payload.bytes().length;
		if (size <= Failure.MAX_DATA) {
			return payload;
		}
		throttle(endpoint).log((suppressed) -> logger.warn("The " + endpoint + " answers with the error '"
				+ failure.code() + "' and " + size + " bytes of data, more than the " + Failure.MAX_DATA
				+ " that an error may have: the client gets the error without them" + often(suppressed)));
		return Payload.none();
	}

	private Payload sendable(@Nullable Object value) {
		Payload payload = write(value);
		PayloadProblem problem = payload.problem();
		if (problem != null) {
			throw new UnwritablePayloadException(value, "it " + problem, null);
		}
		return payload;
	}

	private Payload write(@Nullable Object value) {
		try {
			return this.converter.write(value);
		}
		catch (StackOverflowError ex) {
			// Nobody would answer the client, where this is the thread of a future.
			throw new UnwritablePayloadException(value, "it refers to itself, or nests too deep", null);
		}
	}

	private UplinkAnswer failed(PushListenerEndpoint endpoint, PushRequest request, Throwable thrown) {
		Throwable failure = thrown;
		if (this.errorHandler != null && thrown instanceof Exception exception) {
			try {
				return reply(request, this.errorHandler.handleError(request, exception));
			}
			catch (Exception ex) {
				failure = ex;
			}
		}
		if (failure instanceof PushRequestException chosen) {
			logger.debug("The " + endpoint + " answers with an error", chosen);
			try {
				return new Failure(chosen.error(), chosen.code(), chosen.getMessage(), errorData(endpoint, chosen));
			}
			catch (Exception ex) {
				failure = ex;
			}
		}
		log(endpoint, failure);
		return FAILED;
	}

	private LogThrottle throttle(PushListenerEndpoint endpoint) {
		return this.throttles.computeIfAbsent(endpoint, (key) -> new LogThrottle(LOG_PERIOD));
	}

	private static String often(long suppressed) {
		return (suppressed > 0) ? ", as it did " + suppressed + " times more since the last report" : "";
	}

	private void log(PushListenerEndpoint endpoint, Throwable failure) {
		throttle(endpoint).log((suppressed) -> {
			String often = often(suppressed);
			if (failure instanceof UnwritablePayloadException) {
				logger.error(
						"The " + endpoint + " failed for event '" + endpoint.event() + "' of namespace '"
								+ endpoint.namespace() + "'" + often + ": the answer of type " + failure.getMessage(),
						failure.getCause());
			}
			else {
				logger.error("The " + endpoint + " failed" + often, failure);
			}
		});
	}

}
