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

package io.pushgate.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pushgate.sample.cover.CoverFilter;
import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.Redis;
import io.pushgate.sample.support.SampleClient;
import io.pushgate.sample.support.TestImages;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes of the sample, as they are started by the profile {@code cluster}, with a
 * real Redis between them.
 */
class ClusterTests {

	private static final int FILTERS = CoverFilter.values().length;

	private static final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	private static final List<Integer> ports = new ArrayList<>();

	private static Redis redis;

	@BeforeAll
	static void start() {
		redis = Redis.start();
		for (int i = 0; i < 3; i++) {
			ConfigurableApplicationContext node = new SpringApplicationBuilder(SampleApplication.class)
				.profiles("cluster")
				.run("--server.port=0", "--spring.data.redis.port=" + redis.port());
			nodes.add(node);
			ports.add(node.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
		}
		for (int port : ports) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> SampleClient.json(SampleClient.withBasic(port, "alice").get("/actuator/push"))
					.at("/cluster/nodes")
					.size() == 3);
		}
	}

	@AfterAll
	static void stop() {
		nodes.forEach(ConfigurableApplicationContext::close);
		redis.close();
	}

	@Test
	void aCoverThatOneNodeFiltersIsReadyInATabOnAnother() {
		SampleClient alice = on(0, "alice");
		try (PushTab tab = on(1, "alice").openTab(); PushTab ofBob = on(2, "bob").openTab()) {
			assertThat(alice.upload(TestImages.encode(TestImages.photo(60, 40), "png")).statusCode()).isEqualTo(202);
			List<JsonNode> ready = tab.awaitData("cover.ready", FILTERS);
			assertThat(ready).hasSize(FILTERS);
			for (JsonNode image : ready) {
				for (int node = 0; node < 3; node++) {
					assertThat(on(node, "alice").getBytes(image.get("url").asString()).statusCode()).isEqualTo(200);
				}
			}
			assertThat(SampleClient.json(on(2, "alice").get("/covers")).at("/0/ready").size()).isEqualTo(FILTERS);
			assertThat(on(2, "bob").get(ready.get(0).get("url").asString()).statusCode()).isEqualTo(404);
			assertThat(ofBob.data("cover.ready")).isEmpty();
		}
	}

	@Test
	void aCommentReachesItsReaderAndTheTabsOfItsAuthorOnOtherNodes() {
		try (PushTab bob = on(1, "bob").openTab(); PushTab alice = on(2, "alice").openTab()) {
			assertThat(on(0, "alice").post("/comments", "{\"to\":\"bob\",\"text\":\"From node to node\"}").statusCode())
				.isEqualTo(202);
			assertThat(bob.awaitData("comment.new", 1).get(0).get("text").asString()).isEqualTo("From node to node");
			assertThat(alice.awaitData("comment.sent", 1).get(0).get("to").asString()).isEqualTo("bob");
			JsonNode listed = SampleClient.json(on(2, "bob").get("/comments"));
			assertThat(listed.get(listed.size() - 1).get("text").asString()).isEqualTo("From node to node");
		}
	}

	@Test
	void aRoomIsOneRoomOnAllNodes() {
		try (PushTab alice = on(0, "alice").openTab(); PushTab bob = on(1, "bob").openTab()) {
			assertThat(alice.join("room:lobby").get("type").asString()).isEqualTo("reply");
			assertThat(bob.join("room:lobby").get("type").asString()).isEqualTo("reply");
			JsonNode answer = alice.request("room", "comment", Map.of("room", "lobby", "text", "Hello there"));
			assertThat(answer.get("type").asString()).isEqualTo("reply");
			assertThat(bob.awaitData("comment", 1).get(0).get("text").asString()).isEqualTo("Hello there");
			assertThat(SampleClient.json(on(2, "bob").get("/rooms/lobby/comments")).toString()).contains("Hello there");
		}
	}

	@Test
	void eachTabIsToldTheNumbersOfItsOwnNode() {
		try (PushTab first = on(0, "alice").openTab(); PushTab second = on(1, "alice").openTab()) {
			assertThat(first.node()).isNotEqualTo(second.node());
			assertThat(first.join("stats").get("type").asString()).isEqualTo("reply");
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> Set.copyOf(first.data("stats").stream().map((stats) -> stats.get("node")).toList())
					.size() == 3);
		}
	}

	private static SampleClient on(int node, String user) {
		return SampleClient.withBasic(ports.get(node), user);
	}

}
