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

package io.pushgate.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.listener.webhook.EventOutcome;
import io.pushgate.listener.webhook.WebhookEvents;
import io.pushgate.listener.webhook.WebhookForwarder;

/**
 * Shows how applications that are called by HTTP keep up, by their namespaces:
 * {@code push.webhook.pending}, {@code push.webhook.paused} and
 * {@code push.webhook.events}. How long requests take is in {@code push.uplink}.
 *
 * @since 0.1.0
 */
public final class WebhookMeters implements MeterBinder {

	private final WebhookForwarder requests;

	private final WebhookEvents events;

	/**
	 * Create the meters.
	 * @param requests brings what clients send to the applications
	 * @param events tells them of connections
	 */
	public WebhookMeters(WebhookForwarder requests, WebhookEvents events) {
		this.requests = requests;
		this.events = events;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String namespace : this.requests.namespaces()) {
			Gauge.builder("push.webhook.pending", this.requests, (requests) -> requests.pendingCount(namespace))
				.description("Messages of clients that wait for an application or are handled by it")
				.tag("namespace", namespace)
				.register(registry);
			Gauge.builder("push.webhook.paused", this.requests, (requests) -> requests.isPaused(namespace) ? 1 : 0)
				.description("Whether an application is not called, as it has not answered")
				.tag("namespace", namespace)
				.register(registry);
		}
		for (String namespace : this.events.namespaces()) {
			for (EventOutcome outcome : EventOutcome.values()) {
				FunctionCounter
					.builder("push.webhook.events", this.events, (events) -> events.count(namespace, outcome))
					.description("Events of connections that an application was to be told")
					.tag("namespace", namespace)
					.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
					.register(registry);
			}
		}
	}

}
