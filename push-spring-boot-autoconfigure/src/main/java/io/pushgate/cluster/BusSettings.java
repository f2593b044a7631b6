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

package io.pushgate.cluster;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How closely a bus is watched.
 *
 * @param probeInterval the time between two probes, each of which also tells the others
 * what this node has published
 * @param probeTimeout how long a probe may take to come back before the bus counts as
 * lost
 * @param gapGrace how long a message may be overtaken by later ones before it counts as
 * missing; longer than the interval of probes, which excuse what was never accepted
 * @since 0.1.0
 */
public record BusSettings(Duration probeInterval, Duration probeTimeout, Duration gapGrace) {

	/**
	 * The settings of who sets none.
	 */
	public static final BusSettings DEFAULTS = probing(Duration.ofSeconds(2));

	/**
	 * Create settings.
	 */
	public BusSettings {
		Assert.isTrue(probeInterval.toMillis() > 0, "'probeInterval' must be at least 1ms");
		Assert.isTrue(probeTimeout.compareTo(probeInterval) > 0, "'probeTimeout' must be longer than 'probeInterval'");
		Assert.isTrue(gapGrace.compareTo(probeInterval) > 0, "'gapGrace' must be longer than 'probeInterval'");
	}

	/**
	 * Create settings in which all times follow from that between probes.
	 * @param interval the time between two probes
	 * @return the settings
	 */
	public static BusSettings probing(Duration interval) {
		return new BusSettings(interval, interval.multipliedBy(3), interval.multipliedBy(5).dividedBy(2));
	}

}
