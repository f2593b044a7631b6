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

package io.pushgate.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

import io.pushgate.core.PushAudit;
import io.pushgate.message.Names;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.SessionDetails;
import io.pushgate.transport.HttpAnswer;
import tools.jackson.core.JsonGenerator;

/**
 * The calls that tell who is online, and that disconnect.
 */
final class SessionCalls {

	private static final int OK = 200;

	private static final int ACCEPTED = 202;

	private final PushAudit audit;

	SessionCalls(PushAudit audit) {
		this.audit = audit;
	}

	void addTo(Map<String, ApiRoute> routes) {
		routes.put("/users",
				new ApiRoute(Map.of("GET", new ApiOperation(Set.of("user", "tenant"), false, false, this::user))));
		routes.put("/sessions", new ApiRoute(Map.of("DELETE",
				new ApiOperation(Set.of("user", "device", "session", "tenant"), false, false, this::disconnect))));
		routes.put("/stats",
				new ApiRoute(Map.of("GET", new ApiOperation(Set.of("tenant"), false, false, this::statistics))));
	}

	private CompletionStage<HttpAnswer> user(ApiRequest request) {
		String user = request.query().require("user", Names::isId, TargetReader.ID_RULE);
		List<SessionDetails> sessions = request.operations().sessions(user);
		return CompletableFuture.completedFuture(Answers.json(OK, (json) -> {
			json.writeStartObject();
			json.writeStringProperty("user", user);
			json.writeBooleanProperty("online", !sessions.isEmpty());
			json.writeArrayPropertyStart("sessions");
			sessions.forEach((session) -> write(session, json));
			json.writeEndArray();
			json.writeEndObject();
		}));
	}

	private static void write(SessionDetails session, JsonGenerator json) {
		json.writeStartObject();
		json.writeStringProperty("session", session.session());
		json.writeStringProperty("device", session.device());
		json.writeStringProperty("node", session.node());
		json.writeStringProperty("transport", session.transport());
		json.writeStringProperty("connectedAt", session.connectedAt().toString());
		json.writeStringProperty("lastSeenAt", session.lastSeenAt().toString());
		json.writeEndObject();
	}

	private CompletionStage<HttpAnswer> disconnect(ApiRequest request) {
		QueryParameters query = request.query();
		String session = query.optional("session", TargetReader::isSession, TargetReader.SESSION_RULE);
		String device = query.optional("device", Names::isId, TargetReader.ID_RULE);
		if (session != null) {
			if (query.get("user") != null || device != null) {
				throw QueryParameters.invalid("session", "excludes 'user' and 'device'");
			}
			return disconnect(request, "session " + session,
					() -> request.operations().disconnectSession(session) ? 1 : 0);
		}
		String user = query.require("user", Names::isId, TargetReader.ID_RULE);
		return (device != null)
				? disconnect(request, "device " + PushAudit.quoted(device) + " of user " + PushAudit.quoted(user),
						() -> request.operations().disconnectDevice(user, device))
				: disconnect(request, "user " + PushAudit.quoted(user),
						() -> request.operations().disconnectUser(user));
	}

	private CompletionStage<HttpAnswer> disconnect(ApiRequest request, String target, IntSupplier action) {
		int sessions = this.audit.disconnect(request.caller(), request.tenant(), target, action);
		return CompletableFuture.completedFuture(Answers.json(ACCEPTED, (json) -> {
			json.writeStartObject();
			json.writeNumberProperty("disconnected", sessions);
			json.writeEndObject();
		}));
	}

	private CompletionStage<HttpAnswer> statistics(ApiRequest request) {
		PushStatistics statistics = request.operations().statistics();
		return CompletableFuture.completedFuture(Answers.json(OK, (json) -> {
			json.writeStartObject();
			json.writeNumberProperty("connections", statistics.connections());
			json.writeNumberProperty("users", statistics.users());
			json.writeNumberProperty("groups", statistics.groups());
			json.writeArrayPropertyStart("nodes");
			statistics.nodes().forEach((node) -> {
				json.writeStartObject();
				json.writeStringProperty("node", node.node());
				json.writeNumberProperty("connections", node.connections());
				json.writeNumberProperty("users", node.users());
				json.writeNumberProperty("groups", node.groups());
				json.writeEndObject();
			});
			json.writeEndArray();
			json.writeEndObject();
		}));
	}

}
