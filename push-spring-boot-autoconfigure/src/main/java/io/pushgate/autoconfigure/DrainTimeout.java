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

package io.pushgate.autoconfigure;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.context.LifecycleProperties;

/**
 * The time that a drain has: what the property says, as far as the context waits for it
 * when it is closed. Over that, the web server would cut off whoever is still there.
 */
final class DrainTimeout {

	private static final Log logger = LogFactory.getLog(DrainTimeout.class);

	private DrainTimeout() {
	}

	static Duration within(Duration timeout, @Nullable LifecycleProperties lifecycle) {
		if (lifecycle == null) {
			return timeout;
		}
		Duration phase = lifecycle.getTimeoutPerShutdownPhase();
		Duration atMost = phase.multipliedBy(9).dividedBy(10);
		if (phase.isNegative() || phase.isZero() || timeout.compareTo(atMost) <= 0) {
			return timeout;
		}
		logger.warn("A drain takes at most " + atMost.toMillis() + " ms and not 'push.drain.timeout', which is "
				+ timeout.toMillis() + " ms, as 'spring.lifecycle.timeout-per-shutdown-phase' is " + phase.toMillis()
				+ " ms: make the latter longer, or the former shorter");
		return atMost;
	}

}
