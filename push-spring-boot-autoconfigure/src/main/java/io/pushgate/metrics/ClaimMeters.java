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

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.listener.cluster.ClaimedUplinkDispatcher;

/**
 * Shows how often nobody could tell whether a request had been handled elsewhere before:
 * {@code push.uplink.unclaimed}.
 *
 * @since 0.1.0
 */
public final class ClaimMeters implements MeterBinder {

	private final ClaimedUplinkDispatcher dispatcher;

	/**
	 * Create the meters.
	 * @param dispatcher claims requests
	 */
	public ClaimMeters(ClaimedUplinkDispatcher dispatcher) {
		this.dispatcher = dispatcher;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("push.uplink.unclaimed", this.dispatcher, ClaimedUplinkDispatcher::unclaimedCount)
			.description("Requests that were handled while Redis could not tell whether they had been before")
			.register(registry);
	}

}
