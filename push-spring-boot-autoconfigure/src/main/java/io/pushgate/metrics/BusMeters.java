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

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.cluster.BusListener;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.BusStatistics;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.delivery.TimeHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Shows how the bus between the nodes fares: {@code push.bus.publish},
 * {@code push.bus.received}, {@code push.bus.gaps}, {@code push.bus.duplicates},
 * {@code push.bus.skipped}, {@code push.bus.ready}, {@code push.bus.losses},
 * {@code push.bus.lag} and {@code push.bus.nodes}. Probes do not count.
 *
 * @since 0.1.0
 */
public final class BusMeters implements BusListener, MeterBinder {

	private final ClusterBus bus;

	private final TimeHistogram accepted = new TimeHistogram();

	private final TimeHistogram refused = new TimeHistogram();

	private final List<HistogramBinder> binders;

	/**
	 * Create the meters, which have to be made a listener of the bus.
	 * @param bus the bus
	 * @param binders show a histogram where a registry knows such
	 */
	public BusMeters(ClusterBus bus, List<HistogramBinder> binders) {
		this.bus = bus;
		this.binders = List.copyOf(binders);
	}

	@Override
	public void published(long nanos, @Nullable Throwable failure) {
		((failure != null) ? this.refused : this.accepted).record(nanos);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		new TimeMeter("push.bus.publish", "Time until the broker had a message, or had refused it",
				Map.of(tags("accepted"), this.accepted, tags("refused"), this.refused))
			.bindTo(registry, this.binders);
		count(registry, "push.bus.received", "Messages that came over the bus and were handled",
				BusStatistics::receivedCount);
		count(registry, "push.bus.gaps", "Messages that others have published and this node has not got",
				BusStatistics::missingCount);
		count(registry, "push.bus.duplicates", "Messages that arrived once more and were left out",
				BusStatistics::duplicateCount);
		count(registry, "push.bus.losses", "How often the bus was lost", BusStatistics::lossCount);
		skipped(registry, "expired", BusStatistics::expiredCount);
		skipped(registry, "malformed", BusStatistics::malformedCount);
		skipped(registry, "unsupported", BusStatistics::unsupportedCount);
		skipped(registry, "failed", BusStatistics::failedCount);
		Gauge.builder("push.bus.ready", this.bus, (bus) -> (bus.state() == BusState.READY) ? 1 : 0)
			.description("Whether what this node publishes comes back to it: 1 or 0")
			.register(registry);
		Gauge.builder("push.bus.lag", this.bus.statistics(), (statistics) -> statistics.lagNanos() / 1e9)
			.description("How long the node's last probe took until it came back over the bus")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("push.bus.nodes", this.bus, (bus) -> bus.nodes().size())
			.description("Nodes that are heard over the bus, this one included")
			.register(registry);
	}

	private Tags tags(String outcome) {
		return Tags.of("bus", this.bus.name(), "outcome", outcome);
	}

	private void count(MeterRegistry registry, String name, String description, ToDoubleFunction<BusStatistics> count) {
		FunctionCounter.builder(name, this.bus.statistics(), count).description(description).register(registry);
	}

	private void skipped(MeterRegistry registry, String reason, ToDoubleFunction<BusStatistics> count) {
		FunctionCounter.builder("push.bus.skipped", this.bus.statistics(), count)
			.description("What came over the bus and was not handled")
			.tag("reason", reason)
			.register(registry);
	}

}
