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
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.pushgate.delivery.TimeHistogram;

/**
 * Times that are shown as one meter.
 *
 * <p>
 * Not a {@link io.micrometer.core.instrument.Timer}: recording in one costs ten times as
 * much as counting in a {@link TimeHistogram}, each time. A registry gets the count and
 * the total time as a function timer, and the histogram as gauges whose name ends in
 * {@code .histogram}, with the tag {@code le}, cumulative, as Micrometer does for
 * registries that know no histogram; unless a {@link HistogramBinder} does better.
 *
 * @param name the name of the meter
 * @param description what is measured
 * @param series the times, for each combination of tags
 * @since 0.1.0
 */
public record TimeMeter(String name, String description, Map<Tags, TimeHistogram> series) {

	/**
	 * Create a meter.
	 */
	public TimeMeter {
		series = Map.copyOf(series);
	}

	void bindTo(MeterRegistry registry, List<HistogramBinder> binders) {
		if (registry instanceof CompositeMeterRegistry composite && !composite.getRegistries().isEmpty()) {
			composite.getRegistries().forEach((each) -> bindTo(each, binders));
			return;
		}
		for (HistogramBinder binder : binders) {
			if (binder.bind(this, registry)) {
				return;
			}
		}
		this.series.forEach((tags, times) -> bindTo(registry, tags, times));
	}

	private void bindTo(MeterRegistry registry, Tags tags, TimeHistogram times) {
		FunctionTimer.builder(this.name, times, TimeHistogram::count, TimeHistogram::totalNanos, TimeUnit.NANOSECONDS)
			.description(this.description)
			.tags(tags)
			.register(registry);
		List<Duration> bounds = TimeHistogram.bounds();
		for (int i = 0; i < bounds.size(); i++) {
			int bound = i;
			Gauge.builder(this.name + ".histogram", times, (histogram) -> histogram.countUpTo(bound))
				.description(this.description + ", in seconds, cumulative")
				.tags(tags)
				.tag("le", Double.toString(bounds.get(i).toNanos() / 1e9))
				.register(registry);
		}
	}

}
