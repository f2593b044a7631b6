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
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.pushgate.delivery.DeliveryTimes;

/**
 * Shows the time from the acceptance of a message until it was written to a socket as
 * {@code push.delivery}.
 *
 * <p>
 * Not a {@link io.micrometer.core.instrument.Timer}: recording in one costs ten times as
 * much as counting in {@link DeliveryTimes}, for each delivery. A registry gets the count
 * and the total time as a function timer, and the histogram as gauges named
 * {@code push.delivery.histogram} with the tag {@code le}, cumulative, as Micrometer does
 * for registries that know no histogram; unless a {@link DeliveryHistogram} does better.
 *
 * @since 0.1.0
 */
public final class DeliveryTimeMeters implements MeterBinder {

	static final String NAME = "push.delivery";

	static final String DESCRIPTION = "Time from the acceptance of a message until it was written to a socket";

	private final DeliveryTimes times;

	private final List<DeliveryHistogram> histograms;

	/**
	 * Create the meters.
	 * @param times the times
	 * @param histograms show a histogram where a registry knows such
	 */
	public DeliveryTimeMeters(DeliveryTimes times, List<DeliveryHistogram> histograms) {
		this.times = times;
		this.histograms = List.copyOf(histograms);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (registry instanceof CompositeMeterRegistry composite && !composite.getRegistries().isEmpty()) {
			composite.getRegistries().forEach(this::bindTo);
			return;
		}
		for (DeliveryHistogram histogram : this.histograms) {
			if (histogram.bind(this.times, registry)) {
				return;
			}
		}
		FunctionTimer.builder(NAME, this.times, DeliveryTimes::count, DeliveryTimes::totalNanos, TimeUnit.NANOSECONDS)
			.description(DESCRIPTION)
			.register(registry);
		List<Duration> bounds = DeliveryTimes.bounds();
		for (int i = 0; i < bounds.size(); i++) {
			int bound = i;
			Gauge.builder(NAME + ".histogram", this.times, (times) -> times.countUpTo(bound))
				.description(DESCRIPTION + ", in seconds, cumulative")
				.tag("le", Double.toString(bounds.get(i).toNanos() / 1e9))
				.register(registry);
		}
	}

}
