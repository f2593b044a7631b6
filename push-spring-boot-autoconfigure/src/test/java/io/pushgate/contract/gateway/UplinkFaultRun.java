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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.NodeProcess;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two gateways and two instances of an application behind them, each in a process of its
 * own, one of which is killed and restarted while clients ask.
 */
final class UplinkFaultRun implements AutoCloseable {

	static final int REQUESTS = 20_000;

	private static final int CLIENTS = 20;

	private static final int UNDER_WAY = 10;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final JsonMapper JSON = JsonMapper.shared();

	private final List<NodeProcess> gateways = new ArrayList<>();

	private final List<NodeProcess> applications = new ArrayList<>();

	private final List<RawWebSocket> clients = new ArrayList<>();

	// What came back for each request.
	private final Map<String, Queue<String>> answers = new ConcurrentHashMap<>();

	private final AtomicInteger asked = new AtomicInteger();

	UplinkFaultRun(Map<String, Object> broker) {
		Map<String, Object> common = new HashMap<>(broker);
		common.put("push.cluster.topic", "push-" + UUID.randomUUID());
		common.put("push.uplink.max-rate", 0);
		try {
			for (int i = 0; i < 2; i++) {
				this.gateways.add(NodeProcess.start(with(common, "gateway")));
				this.applications.add(NodeProcess.start(with(common, "client")));
			}
			for (int i = 0; i < CLIENTS; i++) {
				this.clients.add(RawWebSocket.to(this.gateways.get(i % 2).port()).user("u" + i).open());
				this.clients.get(i).readJson("welcome");
			}
			awaitBothServing();
		}
		catch (RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	private static Map<String, Object> with(Map<String, Object> common, String mode) {
		Map<String, Object> properties = new HashMap<>(common);
		properties.put("push.mode", mode);
		return properties;
	}

	/**
	 * Ask until both instances of the application have handled something.
	 */
	private void awaitBothServing() {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			for (RawWebSocket client : this.clients) {
				String id = "warm-" + UUID.randomUUID();
				client.sendText(request(id));
				JsonNode answer = client.readJson();
				assertThat(answer.get("id").asString()).isEqualTo(id);
			}
			return this.applications.stream().noneMatch((application) -> application.handled().isEmpty());
		});
	}

	private static String request(String id) {
		return "{\"type\":\"send\",\"namespace\":\"load\",\"event\":\"echo\",\"id\":\"" + id + "\",\"data\":\"" + id
				+ "\"}";
	}

	/**
	 * Ask, kill an instance when a quarter has been asked, and start it again at half.
	 */
	Outcome run(String name) {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			int number = i;
			Semaphore permits = new Semaphore(UNDER_WAY);
			Thread reader = new Thread(() -> read(this.clients.get(number), permits));
			reader.setDaemon(true);
			reader.start();
			Thread writer = new Thread(() -> ask(number, permits));
			threads.add(writer);
			writer.start();
		}
		Awaitility.await().atMost(PATIENCE).until(() -> this.asked.get() >= REQUESTS / 4);
		this.applications.get(0).kill();
		Awaitility.await().atMost(PATIENCE).until(() -> this.asked.get() >= REQUESTS / 2);
		this.applications.get(0).restart();
		threads.forEach((thread) -> {
			try {
				thread.join(PATIENCE.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		Awaitility.await().atMost(PATIENCE).until(() -> this.answers.size() == REQUESTS);
		return count(name);
	}

	private void ask(int client, Semaphore permits) {
		for (int i = 0; i < REQUESTS / CLIENTS; i++) {
			permits.acquireUninterruptibly();
			this.clients.get(client).sendText(request("r" + client + "-" + i));
			this.asked.incrementAndGet();
		}
	}

	private void read(RawWebSocket client, Semaphore permits) {
		while (true) {
			RawWebSocket.Frame frame = client.read();
			if (frame.opcode() != RawWebSocket.TEXT) {
				return;
			}
			JsonNode answer = JSON.readTree(frame.payload());
			String type = answer.get("type").asString();
			if (answer.has("id")) {
				this.answers.computeIfAbsent(answer.get("id").asString(), (id) -> new ConcurrentLinkedQueue<>())
					.add(type.equals("error") ? answer.get("code").asString() : type);
				permits.release();
			}
		}
	}

	private Outcome count(String name) {
		List<String> handled = this.applications.stream()
			.flatMap((application) -> application.handled().stream())
			.filter((id) -> id.startsWith("r"))
			.toList();
		Set<String> distinct = new HashSet<>(handled);
		Map<String, Long> outcomes = this.answers.values()
			.stream()
			.flatMap(Queue::stream)
			.collect(Collectors.groupingBy((answer) -> answer, Collectors.counting()));
		Outcome outcome = new Outcome(name, this.answers.values().stream().mapToInt(Queue::size).sum(), outcomes,
				handled.size(), distinct.size());
		System.out.println(outcome);
		return outcome;
	}

	@Override
	public void close() {
		this.clients.forEach(RawWebSocket::close);
		this.applications.forEach(NodeProcess::close);
		this.gateways.forEach(NodeProcess::close);
	}

	/**
	 * What came of a run.
	 *
	 * @param name what happened
	 * @param answers how many answers came
	 * @param outcomes what they were
	 * @param handled how often a request was handled
	 * @param distinct how many requests were handled
	 */
	record Outcome(String name, int answers, Map<String, Long> outcomes, int handled, int distinct) {

		@Override
		public String toString() {
			return String.format("| %s | answers/requests %d/%d | %s | handled %d, twice %d |", this.name, this.answers,
					REQUESTS, this.outcomes, this.handled, this.handled - this.distinct);
		}

	}

}
