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

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.cluster.Directory;
import io.pushgate.delivery.cluster.ClusterStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Shows which ways messages take through the cluster: {@code push.cluster.routed},
 * {@code push.cluster.unwanted} and {@code push.cluster.overloaded}; and where there is a
 * directory, whether it can be asked: {@code push.directory.available}.
 *
 * @since 0.1.0
 */
public final class ClusterMeters implements MeterBinder {

	private final ClusterStatistics statistics;

	private final @Nullable Directory directory;

	/**
	 * Create the meters.
	 * @param statistics counts ways
	 * @param directory knows which node holds whom, or {@code null}
	 */
	public ClusterMeters(ClusterStatistics statistics, @Nullable Directory directory) {
		this.statistics = statistics;
		this.directory = directory;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		routed(registry, "broadcast", ClusterStatistics::broadcastCount);
		routed(registry, "directed", ClusterStatistics::directedCount);
		routed(registry, "fallback", ClusterStatistics::fallbackCount);
		FunctionCounter.builder("push.cluster.unwanted", this.statistics, ClusterStatistics::unwantedCount)
			.description("Messages of other nodes that were for nobody here")
			.register(registry);
		FunctionCounter.builder("push.cluster.overloaded", this.statistics, ClusterStatistics::overloadedCount)
			.description("Messages that the cluster had accepted and this node had no room for")
			.register(registry);
		if (this.directory != null) {
			Gauge.builder("push.directory.available", this.directory, (directory) -> directory.isAvailable() ? 1 : 0)
				.description("Whether the directory can be asked: 1 or 0")
				.register(registry);
		}
	}

	private void routed(MeterRegistry registry, String way, ToDoubleFunction<ClusterStatistics> count) {
		FunctionCounter.builder("push.cluster.routed", this.statistics, count)
			.description("Messages of this node by the way that they took to the others")
			.tag("way", way)
			.register(registry);
	}

}
