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

package io.pushgate.contract.gateway;

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

import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.NodeProcess;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a client waits for the answer of an application behind a gateway, and how many
 * answers there can be. No test: it prints a table, and is run by name only, see
 * {@code docs/benchmarks.md}.
 */
class UplinkBenchmark {

	private static final int CLIENTS = 10;

	private static final int PACED = 5000;

	private static final long PACE = TimeUnit.MILLISECONDS.toNanos(2);

	private static final int FLOOD = Integer.getInteger("requests", 30_000);

	private static final int UNDER_WAY = 500;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String ID = "\"id\":\"";

	private final List<RawWebSocket> clients = new ArrayList<>();

	private final AtomicInteger series = new AtomicInteger();

	// By the number of a request, when its answer came, in nanoseconds.
	private final AtomicLongArray answeredAt = new AtomicLongArray(Math.max(FLOOD, PACED));

	private final AtomicInteger replies = new AtomicInteger();

	private final AtomicInteger errors = new AtomicInteger();

	private final Semaphore permits = new Semaphore(UNDER_WAY);

	@Test
	void measure() {
		List<String> table = new ArrayList<>();
		try (RedisServer redis = RedisServer.start(); RocketMqServer rocketMq = RocketMqServer.start()) {
			table.add(measure("Redis", Map.of("push.cluster.bus", "redis", "spring.data.redis.port", redis.port())));
			table.add(measure("RocketMQ", Map.of("push.cluster.bus", "rocketmq", "rocketmq.name-server",
					rocketMq.nameServer(), "rocketmq.producer.group", "benchmark")));
		}
		System.out
			.println("| bus | p50 | p99 | requests/s | replies | errors | CPU per request: gateway, application |");
		System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
		table.forEach(System.out::println);
		assertThat(table).hasSize(2);
	}

	private String measure(String name, Map<String, Object> bus) {
		Map<String, Object> properties = new HashMap<>(bus);
		properties.put("push.cluster.topic", "push-" + UUID.randomUUID());
		properties.put("push.uplink.max-rate", 0);
		try (NodeProcess gateway = NodeProcess.start(with(properties, "gateway"));
				NodeProcess application = NodeProcess.start(with(properties, "client"))) {
			for (int i = 0; i < CLIENTS; i++) {
				this.clients.add(client(gateway.port(), "u" + i));
			}
			Awaitility.await().atMost(PATIENCE).until(this::isServed);
			// Warm.
			flood();
			long[] latencies = paced();
			Duration[] before = { gateway.cpu(), application.cpu() };
			double rate = flood();
			Duration[] after = { gateway.cpu(), application.cpu() };
			return String.format("| %s | %.2f ms | %.2f ms | %.0f | %d | %d | %.0f us, %.0f us |", name,
					latencies[PACED / 2] / 1e6, latencies[PACED * 99 / 100] / 1e6, rate, this.replies.get(),
					this.errors.get(), perRequest(before[0], after[0]), perRequest(before[1], after[1]));
		}
		finally {
			this.clients.forEach(RawWebSocket::close);
			this.clients.clear();
		}
	}

	private static Map<String, Object> with(Map<String, Object> common, String mode) {
		Map<String, Object> properties = new HashMap<>(common);
		properties.put("push.mode", mode);
		return properties;
	}

	private static double perRequest(Duration before, Duration after) {
		return after.minus(before).toNanos() / 1e3 / FLOOD;
	}

	private boolean isServed() {
		begin();
		ask(0);
		Awaitility.await().atMost(PATIENCE).until(() -> answers() == 1);
		return this.replies.get() == 1;
	}

	private RawWebSocket client(int port, String user) {
		RawWebSocket client = RawWebSocket.to(port).user(user).open();
		client.readJson("welcome");
		Thread thread = new Thread(() -> {
			while (true) {
				RawWebSocket.Frame frame = client.read();
				if (frame.opcode() != RawWebSocket.TEXT) {
					return;
				}
				answered(frame.text(), System.nanoTime());
			}
		}, "client-" + user);
		thread.setDaemon(true);
		thread.start();
		return client;
	}

	private void answered(String text, long now) {
		int from = text.indexOf('-', text.indexOf(ID)) + 1;
		this.answeredAt.set(Integer.parseInt(text.substring(from, text.indexOf('"', from))), now);
		(text.contains("\"type\":\"reply\"") ? this.replies : this.errors).incrementAndGet();
		this.permits.release();
	}

	private int answers() {
		return this.replies.get() + this.errors.get();
	}

	private void begin() {
		this.series.incrementAndGet();
		this.replies.set(0);
		this.errors.set(0);
	}

	private void ask(int number) {
		this.permits.acquireUninterruptibly();
		this.clients.get(number % CLIENTS)
			.sendText("{\"type\":\"send\",\"namespace\":\"load\",\"event\":\"quiet-echo\"," + ID + this.series.get()
					+ "-" + number + "\",\"data\":\"" + "x".repeat(100) + "\"}");
	}

	/**
	 * Ask as fast as it goes.
	 * @return answers a second
	 */
	private double flood() {
		begin();
		long start = System.nanoTime();
		for (int i = 0; i < FLOOD; i++) {
			ask(i);
		}
		Awaitility.await().atMost(PATIENCE).until(() -> answers() == FLOOD);
		long last = 0;
		for (int i = 0; i < FLOOD; i++) {
			last = Math.max(last, this.answeredAt.get(i) - start);
		}
		return FLOOD / (last / 1e9);
	}

	/**
	 * Ask at a pace that is no load.
	 * @return how long each answer took, sorted
	 */
	private long[] paced() {
		begin();
		long[] latencies = new long[PACED];
		long due = System.nanoTime();
		for (int i = 0; i < PACED; i++) {
			due += PACE;
			LockSupport.parkNanos(due - System.nanoTime());
			latencies[i] = System.nanoTime();
			ask(i);
		}
		Awaitility.await().atMost(PATIENCE).until(() -> answers() == PACED);
		for (int i = 0; i < PACED; i++) {
			latencies[i] = this.answeredAt.get(i) - latencies[i];
		}
		Arrays.sort(latencies);
		return latencies;
	}

}
