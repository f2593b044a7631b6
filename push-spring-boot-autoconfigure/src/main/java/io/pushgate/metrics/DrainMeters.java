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

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.DrainState;
import io.pushgate.gateway.DrainStatus;

/**
 * Shows how far a drain is: {@code push.drain.active} and {@code push.drain.remaining}.
 *
 * @since 0.1.0
 */
public final class DrainMeters implements MeterBinder {

	private final Drain drain;

	/**
	 * Create the meters.
	 * @param drain what to measure
	 */
	public DrainMeters(Drain drain) {
		this.drain = drain;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("push.drain.active", this.drain, (drain) -> isActive(drain.status()) ? 1 : 0)
			.description("Whether the node is drained, or has been, and refuses connections: 1 or 0")
			.register(registry);
		Gauge.builder("push.drain.remaining", this.drain, DrainMeters::remaining)
			.description("Connections that are still to be closed by the drain; 0 where there is none")
			.register(registry);
	}

	private static int remaining(Drain drain) {
		DrainStatus status = drain.status();
		return isActive(status) ? status.remaining() : 0;
	}

	private static boolean isActive(DrainStatus status) {
		return status.state() != DrainState.ACCEPTING;
	}

}
