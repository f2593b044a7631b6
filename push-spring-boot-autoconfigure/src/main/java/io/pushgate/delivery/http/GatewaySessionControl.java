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

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.pushgate.delivery.SessionControl;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpMethod;

/**
 * {@link SessionControl} by a gateway, which answers for its whole cluster. Each method
 * waits for the answer, for {@code push.client.timeout} and one call more at most.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class GatewaySessionControl implements SessionControl {

	private final GatewayClient client;

	/**
	 * Create a control.
	 * @param client calls the gateway
	 */
	public GatewaySessionControl(GatewayClient client) {
		this.client = client;
	}

	@Override
	public boolean isOnline(UserKey user) {
		return !sessions(user).isEmpty();
	}

	@Override
	public List<SessionDetails> sessions(UserKey user) {
		JsonNode answer = ask(HttpMethod.GET, "/users", user.tenant(), Map.of("user", user.user()));
		List<SessionDetails> sessions = new ArrayList<>();
		for (JsonNode session : answer.path("sessions")) {
			sessions.add(new SessionDetails(text(session, "session"), user.user(), text(session, "device"),
					text(session, "node"), text(session, "transport"), time(session, "connectedAt"),
					time(session, "lastSeenAt")));
		}
		return List.copyOf(sessions);
	}

	@Override
	public PushStatistics statistics(String tenant) {
		JsonNode answer = ask(HttpMethod.GET, "/stats", tenant, Map.of());
		List<PushStatistics.Node> nodes = new ArrayList<>();
		for (JsonNode node : answer.path("nodes")) {
			nodes.add(new PushStatistics.Node(text(node, "node"), number(node, "connections"), number(node, "users"),
					number(node, "groups")));
		}
		return new PushStatistics(number(answer, "connections"), number(answer, "users"), number(answer, "groups"),
				nodes);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Where an answer is lost and the gateway is asked again, what the first call has
	 * disconnected does not count.
	 */
	@Override
	public int disconnect(String tenant, PushTarget target) {
		int disconnected = 0;
		if (target instanceof PushTarget.Users users) {
			for (String user : users.users()) {
				disconnected += disconnect(tenant, Map.of("user", user));
			}
		}
		else if (target instanceof PushTarget.Device device) {
			disconnected = disconnect(tenant, Map.of("user", device.user(), "device", device.device()));
		}
		else if (target instanceof PushTarget.Devices several) {
			for (PushTarget.Device device : several.devices()) {
				disconnected += disconnect(tenant, device);
			}
		}
		else if (target instanceof PushTarget.Session one) {
			disconnected = disconnect(tenant, Map.of("session", one.session()));
		}
		else if (target instanceof PushTarget.Sessions several) {
			for (String session : several.sessions()) {
				disconnected += disconnect(tenant, Map.of("session", session));
			}
		}
		else {
			throw new UnsupportedByGatewayException("That groups or everyone is disconnected",
					"Disconnect users, devices or sessions");
		}
		return disconnected;
	}

	private int disconnect(String tenant, Map<String, String> query) {
		return (int) number(ask(HttpMethod.DELETE, "/sessions", tenant, query), "disconnected");
	}

	private JsonNode ask(HttpMethod method, String path, String tenant, Map<String, String> query) {
		Tenants.require(this.client.settings(), tenant);
		return this.client.ask(method, path, query);
	}

	private static String text(JsonNode json, String name) {
		JsonNode value = json.path(name);
		if (!value.isString()) {
			throw strange(name);
		}
		return value.asString();
	}

	static long number(JsonNode json, String name) {
		JsonNode value = json.path(name);
		if (!value.isIntegralNumber()) {
			throw strange(name);
		}
		return value.asLong();
	}

	private static Instant time(JsonNode json, String name) {
		try {
			return Instant.parse(text(json, name));
		}
		catch (DateTimeException ex) {
			throw strange(name);
		}
	}

	private static GatewayUnavailableException strange(String name) {
		return new GatewayUnavailableException("The answer has no '" + name + "' as a gateway's has. Check that "
				+ "'push.client.gateway-url' is the address of a gateway, and that it is no older than this application");
	}

}
