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
import java.util.List;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.noop.NoopMeter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.pushgate.delivery.DeliveryTimes;
import io.pushgate.metrics.DeliveryHistogram;

/**
 * Shows {@code push.delivery} as a Prometheus histogram: {@code push_delivery_seconds},
 * with the same names and labels as those of a Micrometer timer.
 *
 * <p>
 * The histogram is handed to Prometheus' own registry. In Micrometer's there is a meter
 * as well, which shows the maximum: it goes through the application's filters, so the
 * histogram has the common tags too and is missing where that meter is denied.
 *
 * @since 0.1.0
 */
public final class PrometheusDeliveryHistogram implements DeliveryHistogram {

	@Override
	public boolean bind(DeliveryTimes times, MeterRegistry registry) {
		if (!(registry instanceof PrometheusMeterRegistry prometheus)) {
			return false;
		}
		Meter max = Meter
			.builder("push.delivery", Meter.Type.TIMER,
					List.of(new Measurement(() -> times.maxNanos() / 1e9, Statistic.MAX)))
			.description("Time from the acceptance of a message until it was written to a socket")
			.register(registry);
		if (!(max instanceof NoopMeter)) {
			prometheus.getPrometheusRegistry()
				.register(new Histogram(times, max.getId(), registry.config().namingConvention()));
		}
		return true;
	}

	private static final class Histogram implements Collector {

		private final DeliveryTimes times;

		private final List<Double> bounds = new ArrayList<>();

		private final String name;

		private final String help;

		private final Labels labels;

		Histogram(DeliveryTimes times, Meter.Id id, NamingConvention convention) {
			this.times = times;
			DeliveryTimes.bounds().stream().map(Duration::toNanos).forEach((nanos) -> this.bounds.add(nanos / 1e9));
			this.bounds.add(Double.POSITIVE_INFINITY);
			this.name = id.getConventionName(convention);
			this.help = String.valueOf(id.getDescription());
			List<Tag> tags = id.getConventionTags(convention);
			this.labels = Labels.of(tags.stream().map(Tag::getKey).toList(), tags.stream().map(Tag::getValue).toList());
		}

		@Override
		public HistogramSnapshot collect() {
			List<Number> counts = new ArrayList<>();
			for (long count : this.times.counts()) {
				counts.add(count);
			}
			return HistogramSnapshot.builder()
				.name(this.name)
				.help(this.help)
				.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
					.classicHistogramBuckets(ClassicHistogramBuckets.of(this.bounds, counts))
					.sum(this.times.totalNanos() / 1e9)
					.labels(this.labels)
					.build())
				.build();
		}

		@Override
		public String getPrometheusName() {
			return this.name;
		}

	}

}
