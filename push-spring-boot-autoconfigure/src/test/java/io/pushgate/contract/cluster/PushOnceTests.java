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

package io.pushgate.contract.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterIdempotencyStore;
import io.pushgate.cluster.IdempotencyConflictException;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A caller that repeats a push at another node makes one push.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushOnceTests {

	private static final int IDS = 2000;

	private final RedisServer redis = RedisServer.start();

	private PushServer[] nodes;

	@BeforeAll
	void start() {
		ClusterBroker broker = new ClusterBroker("redis",
				Map.of("push.cluster.bus", "redis", "spring.data.redis.port", this.redis.port()), true, false);
		this.nodes = new PushServer[] { ApiClient.server(Container.NETTY).connectedBy(broker).start(),
				ApiClient.server(Container.TOMCAT).connectedBy(broker).start() };
		awaitKnown();
	}

	@AfterAll
	void stop() {
		for (PushServer node : this.nodes) {
			node.close();
		}
		this.redis.close();
	}

	@Test
	void aRepeatAtAnotherNodeIsAnsweredButNotSent() {
		String user = UUID.randomUUID().toString();
		assertThat(this.nodes[0].bean(IdempotencyStore.class)).isInstanceOf(ClusterIdempotencyStore.class);
		try (RawWebSocket client = this.nodes[1].connect(user)) {
			String message = message(user, user, "first");
			Answer answer = api(0).push(message);
			assertThat(answer.status()).as(answer.body()).isEqualTo(202);
			assertThat(api(1).push(message).body()).isEqualTo(answer.body()).isEqualTo("{\"id\":\"" + user + "\"}");
			Answer conflict = api(1).push(message(user, user, "other"));
			assertThat(conflict.status()).isEqualTo(409);
			assertThat(conflict.pointer()).isEqualTo("/id");
			assertThat(this.nodes[1].push().toUser(user).id(user).send("first", null))
				.succeedsWithin(ThreeNodes.PATIENCE);
			assertThat(this.nodes[1].push().toUser(user).id(user).send("another", null))
				.failsWithin(ThreeNodes.PATIENCE)
				.withThrowableThat()
				.withCauseExactlyInstanceOf(IdempotencyConflictException.class);
			// Another tenant has ids of its own.
			assertThat(api(1).with(ApiClient.OTHER_KEY).push(message(user, user, "other")).status()).isEqualTo(202);
			this.nodes[1].push().toUser(user).send("last", null);
			assertThat(client.readJson().path("event").asString()).isEqualTo("first");
			assertThat(client.readJson().path("event").asString()).isEqualTo("last");
		}
	}

	@Test
	void thousandsThatArePushedAtTwoNodesAtOnceArriveOnceEach() {
		String user = UUID.randomUUID().toString();
		try (RawWebSocket client = this.nodes[0].connect(user)) {
			IntStream.range(0, 2 * IDS)
				.parallel()
				.forEach((i) -> assertThat(api(i % 2).push(message(user, user + "-" + i / 2, "e")).status())
					.isEqualTo(202));
			this.nodes[0].push().toUser(user).send("last", null);
			Set<String> ids = new HashSet<>();
			JsonNode message = client.readJson("message");
			while (!message.get("event").asString().equals("last")) {
				assertThat(ids.add(message.get("id").asString())).isTrue();
				message = client.readJson("message");
			}
			assertThat(ids).hasSize(IDS);
		}
	}

	@Test
	void nothingIsPushedWhileNobodyCanTellAndARetryIsOnePush() {
		String user = UUID.randomUUID().toString();
		try (RawWebSocket client = this.nodes[1].connect(user)) {
			String before = message(user, "before-" + user, "before");
			assertThat(api(0).push(before).status()).isEqualTo(202);
			this.redis.kill();
			String message = message(user, "during-" + user, "during");
			for (int node = 0; node < 2; node++) {
				Answer refused = api(node).push(message);
				assertThat(refused.status()).as(refused.body()).isEqualTo(503);
				assertThat(refused.header("Retry-After")).isEqualTo("1");
			}
			// This node knows by itself.
			assertThat(api(0).push(before).status()).isEqualTo(202);

			this.redis.restart();
			awaitKnown();
			for (int node = 0; node < 2; node++) {
				ApiClient api = api(node);
				Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> api.push(message).status() == 202);
			}
			this.nodes[1].push().toUser(user).send("last", null);
			assertThat(client.readJson("message").get("event").asString()).isEqualTo("before");
			assertThat(client.readJson("message").get("event").asString()).isEqualTo("during");
			assertThat(client.readJson("message").get("event").asString()).isEqualTo("last");
		}
	}

	private void awaitKnown() {
		for (PushServer node : this.nodes) {
			ClusterBus bus = node.bean(ClusterBus.class);
			Awaitility.await()
				.atMost(ThreeNodes.PATIENCE)
				.until(() -> bus.awaitReady(Duration.ofSeconds(1)) && bus.nodes().size() == 2);
		}
	}

	private ApiClient api(int node) {
		return ApiClient.of(this.nodes[node]);
	}

	private static String message(String user, String id, String event) {
		return "{\"to\":{\"users\":[\"" + user + "\"]},\"event\":\"" + event + "\",\"id\":\"" + id + "\"}";
	}

}
