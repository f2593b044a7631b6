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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.pushgate.message.PushResult;
import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.OutboundLimits;
import tools.jackson.core.JsonGenerator;

/**
 * The calls that push.
 */
final class MessageCalls {

	private static final int ACCEPTED = 202;

	private final OutboundLimits limits;

	private final TenantRateLimiter rateLimiter;

	private final Pace pace;

	MessageCalls(OutboundLimits limits, TenantRateLimiter rateLimiter, Pace pace) {
		this.limits = limits;
		this.rateLimiter = rateLimiter;
		this.pace = pace;
	}

	void addTo(Map<String, ApiRoute> routes) {
		routes.put("/messages",
				new ApiRoute(Map.of("POST", new ApiOperation(Set.of("tenant"), true, true, this::one))));
		routes.put("/messages/batch",
				new ApiRoute(Map.of("POST", new ApiOperation(Set.of("tenant"), true, false, this::batch))));
	}

	private CompletionStage<HttpAnswer> one(ApiRequest request) {
		requireRoom(request.body().length);
		this.rateLimiter.count(request.tenant(), 1);
		return MessageReader.read(request.body(), request.tenant())
			.send(request.operations())
			.thenCompose(this.pace::hold)
			.thenApply((result) -> Answers.json(ACCEPTED, (json) -> write(result, json)));
	}

	private CompletionStage<HttpAnswer> batch(ApiRequest request) {
		requireRoom(request.body().length);
		List<ParsedMessage> messages = MessageReader.readBatch(request.body(), request.tenant());
		this.rateLimiter.count(request.tenant(), messages.size());
		List<CompletableFuture<Outcome>> outcomes = new ArrayList<>(messages.size());
		for (ParsedMessage message : messages) {
			outcomes.add(send(message, request, "/" + outcomes.size()));
		}
		return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
			.thenCompose((all) -> this.pace.hold(outcomes))
			.thenApply((all) -> Answers.json(ACCEPTED, (json) -> {
				json.writeStartArray();
				outcomes.forEach((outcome) -> outcome.join().write(json));
				json.writeEndArray();
			}));
	}

	private CompletableFuture<Outcome> send(ParsedMessage message, ApiRequest request, String pointer) {
		if (message instanceof ParsedMessage.Invalid invalid) {
			return CompletableFuture.completedFuture(new Refused(invalid.problem()));
		}
		try {
			requireRoom(0);
			return ((ParsedMessage.Valid) message).message()
				.send(request.operations())
				.handle((result, failure) -> (failure != null) ? new Refused(Problems.of(failure, pointer))
						: new Accepted(result));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.completedFuture(new Refused(Problems.of(ex, pointer)));
		}
	}

	/**
	 * Accept nothing while more waits to be written than the node takes: whoever pushes
	 * faster than the sockets drain is to wait, rather than the clients that would be
	 * closed for it.
	 */
	private void requireRoom(int bytes) {
		if (!this.limits.hasRoom(bytes)) {
			throw Problem.passing(ProblemType.UNAVAILABLE, "Too much waits to be written to clients. Try again later")
				.exception();
		}
	}

	private static void write(PushResult result, JsonGenerator json) {
		json.writeStartObject();
		json.writeStringProperty("id", result.id());
		if (result.sessions().isPresent()) {
			json.writeNumberProperty("sessions", result.sessions().getAsInt());
		}
		json.writeEndObject();
	}

	private sealed interface Outcome {

		void write(JsonGenerator json);

	}

	private record Accepted(PushResult result) implements Outcome {

		@Override
		public void write(JsonGenerator json) {
			MessageCalls.write(this.result, json);
		}

	}

	private record Refused(Problem problem) implements Outcome {

		@Override
		public void write(JsonGenerator json) {
			json.writeStartObject();
			json.writeName("error");
			this.problem.write(json);
			json.writeEndObject();
		}

	}

}
