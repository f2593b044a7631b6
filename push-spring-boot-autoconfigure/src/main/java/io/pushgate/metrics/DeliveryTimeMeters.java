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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.delivery.TimeHistogram;

/**
 * Shows the time from the acceptance of a message until it was written to a socket as
 * {@code push.delivery}.
 *
 * @since 0.1.0
 */
public final class DeliveryTimeMeters implements MeterBinder {

	private final TimeHistogram times;

	private final List<HistogramBinder> binders;

	/**
	 * Create the meters.
	 * @param times the times
	 * @param binders show a histogram where a registry knows such
	 */
	public DeliveryTimeMeters(TimeHistogram times, List<HistogramBinder> binders) {
		this.times = times;
		this.binders = List.copyOf(binders);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		new TimeMeter("push.delivery", "Time from the acceptance of a message until it was written to a socket",
				Map.of(Tags.empty(), this.times))
			.bindTo(registry, this.binders);
	}

}
