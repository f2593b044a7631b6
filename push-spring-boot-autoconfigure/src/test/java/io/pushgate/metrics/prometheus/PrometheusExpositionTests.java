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

package io.pushgate.metrics.prometheus;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.core.PushOperations;
import io.pushgate.gateway.Drain;
import io.pushgate.listener.PushListener;
import io.pushgate.message.Qos;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.LocalCluster;
import io.pushgate.testsupport.ManagedServer;
import io.pushgate.testsupport.RawWebSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what Prometheus reads, on a real port, while real clients connect.
 */
class PrometheusExpositionTests {

	/**
	 * Every metric of the starter with its labels.
	 */
	private static final Map<String, Set<String>> METRICS = new TreeMap<>();

	static {
		METRICS.put("push_connections", Set.of("transport", "tenant"));
		METRICS.put("push_users", Set.of());
		METRICS.put("push_groups", Set.of());
		METRICS.put("push_handshakes_total", Set.of("outcome"));
		METRICS.put("push_handshake_questions_total", Set.of("reason"));
		METRICS.put("push_auth_refused_total", Set.of("reason"));
		METRICS.put("push_disconnects_total", Set.of("code"));
		METRICS.put("push_published_total", Set.of("target", "qos", "outcome"));
		METRICS.put("push_delivered_total", Set.of());
		METRICS.put("push_dropped_total", Set.of("reason"));
		METRICS.put("push_delivery_seconds_bucket", Set.of("le"));
		METRICS.put("push_delivery_seconds_count", Set.of());
		METRICS.put("push_delivery_seconds_sum", Set.of());
		// Micrometer adds this label where a meter is made of statistics.
		METRICS.put("push_delivery_seconds_max", Set.of("statistic"));
		METRICS.put("push_uplink_seconds_bucket", Set.of("namespace", "outcome", "le"));
		METRICS.put("push_uplink_seconds_count", Set.of("namespace", "outcome"));
		METRICS.put("push_uplink_seconds_sum", Set.of("namespace", "outcome"));
		METRICS.put("push_uplink_seconds_max", Set.of("namespace", "outcome"));
		METRICS.put("push_audit_total", Set.of("event"));
		METRICS.put("push_drain_active", Set.of());
		METRICS.put("push_drain_remaining", Set.of());
		METRICS.put("push_inbox_pending", Set.of());
		METRICS.put("push_outbound_pending_bytes", Set.of());
	}

	/**
	 * Those that are there where there is a bus, besides the others.
	 */
	private static final Map<String, Set<String>> CLUSTER_METRICS = new TreeMap<>();

	static {
		CLUSTER_METRICS.put("push_bus_publish_seconds_bucket", Set.of("bus", "outcome", "le"));
		CLUSTER_METRICS.put("push_bus_publish_seconds_count", Set.of("bus", "outcome"));
		CLUSTER_METRICS.put("push_bus_publish_seconds_sum", Set.of("bus", "outcome"));
		CLUSTER_METRICS.put("push_bus_publish_seconds_max", Set.of("bus", "outcome", "statistic"));
		CLUSTER_METRICS.put("push_bus_received_total", Set.of());
		CLUSTER_METRICS.put("push_bus_gaps_total", Set.of());
		CLUSTER_METRICS.put("push_bus_duplicates_total", Set.of());
		CLUSTER_METRICS.put("push_bus_skipped_total", Set.of("reason"));
		CLUSTER_METRICS.put("push_bus_ready", Set.of());
		CLUSTER_METRICS.put("push_bus_losses_total", Set.of());
		CLUSTER_METRICS.put("push_bus_lag_seconds", Set.of());
		CLUSTER_METRICS.put("push_bus_nodes", Set.of());
		CLUSTER_METRICS.put("push_cluster_routed_total", Set.of("way"));
		CLUSTER_METRICS.put("push_cluster_unwanted_total", Set.of());
		CLUSTER_METRICS.put("push_cluster_overloaded_total", Set.of());
		CLUSTER_METRICS.put("push_directory_available", Set.of());
	}

