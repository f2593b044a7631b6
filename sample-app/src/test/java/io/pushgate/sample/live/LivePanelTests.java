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
import java.util.function.Predicate;

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
 * Tests for the live panel.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LivePanelTests {

	@LocalServerPort
	private int port;

	@Test
	void showsConnectionsUsersAndMessages() {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		SampleClient bob = SampleClient.withBasic(this.port, "bob");
		long messages = SampleClient.json(alice.get("/live")).get("messages").asLong();
		try (PushTab first = alice.openTab(); PushTab second = alice.openTab(); PushTab third = bob.openTab()) {
			alice.post("/comments", "{\"to\":\"bob\",\"text\":\"Hello\"}");
			Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
				JsonNode stats = SampleClient.json(alice.get("/live"));
				assertThat(stats.get("connections").asInt()).isEqualTo(3);
				assertThat(stats.get("users").asInt()).isEqualTo(2);
				assertThat(stats.get("messages").asLong()).isEqualTo(messages + 2);
			});
			for (PushTab tab : new PushTab[] { first, second, third }) {
				Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
					JsonNode stats = SampleClient.json(alice.get("/live"));
					assertThat(tab.data("live.stats")).last().isEqualTo(stats);
				});
			}
		}
	}

	@Test
	void isPushedOnlyWhenSomethingHasChanged() {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		try (PushTab tab = alice.openTab()) {
			// Pushing the numbers is a message, too: it must not be the reason for the
			// next
			tab.awaitData("live.stats", 1);
			Awaitility.await()
				.during(Duration.ofSeconds(5))
				.atMost(Duration.ofSeconds(20))
				.until(() -> tab.data("live.stats").size(), new StaysTheSame());
		}
	}

	private static final class StaysTheSame implements Predicate<Integer> {

		private int last;

		@Override
		public boolean test(Integer value) {
			boolean same = value == this.last;
			this.last = value;
			return same;
		}

	}

}
