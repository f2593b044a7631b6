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
import java.util.List;

import io.pushgate.PushException;
import io.pushgate.actuate.PushHealthIndicator;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What callers, clients and operators see of a broker that dies and comes back. Without a
 * directory.
 */
abstract class AbstractBrokerOutageTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/**
	 * Return what the nodes are connected by.
	 */
	protected abstract ClusterBroker broker();

	protected abstract void kill();

	protected abstract void restart();

	@Test
	void tellsWhoeverPushesAndRecoversByItself() {
		try (PushServer tomcat = start(Container.TOMCAT);
				PushServer netty = start(Container.NETTY);
				RawWebSocket here = connect(tomcat);
				RawWebSocket there = connect(netty)) {
			for (PushServer server : List.of(tomcat, netty)) {
				assertThat(push(server, "before").status()).isEqualTo(202);
			}
			readAll(here, there, "before", "before");

			kill();
			for (PushServer server : List.of(tomcat, netty)) {
				await().atMost(PATIENCE).until(() -> server.bean(ClusterBus.class).state() == BusState.LOST);
				assertRefuses(server);
				assertThat(health(server).getStatus()).isEqualTo(Status.DOWN);
				assertThat(health(server).getDetails()).containsEntry("reason", "The bus to the other nodes is lost");
			}

			restart();
			for (PushServer server : List.of(tomcat, netty)) {
				awaitUp(server);
				// Where a node is back first, it waits for the other one, and says so.
				await().atMost(PATIENCE).until(() -> push(server, "after").status() == 202);
			}
			// The very same connections: nobody had to come back.
			readAll(here, there, "after", "after");
		}
	}

	private PushServer start(Container container) {
		return ApiClient.server(container).connectedBy(broker()).start();
	}

	private static RawWebSocket connect(PushServer server) {
		awaitUp(server);
		return server.connect("ann");
	}

	private static void awaitUp(PushServer server) {
		await().atMost(PATIENCE)
			.until(() -> health(server).getStatus().equals(Status.UP)
					&& server.bean(ClusterBus.class).nodes().size() == 2);
	}

	private static Answer push(PushServer server, String event) {
		return ApiClient.of(server).push("""
				{"to":{"users":["ann"]},"event":"%s"}""".formatted(event));
	}

	private void assertRefuses(PushServer server) {
		assertThat(server.push().toUser("ann").send("lost", null)).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(BusUnavailableException.class)
			.withMessageContaining("The bus '" + broker().name() + "'")
			.withMessageContaining("Try again later");
		assertThatExceptionOfType(PushException.class).isThrownBy(() -> server.push().isOnline("bob"));
		Answer answer = push(server, "lost");
		assertUnavailable(answer);
		assertThat(answer.json().get("detail").asString())
			.isEqualTo("The other nodes cannot be reached now. Try again later");
		assertUnavailable(ApiClient.of(server).get("/users?user=bob"));
		assertUnavailable(ApiClient.of(server).send("DELETE", "/sessions?user=bob", null));
		Answer batch = ApiClient.of(server).batch("""
				[{"to":{"users":["ann"]},"event":"lost"}]""");
		assertThat(batch.status()).isEqualTo(202);
		assertThat(batch.json().at("/0/error/status").asInt()).isEqualTo(503);
	}

	private static void assertUnavailable(Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(503);
		assertThat(answer.header("Retry-After")).isEqualTo("1");
		assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
	}

	private static Health health(PushServer server) {
		return server.bean(PushHealthIndicator.class).health();
	}

	private static void readAll(RawWebSocket here, RawWebSocket there, String... events) {
		for (RawWebSocket client : List.of(here, there)) {
			for (String event : events) {
				assertThat(client.readJson("message").get("event").asString()).isEqualTo(event);
			}
		}
	}

}
