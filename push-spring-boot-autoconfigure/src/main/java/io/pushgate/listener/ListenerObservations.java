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

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Lets the handling of what clients send be observed, where somebody observes.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ListenerObservations {

	/**
	 * Nobody observes.
	 */
	public static final ListenerObservations NONE = new ListenerObservations(ObservationRegistry.NOOP, null);

	private static final PushListenerObservationConvention DEFAULT_CONVENTION = new DefaultPushListenerObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable PushListenerObservationConvention convention;

	/**
	 * Create observations.
	 * @param registry who observes
	 * @param convention names and keys, or {@code null} for the default
	 */
	public ListenerObservations(ObservationRegistry registry, @Nullable PushListenerObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Observe from now on until there is an outcome, and for the call of the handler as
	 * current observation of its thread.
	 * @param handler calls the handler, and tells of its failure before there is an
	 * outcome
	 */
	void observe(PushRequest request, CompletableFuture<UplinkAnswer> outcome, Consumer<Consumer<Throwable>> handler) {
		if (this.registry.isNoop()) {
			handler.accept((failure) -> {
			});
			return;
		}
		PushListenerContext context = new PushListenerContext(request);
		Observation observation = PushListenerObservation.HANDLE.start(this.convention, DEFAULT_CONVENTION,
				() -> context, this.registry);
		outcome.whenComplete((answer, failure) -> {
			if (answer != null) {
				context.answered(answer);
			}
			observation.stop();
		});
		try (Observation.Scope scope = observation.openScope()) {
			handler.accept(observation::error);
		}
	}

}
