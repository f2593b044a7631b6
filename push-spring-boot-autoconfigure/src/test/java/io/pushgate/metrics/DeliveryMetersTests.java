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

package io.pushgate.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.core.PushTemplate;
import io.pushgate.message.Qos;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link DeliveryMeters}, and of what all meters have in common, on a server.
 */
class DeliveryMetersTests {

	private static PushServer server;

	private static MeterRegistry registry;

	@BeforeAll
	static void start() {
		server = PushServer.on(Container.TOMCAT).trusting().with(Registry.class).start();
		registry = server.bean(SimpleMeterRegistry.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void namesAndTagsAreThePublicOnes() {
		try (RawWebSocket client = server.connect("names")) {
			client.sendClose(1000);
			client.readUntilClosed();
		}
		awaitAtLeast("push.disconnects", 1, "code", "1000");
		Map<String, Set<String>> tags = new TreeMap<>();
		meters().forEach((meter) -> meter.getId()
			.getTags()
			.forEach((tag) -> tags.computeIfAbsent(meter.getId().getName(), (name) -> new TreeSet<>())
				.add(tag.getKey())));
		assertThat(tags).isEqualTo(Map.of("push.audit", Set.of("event"), "push.auth.refused", Set.of("reason"),
				"push.connections", Set.of("transport", "tenant"), "push.disconnects", Set.of("code"),
				"push.delivery.histogram", Set.of("le"), "push.dropped", Set.of("reason"), "push.handshakes",
				Set.of("outcome"), "push.handshake.questions", Set.of("reason"), "push.published",
				Set.of("target", "qos", "outcome")));
		assertThat(meters()).extracting((meter) -> meter.getId().getName())
			.contains("push.users", "push.groups", "push.delivered", "push.delivery", "push.inbox.pending",
					"push.outbound.pending");
		assertThat(registry.get("push.outbound.pending").meter().getId().getBaseUnit()).isEqualTo("bytes");
	}

	@Test
	void everyMeterIsDescribed() {
		assertThat(meters()).hasSizeGreaterThan(20)
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	@Test
	void countsUsers() {
		// Those of other tests may be about to leave.
		Awaitility.await().until(() -> value("push.users") == 0);
		try (RawWebSocket one = server.connect("users-1");
				RawWebSocket two = server.connect("users-1");
				RawWebSocket three = server.connect("users-2")) {
			assertThat(value("push.users")).isEqualTo(2);
		}
	}

	@Test
	void countsWhatIsDeliveredOncePerReceiver() {
		double published = value("push.published", "target", "users", "qos", "AT_MOST_ONCE", "outcome", "accepted");
		double delivered = value("push.delivered");
		try (RawWebSocket one = server.connect("delivered"); RawWebSocket two = server.connect("delivered")) {
			server.push().toUser("delivered").send("event", "data").join();
			one.readJson("message");
			two.readJson("message");
		}
		assertThat(value("push.published", "target", "users", "qos", "AT_MOST_ONCE", "outcome", "accepted"))
			.isEqualTo(published + 1);
		awaitAtLeast("push.delivered", delivered + 2);
		assertThat(registry.get("push.delivery").functionTimer().count()).isEqualTo(value("push.delivered"));
		assertThat(registry.get("push.delivery").functionTimer().totalTime(TimeUnit.NANOSECONDS)).isPositive();
		assertThat(value("push.delivery.histogram", "le", "60.0")).isEqualTo(value("push.delivered"));
	}

	@Test
	void countsEveryKindOfTarget() {
		PushTemplate push = server.push();
		for (String target : List.of("users", "device", "session", "group", "all")) {
			double before = value("push.published", "target", target, "qos", "AT_MOST_ONCE", "outcome", "accepted");
			switch (target) {
				case "users" -> push.toUser("nobody").send("event", "data").join();
				case "device" -> push.toDevice("nobody", "d").send("event", "data").join();
				case "session" -> push.toSession("1").send("event", "data").join();
				case "group" -> push.toGroup("empty").send("event", "data").join();
				default -> push.toAll().send("event", "data").join();
			}
			assertThat(value("push.published", "target", target, "qos", "AT_MOST_ONCE", "outcome", "accepted"))
				.as(target)
				.isEqualTo(before + 1);
		}
	}

	@Test
	void countsRefusedMessages() {
		double before = value("push.published", "target", "users", "qos", "AT_LEAST_ONCE", "outcome", "refused");
		assertThat(server.push().toUser("42").qos(Qos.AT_LEAST_ONCE).send("event", "data")).isCompletedExceptionally();
		assertThat(value("push.published", "target", "users", "qos", "AT_LEAST_ONCE", "outcome", "refused"))
			.isEqualTo(before + 1);
	}

	@Test
	void countsHandshakesByOutcome() {
		double accepted = value("push.handshakes", "outcome", "accepted");
		double unauthorized = value("push.handshakes", "outcome", "unauthorized");
		double forbidden = value("push.handshakes", "outcome", "forbidden-origin");
		double bad = value("push.handshakes", "outcome", "bad-request");
		server.connect("handshakes").close();
		server.client().refused();
		server.client().user("handshakes").header("Origin", "https://elsewhere.example.com").refused();
		server.client().user("handshakes").subprotocols("soap").refused();
		assertThat(value("push.handshakes", "outcome", "accepted")).isEqualTo(accepted + 1);
		assertThat(value("push.handshakes", "outcome", "unauthorized")).isEqualTo(unauthorized + 1);
		assertThat(value("push.handshakes", "outcome", "forbidden-origin")).isEqualTo(forbidden + 1);
		assertThat(value("push.handshakes", "outcome", "bad-request")).isEqualTo(bad + 1);
	}

	@Test
	void hasNoMoreMetersForMoreUsers() {
		churn(1);
		Set<Meter.Id> before = ids();
		churn(20);
		assertThat(ids()).isEqualTo(before);
		assertThat(before).allSatisfy((id) -> assertThat(id.getTags()).extracting(Tag::getKey)
			.doesNotContain("user", "device", "session", "group", "id"));
	}

	private static void churn(int users) {
		for (int i = 0; i < users; i++) {
			String user = UUID.randomUUID().toString();
			double closed = sum("push.disconnects");
			try (RawWebSocket client = server.connect(user)) {
				server.push().toUser(user).send("event-" + i, i).join();
				client.readJson("message");
				client.sendClose(1000);
				client.readUntilClosed();
			}
			Awaitility.await().atMost(RawWebSocket.PATIENCE).until(() -> sum("push.disconnects") >= closed + 1);
		}
	}

	@Test
	void reachesEveryRegistryOfAComposite() {
		MeterRegistry one = new SimpleMeterRegistry();
		MeterRegistry two = new SimpleMeterRegistry();
		CompositeMeterRegistry composite = new CompositeMeterRegistry().add(one).add(two);
		server.bean(DeliveryMeters.class).bindTo(composite);
		assertThat(one.get("push.users").gauge().value()).isEqualTo(two.get("push.users").gauge().value())
			.isEqualTo(value("push.users"));
		assertThat(one.getMeters()).hasSameSizeAs(two.getMeters()).hasSizeGreaterThan(20);
	}

	private static void awaitAtLeast(String name, double count, String... tags) {
		Awaitility.await()
			.atMost(RawWebSocket.PATIENCE)
			.until(() -> registry.find(name).tags(tags).meter() != null && value(name, tags) >= count);
	}

	private static double value(String name, String... tags) {
		return registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
	}

	private static double sum(String name) {
		return registry.find(name).functionCounters().stream().mapToDouble((counter) -> counter.count()).sum();
	}

	private static List<Meter> meters() {
		return registry.getMeters().stream().filter((meter) -> meter.getId().getName().startsWith("push.")).toList();
	}

	private static Set<Meter.Id> ids() {
		return Set.copyOf(meters().stream().map(Meter::getId).toList());
	}

	@Configuration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		SimpleMeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}
