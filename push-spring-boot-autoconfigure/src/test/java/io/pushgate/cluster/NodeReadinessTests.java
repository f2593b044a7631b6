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

package io.pushgate.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.LocalCluster;
import io.pushgate.testsupport.ManagedServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When a node of a cluster lets clients in.
 */
class NodeReadinessTests {

	@ParameterizedTest
	@EnumSource
	void letsNobodyInBeforeItsProbeHasComeBackAndKeepsNobodyOutAfterwards(Container container) {
		try (ManagedServer server = ManagedServer.on(container, List.of(DeafBus.class),
				"management.endpoint.health.probes.enabled=true")) {
			RawWebSocket.Response refused = server.client().user("ann").refused();
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.header("Retry-After")).isNotNull();
			assertHealth(server, "OUT_OF_SERVICE", 503);
			assertThat(server.get("/health/readiness").status()).isEqualTo(503);
			assertThat(server.get("/health/liveness").status()).isEqualTo(200);

			FaultyEngine engine = server.server().bean(FaultyEngine.class);
			ClusterBus bus = server.server().bean(ClusterBus.class);
			engine.lose((envelope) -> false);
			assertThat(bus.awaitReady(BusNode.PATIENCE)).isTrue();
			await().atMost(BusNode.PATIENCE)
				.untilAsserted(() -> assertThat(server.get("/health/readiness").status()).isEqualTo(200));
			assertHealth(server, "UP", 200);
			server.connect("ann").close();

			engine.lose((envelope) -> true);
			await().atMost(BusNode.PATIENCE).until(() -> bus.state() == BusState.LOST);
			server.connect("ann").close();
			assertHealth(server, "DOWN", 503);
			assertThat(server.get("/health/readiness").status()).isEqualTo(200);
		}
	}

	private static void assertHealth(ManagedServer server, String status, int httpStatus) {
		ManagedServer.Answer health = server.get("/health");
		JsonNode push = health.json().path("components").path("push");
		assertThat(push.path("status").asString()).as(health.body()).isEqualTo(status);
		assertThat(push.path("details").path("bus").path("name").asString()).isEqualTo("faulty");
		assertThat(health.status()).isEqualTo(httpStatus);
	}

	@ParameterizedTest
	@EnumSource
	void letsNobodyInWithoutItsNumberAndKeepsWhoIsThere(Container container) {
		try (ManagedServer server = ManagedServer.on(container, List.of(OwnLease.class));
				RawWebSocket ann = server.connect("ann")) {
			OwnLease.Lease lease = server.server().bean(OwnLease.Lease.class);
			lease.held.set(false);
			RawWebSocket.Response refused = server.client().user("bob").refused();
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.header("Retry-After")).isNotNull();
			assertThat(server.get("/health").json().path("components").path("push").path("status").asString())
				.isEqualTo("OUT_OF_SERVICE");
			server.server().push().toUser("ann").send("still", "here");
			assertThat(ann.readJson("message").path("event").asString()).isEqualTo("still");
			lease.held.set(true);
			server.connect("bob").close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void closesWhoWasLetInJustBeforeTheNumberWasLost(Container container) {
		try (ManagedServer server = ManagedServer.on(container, List.of(OwnLease.class),
				"push.auth.insecure-user-parameter=false", "push.auth.late=true",
				"push.auth.jwt.secret=" + Tokens.SECRET); RawWebSocket client = server.client().open()) {
			OwnLease.Lease lease = server.server().bean(OwnLease.Lease.class);
			lease.held.set(false);
			client.sendText("{\"type\":\"hello\",\"token\":\"%s\"}".formatted(Tokens.of("carl")));
			JsonNode goodbye = client.readJson();
			assertThat(goodbye.path("type").asString()).isEqualTo("goodbye");
			assertThat(goodbye.path("code").asInt()).isEqualTo(1013);
			assertThat(goodbye.path("retryAfter").isNumber()).isTrue();
			assertThat(client.readUntilClosed()).isEqualTo(1013);
			assertThat(server.server().sessions().sessionCount()).isZero();
			await().atMost(BusNode.PATIENCE)
				.untilAsserted(() -> assertThat(server.server().gateway().connectionCount()).isZero());
		}
	}

	@Test
	void isBrokenOnceAnotherNodeHasItsNumber() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT, List.of(OwnLease.class),
				"management.endpoint.health.probes.enabled=true")) {
			OwnLease.Lease lease = server.server().bean(OwnLease.Lease.class);
			lease.lose(false);
			assertThat(server.get("/health/liveness").status()).isEqualTo(200);
			lease.lose(true);
			assertThat(server.get("/health/liveness").status()).isEqualTo(503);
		}
	}

	@Test
	void isNotReadyWhileItLetsNobodyIn() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT, List.of(OwnLease.class),
				"management.endpoint.health.probes.enabled=true")) {
			OwnLease.Lease lease = server.server().bean(OwnLease.Lease.class);
			assertThat(server.get("/health/readiness").status()).isEqualTo(200);
			lease.lose(false);
			assertThat(server.client().user("ann").refused().status()).isEqualTo(503);
			assertThat(server.get("/health/readiness").status()).isEqualTo(503);
			lease.regain();
			assertThat(server.get("/health/readiness").status()).isEqualTo(200);
			server.connect("ann").close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void sendsItsClientsAwayOnceAnotherNodeHasItsNumber(Container container) {
		try (ManagedServer server = ManagedServer.on(container, List.of(OwnLease.class, LocalCluster.class))) {
			assertThat(server.server().bean(ClusterBus.class).awaitReady(BusNode.PATIENCE)).isTrue();
			try (RawWebSocket ann = server.connect("ann")) {
				OwnLease.Lease lease = server.server().bean(OwnLease.Lease.class);
				Directory directory = server.server().bean(Directory.class);
				lease.lose(false);
				assertThat(directory.isRunning()).isTrue();
				assertThat(server.get("/push").json().at("/drain/state").asString()).isEqualTo("ACCEPTING");
				lease.lose(true);
				assertThat(ann.readUntilClosed()).isEqualTo(1012);
				await().atMost(BusNode.PATIENCE).until(() -> !directory.isRunning());
			}
		}
	}

	/**
	 * A node that publishes and hears nothing.
	 */
	@Configuration(proxyBeanMethods = false)
	static class DeafBus {

		@Bean
		FaultyEngine engine() {
			FaultyEngine engine = new FaultyEngine(new LocalBusEngine(new LocalBroker()));
			engine.lose((envelope) -> true);
			return engine;
		}

		@Bean
		ClusterBus bus(FaultyEngine engine) {
			return new DefaultClusterBus(engine, NodeId.LOCAL, BusNode.QUICK);
		}

	}

	/**
	 * A node that loses its number when it is told to.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnLease {

		@Bean
		Lease lease() {
			return new Lease();
		}

		static final class Lease implements NodeLease {

			private final AtomicBoolean held = new AtomicBoolean(true);

			private final List<NodeLeaseListener> listeners = new ArrayList<>();

			void regain() {
				this.held.set(true);
				this.listeners.forEach((listener) -> listener.regained(node()));
			}

			void lose(boolean forGood) {
				this.held.set(false);
				this.listeners.forEach((listener) -> listener.lost(node(), forGood));
			}

			@Override
			public NodeId node() {
				return NodeId.LOCAL;
			}

			@Override
			public boolean isHeld() {
				return this.held.get();
			}

			@Override
			public void addListener(NodeLeaseListener listener) {
				this.listeners.add(listener);
			}

			@Override
			public void close() {
				this.held.set(false);
			}

		}

	}

}
