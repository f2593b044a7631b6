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

import java.util.stream.IntStream;

import io.pushgate.cluster.IdempotencyConflictException;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two pushes of the same id are one push.
 */
class IdempotencyTests {

	private static final ApiServers servers = new ApiServers();

	@AfterAll
	static void stop() {
		servers.close();
	}

	@ParameterizedTest
	@EnumSource
	void aRepeatedPushIsAnsweredButNotSent(Container container) {
		ApiClient api = servers.api(container);
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			String first = message("i-1", "first");
			Answer answer = api.push(first);
			assertThat(answer.status()).isEqualTo(202);
			assertThat(api.push(first).body()).isEqualTo(answer.body()).isEqualTo("{\"id\":\"i-1\",\"sessions\":1}");
			Answer conflict = api.push(message("i-1", "other"));
			assertThat(conflict.status()).isEqualTo(409);
			assertThat(conflict.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(conflict.pointer()).isEqualTo("/id");
			// Another tenant has ids of its own.
			assertThat(api.with(ApiClient.OTHER_KEY).push(message("i-1", "other")).status()).isEqualTo(202);
			api.push(message("i-2", "last"));
			assertThat(ann.readJson().path("event").asString()).isEqualTo("first");
			assertThat(ann.readJson().path("event").asString()).isEqualTo("last");
		}
	}

	@ParameterizedTest
	@EnumSource
	void isTheSameWithinABatchAndInJava(Container container) {
		ApiClient api = servers.api(container);
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			JsonNode outcomes = api
				.batch("[" + message("b-1", "one") + "," + message("b-1", "one") + "," + message("b-1", "two") + "]")
				.json();
			assertThat(outcomes.at("/0/id").asString()).isEqualTo("b-1");
			assertThat(outcomes.at("/1/id").asString()).isEqualTo("b-1");
			assertThat(outcomes.at("/2/error/status").asInt()).isEqualTo(409);
			assertThat(outcomes.at("/2/error/errors/0/pointer").asString()).isEqualTo("/2/id");
			assertThat(servers.on(container).push().toUser("ann").id("b-1").send("one", null)).isCompleted();
			assertThat(servers.on(container).push().toUser("ann").id("b-1").send("three", null))
				.failsWithin(RawWebSocket.PATIENCE)
				.withThrowableThat()
				.withCauseExactlyInstanceOf(IdempotencyConflictException.class);
			servers.on(container).push().toUser("ann").send("last", null);
			assertThat(ann.readJson().path("event").asString()).isEqualTo("one");
			assertThat(ann.readJson().path("event").asString()).isEqualTo("last");
		}
	}

	@ParameterizedTest
	@EnumSource
	void concurrentRepeatsAreOnePush(Container container) {
		ApiClient api = servers.api(container);
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			String message = message("c-1", "once");
			assertThat(IntStream.range(0, 64).parallel().mapToObj((i) -> api.push(message).body()).distinct())
				.containsExactly("{\"id\":\"c-1\",\"sessions\":1}");
			api.push(message("c-2", "last"));
			assertThat(ann.readJson().path("event").asString()).isEqualTo("once");
			assertThat(ann.readJson().path("event").asString()).isEqualTo("last");
		}
	}

	private static String message(String id, String event) {
		return "{\"to\":{\"users\":[\"ann\"]},\"event\":\"" + event + "\",\"id\":\"" + id + "\"}";
	}

}
