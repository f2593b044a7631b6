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

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.pushgate.PushException;
import io.pushgate.delivery.GroupControl;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.Names;
import io.pushgate.message.PushTarget;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpMethod;

/**
 * {@link GroupControl} by a gateway. Who joins or leaves does so in the lane of the
 * group's messages, and so in order with them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class GatewayGroupControl implements GroupControl {

	private final GatewayClient client;

	/**
	 * Create a control.
	 * @param client calls the gateway
	 */
	public GatewayGroupControl(GatewayClient client) {
		this.client = client;
	}

	@Override
	public CompletableFuture<Void> join(String tenant, String group, PushTarget target) {
		return change(HttpMethod.PUT, tenant, group, target);
	}

	@Override
	public CompletableFuture<Void> leave(String tenant, String group, PushTarget target) {
		return change(HttpMethod.DELETE, tenant, group, target);
	}

	private CompletableFuture<Void> change(HttpMethod method, String tenant, String group, PushTarget target) {
		Names.requireGroup(group);
		LocalGroupControl.requireSome(target);
		try {
			Tenants.require(this.client.settings(), tenant);
			if (!(target instanceof PushTarget.Users users)) {
				throw new UnsupportedByGatewayException("That single devices or sessions join or leave a group",
						"Let users join, or let clients ask for it with a bean of type GroupAuthorizer at the gateway");
			}
			return CompletableFuture.allOf(users.users()
				.stream()
				.map((user) -> this.client.call(GatewayDelivery.groupLane(group), method, "/groups/members",
						Map.of("group", group, "user", user)))
				.toArray(CompletableFuture<?>[]::new));
		}
		catch (PushException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public GroupDetails details(String tenant, String group) {
		Names.requireGroup(group);
		Tenants.require(this.client.settings(), tenant);
		JsonNode answer = this.client.ask(HttpMethod.GET, "/groups", Map.of("group", group));
		return new GroupDetails(group, (int) GatewaySessionControl.number(answer, "sessions"),
				(int) GatewaySessionControl.number(answer, "users"));
	}

}
