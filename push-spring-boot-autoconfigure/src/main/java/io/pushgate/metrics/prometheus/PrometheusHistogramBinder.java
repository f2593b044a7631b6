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

package io.pushgate.metrics.prometheus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.noop.NoopMeter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.pushgate.delivery.TimeHistogram;
import io.pushgate.metrics.HistogramBinder;
import io.pushgate.metrics.TimeMeter;

/**
 * Shows times as a Prometheus histogram, such as {@code push_delivery_seconds}, with the
 * same names and labels as those of a Micrometer timer.
 *
 * <p>
 * The histogram is handed to Prometheus' own registry. In Micrometer's there is a meter
 * as well, which shows the maximum: it goes through the application's filters, so the
 * histogram has the common tags too and is missing where that meter is denied.
 *
 * @since 0.1.0
 */
public final class PrometheusHistogramBinder implements HistogramBinder {

	@Override
	public boolean bind(TimeMeter meter, MeterRegistry registry) {
		if (!(registry instanceof PrometheusMeterRegistry prometheus)) {
			return false;
		}
		Map<Meter.Id, TimeHistogram> series = new LinkedHashMap<>();
		meter.series().forEach((tags, times) -> {
			Meter max = max(meter, tags, times, registry);
			if (!(max instanceof NoopMeter)) {
				series.put(max.getId(), times);
			}
		});
		if (!series.isEmpty()) {
			prometheus.getPrometheusRegistry().register(new Histogram(series, registry.config().namingConvention()));
		}
		return true;
	}

	private static Meter max(TimeMeter meter, Tags tags, TimeHistogram times, MeterRegistry registry) {
		return Meter
			.builder(meter.name(), Meter.Type.TIMER,
					List.of(new Measurement(() -> times.maxNanos() / 1e9, Statistic.MAX)))
			.description(meter.description())
			.tags(tags)
			.register(registry);
	}

	private static final class Histogram implements Collector {

		private static final List<Double> BOUNDS = Stream
			.concat(TimeHistogram.bounds().stream().map(Duration::toNanos).map((nanos) -> nanos / 1e9),
					Stream.of(Double.POSITIVE_INFINITY))
			.toList();

		private final Map<Labels, TimeHistogram> series = new LinkedHashMap<>();

		private final String name;

		private final String help;

		Histogram(Map<Meter.Id, TimeHistogram> series, NamingConvention convention) {
			Meter.Id first = series.keySet().iterator().next();
			this.name = first.getConventionName(convention);
			this.help = String.valueOf(first.getDescription());
			series.forEach((id, times) -> {
				List<Tag> tags = id.getConventionTags(convention);
				this.series.put(
						Labels.of(tags.stream().map(Tag::getKey).toList(), tags.stream().map(Tag::getValue).toList()),
						times);
			});
		}

		@Override
		public HistogramSnapshot collect() {
			HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(this.name).help(this.help);
			this.series.forEach((labels, times) -> {
				List<Number> counts = new ArrayList<>();
				for (long count : times.counts()) {
					counts.add(count);
				}
				snapshot.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
					.classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
					.sum(times.totalNanos() / 1e9)
					.labels(labels)
					.build());
			});
			return snapshot.build();
		}

		// Deprecated since 1.7, and all that the client 1.5 of Spring Boot 4.1.0 asks
		// for.
		@Override
		@SuppressWarnings("deprecation")
		public String getPrometheusName() {
			return this.name;
		}

	}

}
