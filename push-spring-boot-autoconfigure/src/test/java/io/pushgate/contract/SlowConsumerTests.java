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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.OutboundLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that read slowly or not at all, on real sockets: they lose what the policy
 * says, and nobody else loses or waits.
 */
class SlowConsumerTests {

	/**
	 * Large enough to fill the buffers of the sockets soon.
	 */
	private static final String FILLER = "x".repeat(16 * 1024);

	@ParameterizedTest
	@EnumSource
	void closesAClientThatStopsReadingAndDelaysNobody(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.outbound.max-pending", "256KB")
			.start();
				RawWebSocket reader = server.connect("reader");
				RawWebSocket stopped = server.client().user("stopped").receiveBuffer(4096).open()) {
			stopped.readJson("welcome");
			int sent = 0;
			while (server.push().isOnline("stopped")) {
				server.push().toAll().send("n", Map.of("n", sent++, "filler", FILLER)).join();
				JsonNode message = reader.readJson();
				// Nobody waits for the one that has stopped, so each message is there at
				// once.
				assertThat(message.at("/data/n").asInt()).isEqualTo(sent - 1);
			}
			assertThat(sent).isGreaterThan(16);
			server.push().toAll().send("last", 1);
			assertThat(reader.readJson().path("event").asString()).isEqualTo("last");
			DeliveryStatistics statistics = server.bean(DeliveryStatistics.class);
			assertThat(statistics.droppedCount(DropReason.SLOW_CONSUMER)).isPositive();
			// The connection itself is given up within a bounded time, too.
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThat(server.gateway().connectionCount()).isOne());
			assertThat(server.bean(OutboundLimits.class).pendingBytes()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsAClientThatReadsAgainWhyItWasClosed(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.outbound.max-pending", "256KB")
			.start(); RawWebSocket stopped = server.client().user("stopped").receiveBuffer(4096).open()) {
			stopped.readJson("welcome");
			int sent = 0;
			while (server.push().isOnline("stopped")) {
				server.push().toUser("stopped").send("n", Map.of("n", sent++, "filler", FILLER)).join();
			}
			int expected = 0;
			JsonNode frame = stopped.readJson();
			while (frame.path("type").asString().equals("message")) {
				assertThat(frame.at("/data/n").asInt()).isEqualTo(expected++);
				frame = stopped.readJson();
			}
			assertThat(expected).isLessThan(sent);
			assertThat(frame.path("type").asString()).isEqualTo("goodbye");
			assertThat(frame.path("code").asInt()).isEqualTo(4101);
			assertThat(frame.path("retryAfter").asInt(-1)).isZero();
			assertThat(stopped.readUntilClosed()).isEqualTo(4101);
		}
	}

	@ParameterizedTest
	@EnumSource
	void dropsTheOldestMessagesWhereThePolicySaysSo(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.outbound.max-pending", "256KB")
			.property("push.outbound.slow-consumer", "drop-oldest")
			.start(); RawWebSocket stopped = server.client().user("stopped").receiveBuffer(4096).open()) {
			stopped.readJson("welcome");
			DeliveryStatistics statistics = server.bean(DeliveryStatistics.class);
			int sent = 0;
			while (statistics.droppedCount(DropReason.SLOW_CONSUMER) < 100) {
				server.push().toUser("stopped").send("n", Map.of("n", sent++, "filler", FILLER)).join();
			}
			server.push().toUser("stopped").send("last", 1).join();
			List<Integer> received = new ArrayList<>();
			JsonNode frame = stopped.readJson();
			while (!frame.path("event").asString().equals("last")) {
				received.add(frame.at("/data/n").asInt());
				frame = stopped.readJson();
			}
			assertThat(received).isSorted().doesNotHaveDuplicates().endsWith(sent - 1);
			assertThat(received.size() + statistics.droppedCount(DropReason.SLOW_CONSUMER)).isBetween((long) sent,
					sent + 1L);
			assertThat(server.push().isOnline("stopped")).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void keepsOnlyTheLatestOfAKey(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.outbound.max-pending", "8MB")
			.start(); RawWebSocket stopped = server.client().user("stopped").receiveBuffer(4096).open()) {
			stopped.readJson("welcome");
			fillBuffers(server, "stopped");
			PushTemplate push = server.push();
			for (int i = 0; i < 1000; i++) {
				push.toUser("stopped").keepLatest("progress").send("progress", i).join();
			}
			push.toUser("stopped").send("last", 1).join();
			List<Integer> progress = new ArrayList<>();
			JsonNode frame = stopped.readJson();
			while (!frame.path("event").asString().equals("last")) {
				if (frame.path("event").asString().equals("progress")) {
					progress.add(frame.path("data").asInt());
				}
				frame = stopped.readJson();
			}
			assertThat(progress).containsExactly(999);
		}
	}

