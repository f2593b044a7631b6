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

package io.pushgate.sample.live;

import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pushgate.cluster.NodeId;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads the meters that the starter publishes.
 */
@Component
final class PushMeters {

	private final MeterRegistry registry;

	private final NodeId node;

	PushMeters(MeterRegistry registry, NodeId node) {
		this.registry = registry;
		this.node = node;
	}

	/** The node that the meters are of. */
	String node() {
		return this.node.name();
	}

	/** Meters differ in kind and tags; the page wants one number. */
	long sum(String name) {
		double sum = 0;
		for (Meter meter : this.registry.find(name).meters()) {
			for (Measurement measurement : meter.measure()) {
				sum += measurement.getValue();
			}
		}
		return Math.round(sum);
	}

	Stats stats() {
		return new Stats(node(), sum("push.connections"), sum("push.users"), sum("push.groups"), sum("push.published"),
				sum("push.delivered"), sum("push.dropped"), deliveredWithin(0.5), deliveredWithin(0.99));
	}

	/**
	 * Return the bound of the bucket that a share of the deliveries falls into. (With
	 * Prometheus, one would ask Prometheus: there the buckets are no meters.)
	 * @param share the share of the deliveries
	 * @return the bound in milliseconds, if there are deliveries and it has one
	 */
	private @Nullable Double deliveredWithin(double share) {
		FunctionTimer deliveries = this.registry.find("push.delivery").functionTimer();
		if (deliveries == null || deliveries.count() == 0) {
			return null;
		}
		Map<Double, Double> counts = new TreeMap<>();
		for (Gauge bucket : this.registry.find("push.delivery.histogram").gauges()) {
			counts.put(Double.valueOf(bucket.getId().getTag("le")), bucket.value());
		}
		double wanted = share * deliveries.count();
		for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
			if (bucket.getValue() >= wanted) {
				return bucket.getKey() * 1000;
			}
		}
		return null;
	}

}
