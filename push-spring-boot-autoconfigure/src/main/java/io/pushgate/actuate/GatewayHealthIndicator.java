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

import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.delivery.http.GatewayStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} of the gateway that an application pushes through: {@code DOWN}
 * where the last call was not answered as it should, {@code UNKNOWN} as long as nothing
 * was pushed. It makes no call of its own, and is for operators alone: the application is
 * no better for a restart.
 *
 * @since 0.1.0
 */
public final class GatewayHealthIndicator extends AbstractHealthIndicator {

	private final GatewayClient client;

	/**
	 * Create an indicator.
	 * @param client calls the gateway
	 */
	public GatewayHealthIndicator(GatewayClient client) {
		super("The health of the way to the gateway could not be checked");
		this.client = client;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		GatewayStatus status = this.client.status();
		if (status.reached() == null) {
			builder.unknown();
		}
		else if (status.reached()) {
			builder.up();
		}
		else {
			builder.down();
		}
		builder.withDetail("url", this.client.settings().url().toString())
			.withDetail("since", status.since())
			.withDetail("pendingBytes", this.client.pendingBytes());
		if (status.problem() != null) {
			builder.withDetail("reason", status.problem());
		}
	}

}