	@ParameterizedTest
	@EnumSource
	void showsEveryMeterWithItsTagsAndValues(Container container) {
		String transport = container.isServlet() ? "websocket" : "netty";
		try (ManagedServer server = ManagedServer.on(container, List.of(Chat.class))) {
			Exposition before = Exposition.of(server);
			assertThat(before.value("push_connections", "transport", transport, "tenant", "default")).isZero();
			assertThat(before.value("push_disconnects_total", "code", "4100")).isZero();
			try (RawWebSocket ann = server.connect("ann");
					RawWebSocket annToo = server.connect("ann");
					RawWebSocket bob = server.connect("bob")) {
				PushOperations push = server.server().push();
				push.joinGroup("room", "ann").join();
				push.toUser("ann").send("event", "data").join();
				push.toAll().send("event", "data").join();
				assertThat(push.toUser("ann").qos(Qos.AT_LEAST_ONCE).send("event", "data")).isCompletedExceptionally();
				for (RawWebSocket client : List.of(ann, annToo, bob)) {
					client.readJson("message");
				}
				ann.readJson("message");
				annToo.readJson("message");
				ann.sendText("{\"type\":\"send\",\"id\":\"1\",\"namespace\":\"chat\",\"event\":\"say\",\"data\":1}");
				ann.readJson("reply");
				ann.sendText("{\"type\":\"send\",\"id\":\"2\",\"namespace\":\"made-up\",\"event\":\"say\",\"data\":1}");
				ann.readJson("error");
				server.client().refused();
				push.disconnectUser("bob");
				bob.readUntilClosed();
				Exposition exposition = Awaitility.await()
					.atMost(RawWebSocket.PATIENCE)
					.until(() -> Exposition.of(server), (scraped) -> scraped.value("push_delivered_total") >= 5);
				assertThat(exposition.labels().keySet()).containsAll(METRICS.keySet());
				METRICS.forEach((name, labels) -> assertThat(exposition.labels().get(name)).as(name).isEqualTo(labels));
				assertThat(exposition.value("push_connections", "transport", transport, "tenant", "default"))
					.isEqualTo(2);
				assertThat(exposition.series()).filteredOn((series) -> series.name().equals("push_connections"))
					.hasSize(1);
				assertThat(exposition.value("push_users")).isEqualTo(1);
				assertThat(exposition.value("push_groups")).isEqualTo(1);
				assertThat(exposition.value("push_handshakes_total", "outcome", "accepted")).isEqualTo(3);
				assertThat(exposition.value("push_handshakes_total", "outcome", "unauthorized")).isEqualTo(1);
				assertThat(exposition.value("push_auth_refused_total", "reason", "missing")).isEqualTo(1);
				assertThat(exposition.value("push_disconnects_total", "code", "4002")).isEqualTo(1);
				assertThat(published(exposition, "users", Qos.AT_MOST_ONCE, "accepted")).isEqualTo(1);
				assertThat(published(exposition, "all", Qos.AT_MOST_ONCE, "accepted")).isEqualTo(1);
				assertThat(published(exposition, "users", Qos.AT_LEAST_ONCE, "refused")).isEqualTo(1);
				assertThat(exposition.value("push_delivered_total")).isEqualTo(5);
				assertThat(exposition.value("push_dropped_total", "reason", "slow-consumer")).isZero();
				assertThat(exposition.value("push_uplink_seconds_count", "namespace", "chat", "outcome", "success"))
					.isEqualTo(1);
				assertThat(
						exposition.value("push_uplink_seconds_count", "namespace", "unknown", "outcome", "no-handler"))
					.isEqualTo(1);
				assertThat(exposition.value("push_inbox_pending")).isZero();
				assertThat(exposition.value("push_outbound_pending_bytes")).isZero();
				assertThat(exposition.types()).containsEntry("push_delivery_seconds", "histogram")
					.containsEntry("push_connections", "gauge")
					.containsEntry("push_delivered_total", "counter");
				assertThat(exposition.value("push_delivery_seconds_count")).isEqualTo(5);
				assertThat(exposition.value("push_delivery_seconds_bucket", "le", "+Inf")).isEqualTo(5);
				assertThat(exposition.value("push_delivery_seconds_bucket", "le", "30.0")).isEqualTo(5);
				assertThat(exposition.value("push_delivery_seconds_sum")).isPositive()
					.isGreaterThanOrEqualTo(exposition.value("push_delivery_seconds_max", "statistic", "MAX"));
			}
		}
	}

