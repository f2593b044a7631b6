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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.NodeProcess;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a push takes to a user of another node, how many can be pushed, and what each
 * node does for it. No test: it prints a table, and is run by name only, see
 * {@code docs/benchmarks.md}.
 */
class ClusterBenchmark {

	private static final int CLIENTS = 10;

	private static final int PACED = 5000;

	private static final long PACE = TimeUnit.MILLISECONDS.toNanos(2);

	private static final int FLOOD = Integer.getInteger("messages", 30_000);

	private static final int UNDER_WAY = 500;

	@Test
	void measure() {
		List<String> table = new ArrayList<>();
		try (RedisServer redis = RedisServer.start(); RocketMqServer rocketMq = RocketMqServer.start()) {
			Map<String, Object> overRedis = Map.of("push.cluster.bus", "redis", "spring.data.redis.port", redis.port());
			Map<String, Object> overRocketMq = Map.of("push.cluster.bus", "rocketmq", "rocketmq.name-server",
					rocketMq.nameServer(), "rocketmq.producer.group", "benchmark", "spring.data.redis.port",
					redis.port());
			for (int nodes : new int[] { 1, 3 }) {
				for (String routing : List.of("broadcast", "directed")) {
					table.add(measure("redis", overRedis, false, nodes, routing));
					table.add(measure("rocketmq", overRocketMq, true, nodes, routing));
				}
			}
		}
		System.out.println("| bus | routing | nodes with clients | p50 | p99 | pushes/s | bus messages per push: "
				+ "node of the user, each other | CPU per push: pusher, node of the user, each other |");
		System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
		table.forEach(System.out::println);
		assertThat(table).hasSize(8);
	}

	private String measure(String name, Map<String, Object> bus, boolean rocketMq, int count, String routing) {
		Map<String, Object> properties = new HashMap<>(bus);
		properties.put("push.cluster.topic", "push-" + UUID.randomUUID());
		properties.put("push.cluster.directory", "redis");
		properties.put("push.cluster.routing", routing);
		List<NodeProcess> nodes = new ArrayList<>();
		List<RawWebSocket> clients = new ArrayList<>();
		try (PushServer pusher = PushServer.on(Container.NETTY)
			.trusting()
			.connectedBy(new ClusterBroker(name, properties, true, rocketMq))
			.start()) {
			for (int i = 0; i < count; i++) {
				nodes.add(NodeProcess.start(properties));
			}
			ClusterBus own = pusher.bean(ClusterBus.class);
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> own.awaitReady(Duration.ofSeconds(1)) && own.nodes().size() == count + 1);
			AtomicLongArray times = new AtomicLongArray(FLOOD);
			AtomicInteger arrived = new AtomicInteger();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(client(nodes.get(0).port(), "u" + i, times, arrived));
			}
			// Warm.
			flood(pusher, times, arrived);
			long[] latencies = paced(pusher, times, arrived);
			long[] before = received(nodes);
			Duration[] cpu = nodes.stream().map(NodeProcess::cpu).toArray(Duration[]::new);
			Duration mine = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
			double rate = flood(pusher, times, arrived);
			Duration mineAfter = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
			Duration[] cpuAfter = nodes.stream().map(NodeProcess::cpu).toArray(Duration[]::new);
			awaitTold();
			long[] after = received(nodes);
			String others = (count > 1) ? String.format("%.2f", perPush(before, after, 1)) : "-";
			String othersCpu = (count > 1) ? String.format("%.0f us", cpuAfter[1].minus(cpu[1]).toNanos() / 1e3 / FLOOD)
					: "-";
			return String.format(
					"| %s | %s | %d | %.2f ms | %.2f ms | %.0f | %.2f, %s | %.0f us with the clients, %.0f us, %s |",
					name, routing, count, latencies[PACED / 2] / 1e6, latencies[PACED * 99 / 100] / 1e6, rate,
					perPush(before, after, 0), others, mineAfter.minus(mine).toNanos() / 1e3 / FLOOD,
					cpuAfter[0].minus(cpu[0]).toNanos() / 1e3 / FLOOD, othersCpu);
		}
		finally {
			clients.forEach(RawWebSocket::close);
			nodes.forEach(NodeProcess::close);
		}
	}

	private static double perPush(long[] before, long[] after, int node) {
		return (after[node] - before[node]) / (double) FLOOD;
	}

	private static long[] received(List<NodeProcess> nodes) {
		return nodes.stream().mapToLong(NodeProcess::received).toArray();
	}

	// Nodes tell four times a second.
	private static void awaitTold() {
		long since = System.nanoTime();
		Awaitility.await().until(() -> System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(600));
	}

	private static RawWebSocket client(int port, String user, AtomicLongArray times, AtomicInteger arrived) {
		RawWebSocket client = RawWebSocket.to(port).user(user).open();
		client.readJson("welcome");
		Thread thread = new Thread(() -> {
			while (true) {
				RawWebSocket.Frame frame = client.read();
				if (frame.opcode() != RawWebSocket.TEXT) {
					return;
				}
				long now = System.nanoTime();
				String text = frame.text();
				int from = text.indexOf("\"data\":") + 7;
				int to = from;
				while (Character.isDigit(text.charAt(to))) {
					to++;
				}
				times.set(Integer.parseInt(text.substring(from, to)), now);
				arrived.incrementAndGet();
			}
		}, "client-" + user);
		thread.setDaemon(true);
		thread.start();
		return client;
	}

	/**
	 * Push as fast as it goes.
	 * @return deliveries a second
	 */
	private static double flood(PushServer pusher, AtomicLongArray times, AtomicInteger arrived) {
		arrived.set(0);
		Semaphore permits = new Semaphore(UNDER_WAY);
		long start = System.nanoTime();
		for (int i = 0; i < FLOOD; i++) {
			permits.acquireUninterruptibly();
			pusher.push().toUser("u" + (i % CLIENTS)).send("n", i).whenComplete((result, failure) -> permits.release());
		}
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> arrived.get() == FLOOD);
		long last = 0;
		for (int i = 0; i < FLOOD; i++) {
			last = Math.max(last, times.get(i) - start);
		}
		return FLOOD / (last / 1e9);
	}

	/**
	 * Push at a pace that is no load.
	 * @return how long each took, sorted
	 */
	private static long[] paced(PushServer pusher, AtomicLongArray times, AtomicInteger arrived) {
		arrived.set(0);
		long[] latencies = new long[PACED];
		long due = System.nanoTime();
		for (int i = 0; i < PACED; i++) {
			due += PACE;
			LockSupport.parkNanos(due - System.nanoTime());
			latencies[i] = System.nanoTime();
			pusher.push().toUser("u" + (i % CLIENTS)).send("n", i);
		}
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> arrived.get() == PACED);
		for (int i = 0; i < PACED; i++) {
			latencies[i] = times.get(i) - latencies[i];
		}
		Arrays.sort(latencies);
		return latencies;
	}

}
