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

package io.pushgate.actuate;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * Shows of a page of health what probes and load balancers ask for, the groups
 * {@code liveness} and {@code readiness}, and nothing else: for a port that clients
 * reach. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ProbesPage implements ActuatorPage {

	private final ActuatorPage health;

	/**
	 * Create a page.
	 * @param health shows the health of the groups
	 */
	public ProbesPage(ActuatorPage health) {
		this.health = health;
	}

	@Override
	public String id() {
		return this.health.id();
	}

	@Override
	public String bulkhead(String path) {
		return this.health.bulkhead(path);
	}

	@Override
	public boolean isShared(String path) {
		return this.health.isShared(path);
	}

	@Override
	public @Nullable HttpAnswer show(HttpCall call, String path) {
		return HealthPage.PROBES.contains(path) ? this.health.show(call, path) : null;
	}

}
