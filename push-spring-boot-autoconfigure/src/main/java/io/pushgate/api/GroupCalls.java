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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.pushgate.message.GroupDetails;
import io.pushgate.message.Names;
import io.pushgate.transport.HttpAnswer;

/**
 * The calls about groups.
 */
final class GroupCalls {

	private static final int OK = 200;

	private static final int ACCEPTED = 202;

	void addTo(Map<String, ApiRoute> routes) {
		routes.put("/groups",
				new ApiRoute(Map.of("GET", new ApiOperation(Set.of("group", "tenant"), false, false, this::group))));
		Set<String> parameters = Set.of("group", "user", "tenant");
		routes.put("/groups/members", new ApiRoute(Map.of("PUT", new ApiOperation(parameters, false, false, this::join),
				"DELETE", new ApiOperation(parameters, false, false, this::leave))));
	}

	private CompletionStage<HttpAnswer> group(ApiRequest request) {
		GroupDetails details = request.operations().group(groupOf(request));
		return CompletableFuture.completedFuture(Answers.json(OK, (json) -> {
			json.writeStartObject();
			json.writeStringProperty("group", details.group());
			json.writeNumberProperty("sessions", details.sessions());
			json.writeNumberProperty("users", details.users());
			json.writeEndObject();
		}));
	}

	private CompletionStage<HttpAnswer> join(ApiRequest request) {
		return request.operations()
			.joinGroup(groupOf(request), userOf(request))
			.thenApply((done) -> Answers.empty(ACCEPTED));
	}

	private CompletionStage<HttpAnswer> leave(ApiRequest request) {
		return request.operations()
			.leaveGroup(groupOf(request), userOf(request))
			.thenApply((done) -> Answers.empty(ACCEPTED));
	}

	private static String groupOf(ApiRequest request) {
		return request.query().require("group", Names::isGroup, TargetReader.GROUP_RULE);
	}

	private static String userOf(ApiRequest request) {
		return request.query().require("user", Names::isId, TargetReader.ID_RULE);
	}

}
