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

package io.pushgate.core;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.pushgate.LogThrottle;
import io.pushgate.PushException;
import io.pushgate.delivery.TargetKind;
import io.pushgate.message.PushMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs what fails, as most callers drop the future that says so: at WARN, each kind of
 * failure at most once a minute, with the number of those that were not logged. The kind
 * is the class of the failure. A push that was rolled back with its transaction has not
 * failed: it is logged at DEBUG. Thread-safe.
 */
final class FailureLog {

	private static final Log logger = LogFactory.getLog(PushTemplate.class);

	private static final Duration PERIOD = Duration.ofMinutes(1);

	private final Map<String, LogThrottle> throttles = new ConcurrentHashMap<>();

	/**
	 * Log the failure of a push, if it fails.
	 * @return the same future
	 */
	<T> CompletableFuture<T> watch(PushMessage message, CompletableFuture<T> result) {
		return watch(() -> describe(message), result);
	}

	/**
	 * Log a failure, if there is one.
	 * @param what names what failed: the subject of a sentence
	 * @return the same future
	 */
	<T> CompletableFuture<T> watch(Supplier<String> what, CompletableFuture<T> result) {
		if (!result.isDone() || result.isCompletedExceptionally()) {
			result.whenComplete((value, failure) -> {
				if (failure != null) {
					failed(what, failure);
				}
			});
		}
		return result;
	}

	private void failed(Supplier<String> what, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof PushRolledBackException) {
			logger.debug(cause.getMessage());
			return;
		}
		this.throttles.computeIfAbsent(cause.getClass().getName(), (kind) -> new LogThrottle(PERIOD))
			.log((suppressed) -> {
				String often = (suppressed > 0) ? " (" + suppressed + " more of this kind since the last report)" : "";
				if (cause instanceof PushException) {
					logger.warn(what.get() + " failed" + often + ": " + cause.getMessage());
				}
				else {
					logger.warn(what.get() + " failed" + often, cause);
				}
			});
	}

	private static String describe(PushMessage message) {
		return "The push of '" + message.event() + "' (namespace '" + message.options().namespace() + "', tenant '"
				+ message.options().tenant() + "', target "
				+ TargetKind.of(message.target()).name().toLowerCase(Locale.ROOT) + ", " + message.options().qos()
				+ ')';
	}

}
