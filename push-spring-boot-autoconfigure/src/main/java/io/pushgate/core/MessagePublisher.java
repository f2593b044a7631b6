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

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.pushgate.PushException;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushResult;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages over, lets them be observed where somebody observes, and logs those that
 * fail. Thread-safe.
 */
final class MessagePublisher {

	private final IdempotentDelivery delivery;

	private final ObservationRegistry observations;

	private final @Nullable PushPublishObservationConvention convention;

	private final FailureLog failures = new FailureLog();

	private final PushPublishObservationConvention defaultConvention = new DefaultPushPublishObservationConvention();

	MessagePublisher(IdempotentDelivery delivery, ObservationRegistry observations,
			@Nullable PushPublishObservationConvention convention) {
		this.delivery = delivery;
		this.observations = observations;
		this.convention = convention;
	}

	/**
	 * Return what is being observed on this thread: the parent of what is published later
	 * on its behalf.
	 */
	@Nullable Observation current() {
		return this.observations.getCurrentObservation();
	}

	/**
	 * Return where failures are logged.
	 */
	FailureLog failures() {
		return this.failures;
	}

	CompletableFuture<PushResult> publish(PushMessage message) {
		return this.failures.watch(message, publish(message, current()));
	}

	/**
	 * Publish on behalf of what was observed earlier. Failures are not logged.
	 */
	CompletableFuture<PushResult> publish(PushMessage message, @Nullable Observation parent) {
		try {
			this.delivery.check(message);
		}
		catch (PushException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		if (this.observations.isNoop()) {
			return this.delivery.deliver(message);
		}
		PushPublishContext context = new PushPublishContext(message);
		Observation observation = PushPublishObservation.PUBLISH
			.observation(this.convention, this.defaultConvention, () -> context, this.observations)
			.parentObservation(parent)
			.start();
		CompletableFuture<PushResult> result;
		try (Observation.Scope scope = observation.openScope()) {
			result = this.delivery.deliver(withHeaders(message, context.getCarrier()));
		}
		catch (RuntimeException | Error ex) {
			stop(observation, context, ex);
			throw ex;
		}
		result.whenComplete((accepted, failure) -> stop(observation, context, failure));
		return result;
	}

	private static void stop(Observation observation, PushPublishContext context, @Nullable Throwable failure) {
		context.completed();
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

	private static PushMessage withHeaders(PushMessage message, @Nullable Map<String, String> headers) {
		PushOptions options = message.options();
		if (headers == null || headers.equals(options.headers())) {
			return message;
		}
		return new PushMessage(message.id(), message.target(), message.event(), message.payload(),
				new PushOptions(options.tenant(), options.namespace(), options.qos(), options.ttl(), options.id(),
						options.except(), options.latestKey(), headers),
				message.time());
	}

}
