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

package io.pushgate.session;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How silent a client may be.
 *
 * @param interval how long a connection may be silent before it is pinged; the first
 * interval, and the one after a miss
 * @param timeout how long a connection may be silent at all while the first interval is
 * in force; it moves along with the interval
 * @param step by how much the interval grows
 * @param maxInterval up to where the interval grows
 * @param every after how many good beats the interval grows
 * @since 0.1.0
 */
public record HeartbeatSettings(Duration interval, Duration timeout, Duration step, Duration maxInterval, int every) {

	/**
	 * Create settings.
	 */
	public HeartbeatSettings {
		Assert.isTrue(interval.toMillis() > 0, "'interval' must be at least 1 ms");
		Assert.isTrue(timeout.compareTo(interval) > 0, "'timeout' must be longer than 'interval'");
		Assert.isTrue(!step.isNegative(), "'step' must not be negative");
		Assert.isTrue(maxInterval.compareTo(interval) >= 0, "'maxInterval' must not be shorter than 'interval'");
		Assert.isTrue(every > 0, "'every' must be positive");
	}

}
