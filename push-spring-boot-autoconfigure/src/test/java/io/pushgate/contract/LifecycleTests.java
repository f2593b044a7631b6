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

package io.pushgate.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.session.PushConnectedEvent;
import io.pushgate.session.PushDisconnectedEvent;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Frame;
import io.pushgate.transport.OutboundLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.LifecycleProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Heartbeats, events, restarts, and many clients that come and go at once.
 */
class LifecycleTests {

	@ParameterizedTest
	@EnumSource
	void pingsASilentClientAndKeepsItAsLongAsItAnswers(Container container) {
		try (PushServer server = heartbeats(container).start(); RawWebSocket client = server.connect("ann")) {
			for (int i = 0; i < 5; i++) {
				Frame ping = client.readFrame();
				assertThat(ping.opcode()).isEqualTo(RawWebSocket.PING);
				client.sendFrame(RawWebSocket.PONG, true, ping.payload());
			}
			assertThat(server.push().isOnline("ann")).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void findsHalfOpenConnections(Container container) {
		try (PushServer server = heartbeats(container).start(); RawWebSocket client = server.connect("ann")) {
			// Not reading through read() means not answering pings.
			List<Integer> opcodes = new ArrayList<>();
			Frame frame = client.readFrame();
			while (frame.opcode() == RawWebSocket.PING) {
				opcodes.add(frame.opcode());
				frame = client.readFrame();
			}
			assertThat(opcodes).hasSize(2);
			assertThat(frame.text()).contains("\"code\":4100").contains("\"retryAfter\":0");
			assertThat(client.readUntilClosed()).isEqualTo(4100);
			assertThat(server.push().isOnline("ann")).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void countsAnyFrameAsALifeSign(Container container) {
		try (PushServer server = heartbeats(container).property("push.uplink.max-rate", 0).start();
				RawWebSocket client = server.connect("ann")) {
			long start = System.nanoTime();
			int pings = 0;
			while (System.nanoTime() - start < 3_000_000_000L) {
				client.sendText("{\"type\":\"dance\"}");
				Frame frame = client.readFrame();
				if (frame.opcode() == RawWebSocket.PING) {
					pings++;
				}
			}
			assertThat(server.push().isOnline("ann")).isTrue();
			assertThat(pings).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void stretchesTheIntervalOfClientsThatBeatWell(Container container) {
		try (PushServer server = heartbeats(container).property("push.heartbeat.every", 2)
			.property("push.heartbeat.step", "100ms")
			.property("push.heartbeat.max-interval", "700ms")
			.start(); RawWebSocket client = server.connect("ann")) {
			List<Long> intervals = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				client.sendText("{\"type\":\"ping\",\"time\":1}");
				intervals.add(client.readJson("pong").path("interval").asLong());
			}
			assertThat(intervals).containsExactly(500L, 600L, 600L, 700L, 700L, 700L);
		}
	}

	private static PushServer.Builder heartbeats(Container container) {
		return PushServer.on(container)
			.trusting()
			.property("push.heartbeat.interval", "500ms")
			.property("push.heartbeat.timeout", "2s")
			.property("push.heartbeat.step", "0s")
			.property("push.heartbeat.max-interval", "700ms");
	}

	@ParameterizedTest
	@EnumSource
	void saysFarewellWhenTheApplicationStops(Container container) {
		List<RawWebSocket> clients = new ArrayList<>();
		try (PushServer server = PushServer.on(container).trusting().property("push.drain.spread", "2s").start()) {
			for (int i = 0; i < 50; i++) {
				clients.add(server.connect("user-" + i));
			}
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			for (RawWebSocket client : clients) {
				JsonNode goodbye = client.readJson("goodbye");
				assertThat(goodbye.path("code").asInt()).isEqualTo(1012);
				assertThat(goodbye.path("retryAfter").asLong(-1)).isBetween(0L, 2000L);
				assertThat(client.readUntilClosed()).isEqualTo(1012);
				client.close();
			}
			stopping.join();
		}
	}

	@ParameterizedTest
	@EnumSource(names = "NETTY")
	void pushesToEveryoneAfterAStopAndAStart(Container container) throws Exception {
		try (PushServer server = PushServer.on(container).trusting().start()) {
			RawWebSocket before = server.connect("ann");
			LifecycleProcessor context = server.bean(LifecycleProcessor.class);
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(context::stop);
			assertThat(before.readUntilClosed()).isEqualTo(1012);
			before.close();
			stopping.join();
			context.start();
			try (RawWebSocket after = server.connect("ann")) {
				// More than may wait for event loops that are not there any more.
				for (int i = 0; i < 1100; i++) {
					assertThat(server.push().toAll().send("e", i)).succeedsWithin(RawWebSocket.PATIENCE);
					assertThat(after.readJson("message").path("data").asInt()).isEqualTo(i);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void publishesEventsForEachSession(Container container) {
		try (PushServer server = PushServer.on(container).trusting().with(Events.class).start()) {
			Events events = server.bean(Events.class);
			String session;
			try (RawWebSocket client = server.client().path("/push?user=ann&device=phone").open()) {
				session = client.readJson().path("session").asString();
				client.sendClose(1000);
				assertThat(client.readUntilClosed()).isEqualTo(1000);
			}
			await().untilAsserted(() -> assertThat(events.log).containsExactly("connected " + session + " ann phone",
					"disconnected " + session + " 1000"));
			RawWebSocket second = server.connect("ann");
			server.push().disconnectUser("ann");
			assertThat(second.readUntilClosed()).isEqualTo(4002);
			second.close();
			await().untilAsserted(() -> assertThat(events.log).hasSize(4).last().asString().endsWith(" 4002"));
			RawWebSocket third = server.connect("ann");
			third.reset();
			await().untilAsserted(() -> assertThat(events.log).hasSize(6).last().asString().endsWith(" 1006"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void isEmptyAgainAfterClientsHaveComeAndGoneInAllWays(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.with(Events.class)
			.property("push.session.max-per-user", 3)
			.start()) {
			List<CompletableFuture<Void>> running = new ArrayList<>();
			for (int worker = 0; worker < 8; worker++) {
				Random random = new Random(worker);
				running.add(CompletableFuture.runAsync(() -> {
					for (int i = 0; i < 100; i++) {
						comeAndGo(server, random);
					}
				}));
			}
			running.forEach(CompletableFuture::join);
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThat(server.gateway().connectionCount()).isZero());
			assertThat(server.sessions().sessionCount()).isZero();
			assertThat(server.sessions().userCount()).isZero();
			assertThat(server.sessions().sessionCount("default")).isZero();
			assertThat(server.sessions().sessions()).isEmpty();
			assertThat(server.bean(OutboundLimits.class).pendingBytes()).isZero();
			MeterRegistry registry = server.bean(MeterRegistry.class);
			assertThat(registry.get("push.connections").gauge().value()).isZero();
			assertThat(registry.get("push.users").gauge().value()).isZero();
			Events events = server.bean(Events.class);
			await().untilAsserted(() -> assertThat(events.open).isEmpty());
			assertThat(events.errors).isEmpty();
		}
	}

	private static void comeAndGo(PushServer server, Random random) {
		String user = "user-" + random.nextInt(5);
		RawWebSocket client = server.client().user(user).open();
		if (random.nextBoolean()) {
			JsonNode first = client.readJson();
			assertThat(first.path("type").asString()).isEqualTo("welcome");
		}
		server.push().toUser(user).send("hello", 1);
		switch (random.nextInt(5)) {
			case 0 -> client.reset();
			case 1 -> client.close();
			case 2 -> client.sendClose(1000);
			case 3 -> server.push().disconnectUser(user);
			default -> server.push().toAll().send("all", 1);
		}
		client.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Events {

		final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

		final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();

		final ConcurrentHashMap<String, String> open = new ConcurrentHashMap<>();

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@EventListener
		void connected(PushConnectedEvent event) {
			this.log.add("connected " + event.session().id() + " " + event.session().user() + " "
					+ event.session().device());
			if (this.open.put(event.session().id(), "") != null) {
				this.errors.add("connected twice");
			}
		}

		@EventListener
		void disconnected(PushDisconnectedEvent event) {
			this.log.add("disconnected " + event.session().id() + " " + event.reason().code());
			if (this.open.remove(event.session().id()) == null) {
				this.errors.add("disconnected twice or before it was connected");
			}
		}

	}

}
