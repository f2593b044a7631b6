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

import java.util.SortedMap;
import java.util.TreeMap;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pushgate.cluster.NodeId;

import org.springframework.stereotype.Component;

/**
 * Reads the meters that the starter publishes here.
 */
@Component
final class LocalMeters implements PushMeters {

	private final MeterRegistry registry;

	private final NodeId node;

	LocalMeters(MeterRegistry registry, NodeId node) {
		this.registry = registry;
		this.node = node;
	}

	@Override
	public String node() {
		return this.node.name();
	}

	@Override
	public long sum(String name) {
		double sum = 0;
		for (Meter meter : this.registry.find(name).meters()) {
			for (Measurement measurement : meter.measure()) {
				sum += measurement.getValue();
			}
		}
		return Math.round(sum);
	}

	/** With Prometheus, one would ask Prometheus: there the buckets are no meters. */
	@Override
	public SortedMap<Double, Double> deliveries() {
		SortedMap<Double, Double> counts = new TreeMap<>();
		for (Gauge bucket : this.registry.find("push.delivery.histogram").gauges()) {
			counts.put(Double.valueOf(bucket.getId().getTag("le")), bucket.value());
		}
		FunctionTimer all = this.registry.find("push.delivery").functionTimer();
		if (all != null) {
			counts.put(Double.POSITIVE_INFINITY, all.count());
		}
		return counts;
	}

}
