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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkListener;

/**
 * Times what clients send, until it is answered: {@code push.uplink}, by namespace and
 * outcome, with a histogram. Namespaces are those in which the application has listeners;
 * all others are {@value UplinkListener#UNKNOWN}.
 *
 * @since 0.1.0
 */
public final class UplinkMeters implements UplinkListener, MeterBinder {

	private static final Duration[] BOUNDS = { Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
			Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
			Duration.ofSeconds(10), Duration.ofSeconds(30) };

	private final CompositeMeterRegistry registries = new CompositeMeterRegistry();

	// No more than there are namespaces and outcomes.
	private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
	}

	@Override
	public void answered(String namespace, UplinkAnswer answer, Duration time) {
		this.timers.computeIfAbsent(new Kind(namespace, answer.outcome()), this::timer).record(time);
	}

	private Timer timer(Kind kind) {
		return Timer.builder("push.uplink")
			.description("Time from the arrival of a client's message until it was answered")
			.tag("namespace", kind.namespace())
			.tag("outcome", kind.outcome())
			.serviceLevelObjectives(BOUNDS)
			.register(this.registries);
	}

	private record Kind(String namespace, String outcome) {

	}

}