	@ParameterizedTest
	@EnumSource
	void neverSendsWhatHasExpired(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.outbound.max-pending", "8MB")
			.start(); RawWebSocket stopped = server.client().user("stopped").receiveBuffer(4096).open()) {
			stopped.readJson("welcome");
			fillBuffers(server, "stopped");
			PushTemplate push = server.push();
			long start = System.currentTimeMillis();
			push.toUser("stopped").ttl(Duration.ofMillis(50)).send("short", 1).join();
			await().until(() -> System.currentTimeMillis() > start + 100);
			push.toUser("stopped").send("last", 1).join();
			JsonNode frame = stopped.readJson();
			while (!frame.path("event").asString().equals("last")) {
				assertThat(frame.path("event").asString()).isEqualTo("filler");
				frame = stopped.readJson();
			}
			assertThat(server.bean(DeliveryStatistics.class).droppedCount(DropReason.EXPIRED)).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void losesAndSwapsNothingUnderConcurrentPublishers(Container container) {
		int publishers = 4;
		int count = 5000;
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.outbound.max-pending", "64MB")
			.start(); RawWebSocket one = server.connect("ann"); RawWebSocket two = server.connect("ann")) {
			List<CompletableFuture<Void>> running = new ArrayList<>();
			for (int p = 0; p < publishers; p++) {
				int publisher = p;
				running.add(CompletableFuture.runAsync(() -> {
					for (int n = 0; n < count; n++) {
						server.push().toUser("ann").send("n", Map.of("p", publisher, "n", n)).join();
					}
				}));
			}
			List<String> first = readAll(one, publishers * count);
			List<String> second = readAll(two, publishers * count);
			running.forEach(CompletableFuture::join);
			assertThat(first).isEqualTo(second);
			Map<String, Integer> next = new HashMap<>();
			for (String message : first) {
				String[] parts = message.split("/");
				assertThat(Integer.parseInt(parts[1])).isEqualTo(next.merge(parts[0], 1, Integer::sum) - 1);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void survivesClientsThatCloseAmidASend(Container container) {
		try (PushServer server = PushServer.on(container).trusting().start();
				RawWebSocket steady = server.connect("steady")) {
			for (int round = 0; round < 20; round++) {
				RawWebSocket leaving = server.connect("leaving");
				for (int i = 0; i < 50; i++) {
					server.push().toUser("leaving").send("filler", FILLER);
				}
				if (round % 2 == 0) {
					leaving.reset();
				}
				else {
					leaving.sendClose(1000);
					leaving.readUntilClosed();
					leaving.close();
				}
			}
			await().untilAsserted(() -> assertThat(server.gateway().connectionCount()).isOne());
			await().untilAsserted(() -> assertThat(server.bean(OutboundLimits.class).pendingBytes()).isZero());
			server.push().toAll().send("still there", 1);
			assertThat(steady.readJson().path("event").asString()).isEqualTo("still there");
		}
	}

	/**
	 * Send until the client's and the server's socket buffers are full, so that whatever
	 * follows has to wait in our queue.
	 */
	private static void fillBuffers(PushServer server, String user) {
		OutboundLimits limits = server.bean(OutboundLimits.class);
		AtomicInteger full = new AtomicInteger();
		await().pollInterval(Duration.ofMillis(50)).atMost(RawWebSocket.PATIENCE).until(() -> {
			if (limits.pendingBytes() >= 10 * FILLER.length()) {
				return full.incrementAndGet() > 5;
			}
			full.set(0);
			while (limits.pendingBytes() < 20 * FILLER.length()) {
				server.push().toUser(user).send("filler", FILLER).join();
			}
			return false;
		});
	}

	private static List<String> readAll(RawWebSocket client, int count) {
		List<String> messages = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			JsonNode message = client.readJson();
			messages.add(message.at("/data/p").asString() + '/' + message.at("/data/n").asString());
		}
		return messages;
	}

}
