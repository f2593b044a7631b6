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

package io.pushgate.delivery.http;

import java.util.concurrent.CompletableFuture;

import io.pushgate.PushException;
import io.pushgate.delivery.Delivery;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.PublishOutcome;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;

/**
 * {@link Delivery} by a gateway, see {@link GatewayClient} for what it promises.
 * Thread-safe; never waits.
 *
 * @since 0.1.0
 */
public final class GatewayDelivery implements Delivery {

	private final GatewayClient client;

	private final DeliveryStatistics statistics;

	/**
	 * Create a delivery.
	 * @param client calls the gateway
	 * @param statistics counts what is published
	 */
	public GatewayDelivery(GatewayClient client, DeliveryStatistics statistics) {
		this.client = client;
		this.statistics = statistics;
	}

	@Override
	public void check(PushMessage message) {
		if (!message.options().headers().isEmpty()) {
			throw refused(message, new UnsupportedByGatewayException("A header", "Push without header()"));
		}
	}

	@Override
	public CompletableFuture<PushResult> deliver(PushMessage message) {
		try {
			requireSayable(message);
			return this.client.send(lane(message.target()), message);
		}
		catch (IllegalArgumentException | PushException ex) {
			return CompletableFuture.failedFuture(refused(message, ex));
		}
	}

	private <E extends RuntimeException> E refused(PushMessage message, E failure) {
		this.statistics.published(message, PublishOutcome.REFUSED);
		return failure;
	}

	private void requireSayable(PushMessage message) {
		Tenants.require(this.client.settings(), message.options().tenant());
		if (!message.options().except().isEmpty()) {
			throw new UnsupportedByGatewayException("That sessions are left out",
					"Push without except(), and let the page ignore what it has caused");
		}
		if (message.options().latestKey() != null) {
			throw new UnsupportedByGatewayException("That only the latest message is kept",
					"Push without keepLatest(), and less often");
		}
	}

	/**
	 * Return the name of the lane that a target has: that of the user, wherever there is
	 * one, so that what goes to one of its devices keeps its place as well.
	 */
	private static String lane(PushTarget target) {
		if (target instanceof PushTarget.Users users) {
			return "user/" + users.users().get(0);
		}
		if (target instanceof PushTarget.Device device) {
			return "user/" + device.user();
		}
		if (target instanceof PushTarget.Devices several) {
			return "user/" + several.devices().get(0).user();
		}
		if (target instanceof PushTarget.Session one) {
			return "session/" + one.session();
		}
		if (target instanceof PushTarget.Sessions several) {
			return "session/" + several.sessions().get(0);
		}
		return (target instanceof PushTarget.Groups groups) ? groupLane(groups.groups().get(0)) : "all";
	}

	static String groupLane(String group) {
		return "group/" + group;
	}

}
