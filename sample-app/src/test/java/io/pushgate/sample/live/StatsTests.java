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

package io.pushgate.sample.live;

import java.time.Duration;
import java.util.List;

import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the numbers of the stats page.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class StatsTests {

	@LocalServerPort
	private int port;

	@Test
	void showsWhatTheMetersShow() {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		JsonNode before = SampleClient.json(alice.get("/stats"));
		assertThat(before.propertyNames()).containsExactlyInAnyOrder("node", "connections", "users", "groups",
				"published", "delivered", "dropped", "deliveryP50", "deliveryP99");
		try (PushTab first = alice.openTab(); PushTab second = alice.openTab()) {
			first.join("room:lobby");
			alice.post("/comments", "{\"to\":\"bob\",\"text\":\"Hello\"}");
			second.awaitData("comment.sent", 1);
			Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
				JsonNode stats = SampleClient.json(alice.get("/stats"));
				assertThat(stats.get("connections").asInt()).isEqualTo(2);
				assertThat(stats.get("users").asInt()).isEqualTo(1);
				assertThat(stats.get("groups").asInt()).isEqualTo(1);
				assertThat(stats.get("published").asLong())
					.isGreaterThanOrEqualTo(before.get("published").asLong() + 2);
				assertThat(stats.get("delivered").asLong())
					.isGreaterThanOrEqualTo(before.get("delivered").asLong() + 2);
				assertThat(stats.get("dropped").asLong()).isZero();
				assertThat(stats.get("deliveryP50").asDouble()).isPositive();
				assertThat(stats.get("deliveryP99").asDouble())
					.isGreaterThanOrEqualTo(stats.get("deliveryP50").asDouble());
			});
		}
	}

	@Test
	void arePushedToThoseWhoWatch() {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		try (PushTab watching = alice.openTab(); PushTab other = alice.openTab()) {
			assertThat(watching.join("stats").get("type").asString()).isEqualTo("reply");
			List<JsonNode> stats = watching.awaitData("stats", 2);
			assertThat(stats.get(1).get("published").asLong()).isGreaterThan(stats.get(0).get("published").asLong());
			assertThat(stats.get(1).get("connections").asInt()).isEqualTo(2);
			assertThat(other.data("stats")).isEmpty();
		}
	}

}
