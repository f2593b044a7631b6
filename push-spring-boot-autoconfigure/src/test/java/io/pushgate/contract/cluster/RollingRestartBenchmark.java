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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many pushes do not arrive while three nodes are restarted one after the other, and
 * how many of these {@code PushResult.sessions()} tells. No test: it prints a line, and
 * is run by name only, see {@code docs/cluster.md}.
 */
class RollingRestartBenchmark {

	private static final int CLIENTS = Integer.getInteger("clients", 300);

	private static final long PACE = Duration.ofMillis(10).toNanos();

	private static final long PAUSE = Duration.ofMillis(50).toNanos();

	private static final JsonMapper JSON = JsonMapper.shared();

	private final List<PushServer> nodes = new CopyOnWriteArrayList<>();

	private final Set<Integer> arrived = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connected = new AtomicInteger();

	private volatile boolean stopped;

	@Test
	void measure() {
		try (RedisServer redis = RedisServer.start()) {
			ClusterBroker broker = new ClusterBroker(
					"redis", Map.of("push.cluster.bus", "redis", "spring.data.redis.port", redis.port(),
							"push.cluster.topic", "push-" + UUID.randomUUID(), "push.cluster.directory", "redis"),
					true, false);
			try (PushServer pusher = start(broker)) {
				for (int i = 0; i < 3; i++) {
					this.nodes.add(start(broker));
				}
				awaitNodes(pusher, 4);
				measure(broker, pusher);
			}
			finally {
				this.nodes.forEach(PushServer::close);
			}
		}
	}

	private void measure(ClusterBroker broker, PushServer pusher) {
		List<Thread> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			String user = "u" + i;
			Thread client = new Thread(() -> stayConnected(user));
			client.start();
			clients.add(client);
		}
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.connected.get() == CLIENTS);
		CompletableFuture<Void> restarts = CompletableFuture.runAsync(() -> restartEach(broker, pusher));
		List<CompletableFuture<Integer>> sessions = new ArrayList<>();
		while (!restarts.isDone()) {
			int number = sessions.size();
			sessions.add(pusher.push()
				.toUser("u" + (number % CLIENTS))
				.send("n", number)
				.handle((result, failure) -> (failure != null) ? -1 : result.sessions().orElse(-2)));
			LockSupport.parkNanos(PACE);
		}
		restarts.join();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.connected.get() == CLIENTS);
		pusher.push().toAll().send("end", "").join();
		LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
		this.stopped = true;
		this.nodes.forEach((node) -> node.push().toAll().send("end", ""));
		report(sessions);
		clients.forEach(Thread::interrupt);
	}

	private void report(List<CompletableFuture<Integer>> sessions) {
		int refused = 0;
		int lost = 0;
		int told = 0;
		for (int i = 0; i < sessions.size(); i++) {
			int known = sessions.get(i).join();
			if (known == -1) {
				refused++;
			}
			else if (!this.arrived.contains(i)) {
				lost++;
				told += (known == 0) ? 1 : 0;
			}
		}
		System.out.printf(
				"| %d clients | pushes accepted %d, refused %d | not arrived %d, sessions = 0 told for %d |%n", CLIENTS,
				sessions.size() - refused, refused, lost, told);
		assertThat(sessions).hasSizeGreaterThan(100);
	}

	private void restartEach(ClusterBroker broker, PushServer pusher) {
		for (int i = 0; i < 3; i++) {
			PushServer leaving = this.nodes.get(0);
			// As a load balancer does, which asks for readiness.
			this.nodes.remove(leaving);
			leaving.close();
			this.nodes.add(start(broker));
			awaitNodes(pusher, 4);
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.connected.get() == CLIENTS);
		}
	}

	private void stayConnected(String user) {
		while (!this.stopped) {
			long pause = PAUSE;
			List<PushServer> nodes = List.copyOf(this.nodes);
			int node = (int) (Math.random() * nodes.size());
			try (RawWebSocket socket = RawWebSocket.to(nodes.get(node).port()).user(user).open()) {
				socket.readJson("welcome");
				this.connected.incrementAndGet();
				try {
					pause = Duration.ofMillis(read(socket)).toNanos();
				}
				finally {
					this.connected.decrementAndGet();
				}
			}
			catch (AssertionError | RuntimeException ex) {
				// Refused at the moment.
			}
			LockSupport.parkNanos(pause);
		}
	}

	private long read(RawWebSocket socket) {
		long retryAfter = PAUSE / 1_000_000;
		while (true) {
			RawWebSocket.Frame frame = socket.read();
			if (frame.opcode() != RawWebSocket.TEXT) {
				return retryAfter;
			}
			JsonNode message = JSON.readTree(frame.payload());
			if (message.path("type").asString().equals("goodbye")) {
				retryAfter = message.path("retryAfter").asLong();
			}
			else if (message.path("event").asString().equals("n")) {
				this.arrived.add(message.get("data").asInt());
			}
			else if (this.stopped) {
				return 0;
			}
		}
	}

	private static PushServer start(ClusterBroker broker) {
		return PushServer.on(Container.NETTY).trusting().connectedBy(broker).start();
	}

	private static void awaitNodes(PushServer server, int count) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> server.bean(ClusterBus.class).nodes().size() == count
					&& server.bean(Directory.class).isAvailable());
	}

}
