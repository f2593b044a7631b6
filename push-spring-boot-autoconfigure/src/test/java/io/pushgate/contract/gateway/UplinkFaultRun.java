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

import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.NodeProcess;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two gateways, and two instances of an application behind them in processes of their
 * own, one of which is killed and restarted while clients ask.
 */
final class UplinkFaultRun implements AutoCloseable {

	private static final int CLIENTS = 20;

	private static final int UNDER_WAY = 10;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String END = "end";

	private final int requests;

	private final List<PushServer> gateways = new ArrayList<>();

	private final List<NodeProcess> applications = new ArrayList<>();

	private final List<RawWebSocket> clients = new ArrayList<>();

	// What came back for each request.
	private final Map<String, Queue<String>> answers = new ConcurrentHashMap<>();

	private final AtomicInteger asked = new AtomicInteger();

	UplinkFaultRun(int requests, Map<String, Object> broker) {
		this.requests = requests;
		Map<String, Object> common = new HashMap<>(broker);
		common.put("push.cluster.topic", "push-" + UUID.randomUUID());
		common.put("push.uplink.max-rate", 0);
		try {
			for (int i = 0; i < 2; i++) {
				this.gateways.add(PushServer.on(Container.NETTY)
					.trusting()
					.connectedBy(new ClusterBroker("run", with(common, "gateway"), true,
							common.containsKey("rocketmq.name-server")))
					.start());
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
			threads.add(reader);
			reader.start();
			Thread writer = new Thread(() -> ask(number, permits));
			threads.add(writer);
			writer.start();
		}
		Awaitility.await().atMost(PATIENCE).until(() -> this.asked.get() >= this.requests / 4);
		this.applications.get(0).kill();
		Awaitility.await().atMost(PATIENCE).until(() -> this.asked.get() >= this.requests / 2);
		this.applications.get(0).restart();
		threads.forEach((thread) -> {
			try {
				thread.join(PATIENCE.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		return count(name);
	}

	private void ask(int client, Semaphore permits) {
		for (int i = 0; i < this.requests / CLIENTS; i++) {
			permits.acquireUninterruptibly();
			this.clients.get(client).sendText(request("r" + client + "-" + i));
			this.asked.incrementAndGet();
		}
		// Whatever was answered twice has come before the answer to this one.
		permits.acquireUninterruptibly(UNDER_WAY);
		this.clients.get(client).sendText(request(END));
	}

	private void read(RawWebSocket client, Semaphore permits) {
		JsonNode answer = client.readJson();
		while (!answer.path("id").asString().equals(END)) {
			String type = answer.get("type").asString();
			if (answer.has("id")) {
				this.answers.computeIfAbsent(answer.get("id").asString(), (id) -> new ConcurrentLinkedQueue<>())
					.add(type.equals("error") ? answer.get("code").asString() : type);
				permits.release();
			}
			answer = client.readJson();
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
		Outcome outcome = new Outcome(name, this.requests, this.answers.values().stream().mapToInt(Queue::size).sum(),
				outcomes, handled.size(), distinct.size());
		System.out.println(outcome);
		return outcome;
	}

	@Override
	public void close() {
		this.clients.forEach(RawWebSocket::close);
		this.applications.forEach(NodeProcess::close);
		this.gateways.forEach(PushServer::close);
	}

	/**
	 * What came of a run.
	 *
	 * @param name what happened
	 * @param requests how many were sent
	 * @param answers how many answers came
	 * @param outcomes what they were
	 * @param handled how often a request was handled
	 * @param distinct how many requests were handled
	 */
	record Outcome(String name, int requests, int answers, Map<String, Long> outcomes, int handled, int distinct) {

		Outcome everyRequestIsAnsweredOnceAndHandledOnce() {
			assertThat(this.answers).isEqualTo(this.requests);
			assertThat(this.outcomes).containsOnlyKeys("reply", "timeout");
			assertThat(this.handled).isEqualTo(this.distinct);
			assertThat(this.outcomes.get("reply")).isGreaterThan(this.requests / 2);
			return this;
		}

		@Override
		public String toString() {
			return String.format("| %s | answers/requests %d/%d | %s | handled %d, twice %d |", this.name, this.answers,
					this.requests, this.outcomes, this.handled, this.handled - this.distinct);
		}

	}

}