	private static double published(Exposition exposition, String target, Qos qos, String outcome) {
		return exposition.value("push_published_total", "target", target, "qos", qos.name(), "outcome", outcome);
	}

	@Test
	void showsWhatThereIsOfAClusterOnlyWhereThereIsOne() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT)) {
			assertThat(Exposition.of(server).labels().keySet()).contains("push_users")
				.noneMatch((name) -> name.matches("push_(bus|cluster|directory)_.*"));
		}
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT, List.of(LocalCluster.class),
				"management.metrics.tags.region=eu")) {
			ClusterBus bus = server.server().bean(ClusterBus.class);
			assertThat(bus.awaitReady(RawWebSocket.PATIENCE)).isTrue();
			server.server().push().toAll().send("event", "data").join();
			bus.stop();
			assertThat(server.server().push().toAll().send("event", "data")).failsWithin(RawWebSocket.PATIENCE);
			Exposition exposition = Exposition.of(server);
			assertThat(exposition.labels().keySet()).containsAll(CLUSTER_METRICS.keySet());
			CLUSTER_METRICS.forEach((name, labels) -> {
				Set<String> all = new TreeSet<>(labels);
				all.add("region");
				assertThat(exposition.labels().get(name)).as(name).isEqualTo(all);
			});
			for (String outcome : List.of("accepted", "refused")) {
				assertThat(exposition.value("push_bus_publish_seconds_count", "bus", "local", "outcome", outcome,
						"region", "eu"))
					.as(outcome)
					.isEqualTo(1);
			}
			assertThat(exposition.types()).containsEntry("push_bus_publish_seconds", "histogram");
		}
	}

	@Test
	void showsHowBusyNettyIsWhereItIsTheTransport() {
		try (ManagedServer server = ManagedServer.on(Container.NETTY, "push.netty.workers=2")) {
			Exposition exposition = Exposition.of(server);
			for (String loop : List.of("0", "1")) {
				assertThat(exposition.value("push_netty_loop_lag_seconds", "loop", loop)).isNotNegative();
				assertThat(exposition.value("push_netty_loop_pending", "loop", loop)).isNotNegative();
			}
			for (String reason : List.of("capacity", "descriptors", "tls")) {
				assertThat(exposition.value("push_netty_refused_total", "reason", reason)).isZero();
			}
			assertThat(exposition.samples().keySet())
				.anyMatch((series) -> series.name().equals("netty_allocator_memory_used")
						&& "direct".equals(series.labels().get("memory_type")));
		}
	}

	@Test
	void showsHowFarADrainIs() {
		try (ManagedServer server = ManagedServer.on(Container.NETTY); RawWebSocket client = server.connect("ann")) {
			assertThat(Exposition.of(server).value("push_drain_active")).isZero();
			assertThat(Exposition.of(server).value("push_drain_remaining")).isZero();
			Drain drain = server.server().bean(Drain.class);
			drain.start();
			assertThat(Exposition.of(server).value("push_drain_active")).isEqualTo(1);
			client.readUntilClosed();
			Awaitility.await()
				.atMost(RawWebSocket.PATIENCE)
				.until(() -> Exposition.of(server).value("push_drain_remaining") == 0);
			drain.resume();
			assertThat(Exposition.of(server).value("push_drain_active")).isZero();
		}
	}

	@Test
	void hasTheApplicationsCommonTags() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT, "management.metrics.tags.region=eu")) {
			Exposition exposition = Exposition.of(server);
			assertThat(exposition.series())
				.allSatisfy((series) -> assertThat(series.labels()).containsEntry("region", "eu"));
			assertThat(exposition.value("push_delivery_seconds_count", "region", "eu")).isZero();
		}
	}

	@Test
	void showsNoHistogramWhereItIsOff() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT,
				"management.metrics.enable.push.delivery=false")) {
			assertThat(Exposition.of(server).names()).contains("push_users")
				.noneMatch((name) -> name.startsWith("push_delivery"));
		}
	}

	@Test
	void actuatorKnowsTheMetersByTheirNames() {
		try (ManagedServer server = ManagedServer.on(Container.TOMCAT)) {
			for (String name : List.of("push.connections", "push.delivery", "push.delivered",
					"push.outbound.pending")) {
				assertThat(server.get("/metrics/" + name).status()).as(name).isEqualTo(200);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void hasNoMoreSeriesForMoreOfAnything(Container container) {
		try (ManagedServer server = ManagedServer.on(container, List.of(Tenants.class, Chat.class))) {
			Random random = new Random(42);
			churn(server, random, 150);
			Set<Exposition.Series> before = Exposition.of(server).series();
			churn(server, random, 1000);
			Exposition after = Exposition.of(server);
			assertThat(after.series()).isEqualTo(before).hasSizeLessThan(1500);
			assertThat(after.value("push_connections", "transport", container.isServlet() ? "websocket" : "netty",
					"tenant", "other"))
				.isZero();
			assertThat(after.labels().values())
				.allSatisfy((labels) -> assertThat(labels).isSubsetOf("event", "transport", "tenant", "outcome", "code",
						"target", "qos", "reason", "le", "statistic", "namespace", "error", "loop"));
			assertThat(after.series()).filteredOn((series) -> series.name().startsWith("push_uplink"))
				.extracting((series) -> series.labels().get("namespace"))
				.containsOnly("unknown");
		}
	}

	/**
	 * Tenants, users, devices, groups, events and namespaces that were never there
	 * before.
	 */
	private static void churn(ManagedServer server, Random random, int count) {
		for (int i = 0; i < count; i++) {
			String tenant = name(random);
			String user = name(random);
			PushOperations push = server.server().push().forTenant(tenant);
			try (RawWebSocket client = server.client()
				.path("/push?device=" + name(random) + "&token=" + tenant + "~" + user)
				.open()) {
				client.readJson("welcome");
				push.joinGroup(name(random), user).join();
				client.sendText("{\"type\":\"join\",\"group\":\"" + name(random) + "\"}");
				client.sendText("{\"type\":\"send\",\"namespace\":\"" + name(random) + "\",\"event\":\"" + name(random)
						+ "\",\"data\":1}");
				push.toUser(user).namespace(name(random)).send(name(random), name(random)).join();
				push.toDevice(name(random), name(random)).namespace(name(random)).send(name(random), null).join();
				client.readJson("message");
				client.sendClose(1000 + random.nextInt(4000));
				client.readUntilClosed();
			}
		}
		Awaitility.await().atMost(RawWebSocket.PATIENCE).until(() -> server.server().sessions().sessionCount() == 0);
	}

	private static String name(Random random) {
		return "n" + Long.toString(random.nextLong(), 36).replace('-', '_');
	}

	@Configuration(proxyBeanMethods = false)
	static class Tenants {

		@Bean
		PushAuthenticator tenants() {
			return new PushAuthenticator() {

				@Override
				public @Nullable PushIdentity authenticate(PushCredentials credentials) {
					String[] parts = Objects.requireNonNull(credentials.token()).split("~");
					return new PushIdentity(parts[0], parts[1], null);
				}

				@Override
				public boolean mayBlock() {
					return false;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Chat {

		@PushListener(namespace = "chat", event = "say")
		int say(int number) {
			return number;
		}

	}

}
