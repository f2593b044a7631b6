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

package io.pushgate.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A bad night of two gateways: what goes wrong, and the alerts that fire for it. Prints
 * the table of {@code docs/monitoring/night.md}.
 */
@Tag("fault")
class NightTests {

	private static final Path MONITORING = Path.of("..", "docs", "monitoring");

	private static final Pattern MANAGEMENT = Pattern.compile("Port (\\d+) serves");

	private static final String KEY = "the key of the night";

	private static final int CLIENTS = 30;

	private static final Duration CALM = Duration.ofSeconds(15);

	/**
	 * Starts of the names of meters without values in this night, as there are no tokens,
	 * no requests of clients, no webhooks and no TLS.
	 */
	private static final List<String> NOT_OF_THIS_NIGHT = List.of("push_auth_refused_", "push_handshake_questions_",
			"push_uplink_", "push_webhook_", "ssl_chain_");

	@TempDir
	private Path directory;

	private final List<Gateway> gateways = new CopyOnWriteArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private final List<String> table = new ArrayList<>();

	private volatile boolean over;

	// Lines of gateways that have ended.
	private int logged;

	private Redis redis;

	private Prometheus prometheus;

	@BeforeEach
	void needsPrometheus() {
		Assumptions.assumeTrue(Prometheus.isInstalled(), "needs the program 'prometheus' on the path");
	}

	@Test
	void oneAlertForEachCause() throws IOException {
		try (Prometheus prometheus = Prometheus.start(this.directory, MONITORING.resolve("prometheus-rules.yml"))) {
			this.prometheus = prometheus;
			Instant from = Instant.now();
			this.redis = Redis.start();
			startGateway();
			startGateway();
			for (int i = 0; i < CLIENTS; i++) {
				String user = "u" + i;
				thread(() -> stayConnected(user));
			}
			thread(this::push);
			cause("nothing", Set.of(), () -> pause(CALM));
			cause("a node is drained and replaced", Set.of(), this::replaceNode);
			cause("Redis is away", Set.of("PushBusLost"), this::redisAway);
			cause("a node is killed", Set.of("PushNodeDown"), this::killNode);
			cause("a client does not read", Set.of("PushMessagesDropped"), this::slowReader);
			cause("clients reconnect again and again", Set.of("PushReconnectStorm"), this::storm);
			assertThat(panelsWithoutData(from))
				.allSatisfy((expression) -> assertThat(NOT_OF_THIS_NIGHT).anyMatch(expression::contains));
		}
		finally {
			this.over = true;
			this.gateways.forEach((gateway) -> gateway.process().close());
			this.threads.forEach(Thread::interrupt);
			if (this.redis != null) {
				this.redis.close();
			}
			System.out.println("| cause | alerts | lines of the gateways' logs |");
			System.out.println("| --- | --- | --- |");
			this.table.forEach(System.out::println);
		}
	}

	private void cause(String name, Set<String> expected, Runnable cause) {
		await().atMost(GatewayProcess.PATIENCE).until(() -> this.prometheus.firing().isEmpty());
		Instant from = Instant.now();
		this.logged = 0;
		int lines = lines();
		cause.run();
		pause(CALM);
		Set<String> fired = this.prometheus.fired(from, Instant.now());
		this.table.add("| " + name + " | " + (fired.isEmpty() ? "none" : String.join(", ", fired)) + " | "
				+ (this.logged + lines() - lines) + " |");
		assertThat(fired).as(name).isEqualTo(new TreeSet<>(expected));
	}

	private int lines() {
		return this.gateways.stream().mapToInt(NightTests::count).sum();
	}

	private static int count(Gateway gateway) {
		return (int) gateway.process().log().lines().count();
	}

	private void replaceNode() {
		Gateway old = this.gateways.get(0);
		startGateway();
		// As service discovery and a load balancer do.
		this.gateways.remove(old);
		targets();
		old.process().terminate();
		old.process().awaitEnd();
		this.logged += count(old);
	}

	private void redisAway() {
		this.redis.close();
		pause(Duration.ofSeconds(15));
		this.redis.restart();
	}

	private void killNode() {
		Gateway killed = this.gateways.get(0);
		killed.process().close();
		pause(Duration.ofSeconds(10));
		this.gateways.remove(killed);
		this.logged += count(killed);
		startGateway();
	}

	private void slowReader() {
		Gateway gateway = this.gateways.get(0);
		String message = "{\"to\":{\"users\":[\"slow\"]},\"event\":\"big\",\"data\":\"" + "x".repeat(30_000) + "\"}";
		long end = System.nanoTime() + Duration.ofSeconds(25).toNanos();
		while (System.nanoTime() - end < 0) {
			try (Socket slow = handshake(gateway.port(), "slow")) {
				for (int i = 0; i < 200; i++) {
					Client.push(gateway.port(), KEY, message);
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private void storm() {
		long end = System.nanoTime() + Duration.ofSeconds(12).toNanos();
		while (System.nanoTime() - end < 0) {
			try (Socket socket = handshake(this.gateways.get(0).port(), "storm")) {
				socket.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private static Socket handshake(int port, String user) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setReceiveBufferSize(4096);
		socket.getOutputStream()
			.write(("GET /push?user=" + user + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
					+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
					+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		assertThat(socket.getInputStream().read()).isEqualTo('H');
		return socket;
	}

	private List<String> panelsWithoutData(Instant from) throws IOException {
		List<String> empty = new ArrayList<>();
		JsonNode board = JsonMapper.shared().readTree(MONITORING.resolve("grafana-dashboard.json").toFile());
		for (JsonNode panel : board.findParents("targets")) {
			for (JsonNode target : panel.path("targets")) {
				String expression = Prometheus.faster(target.path("expr")
					.asString()
					.replace("$__rate_interval", "5m")
					.replace("$__interval", "5m")
					.replace("$__range", "1h")
					.replaceAll("\\$\\{?(job|tenant|instance)(:\\w+)?}?", ".*"));
				if (this.prometheus.ask(expression, from, Instant.now()).isEmpty()) {
					empty.add(expression);
				}
			}
		}
		return empty;
	}

	private void startGateway() {
		GatewayProcess process = GatewayProcess.start(this.directory, "--management.server.port=0",
				"--push.auth.insecure-user-parameter=true", "--push.api.keys.default=" + Keys.sha256(KEY),
				"--push.cluster.bus=redis", "--push.cluster.directory=redis",
				"--spring.data.redis.port=" + this.redis.port(), "--push.drain.timeout=10s");
		int port = process.awaitPort();
		Matcher[] management = new Matcher[1];
		await().atMost(GatewayProcess.PATIENCE).until(() -> {
			management[0] = MANAGEMENT.matcher(process.log());
			return management[0].find();
		});
		int probes = Integer.parseInt(management[0].group(1));
		await().atMost(GatewayProcess.PATIENCE)
			.until(() -> Client.get(probes, "/actuator/health/readiness").statusCode() == 200);
		this.gateways.add(new Gateway(process, port, probes));
		targets();
	}

	private void targets() {
		List<Integer> ports = this.gateways.stream().map(Gateway::management).toList();
		this.prometheus.targets(ports);
		await().atMost(GatewayProcess.PATIENCE).until(() -> this.prometheus.asked().equals(new TreeSet<>(ports)));
	}

	private void thread(Runnable work) {
		Thread thread = new Thread(work);
		thread.start();
		this.threads.add(thread);
	}

	private void stayConnected(String user) {
		while (!this.over) {
			List<Gateway> gateways = List.copyOf(this.gateways);
			try (Client client = Client.connect(gateways.get((int) (Math.random() * gateways.size())).port(),
					"user=" + user)) {
				client.awaitClose();
			}
			catch (RuntimeException | AssertionError ex) {
				// Refused at the moment.
			}
			pause(Duration.ofMillis(200));
		}
	}

	private void push() {
		for (int i = 0; !this.over; i++) {
			try {
				Client.push(this.gateways.get(i % this.gateways.size()).port(), KEY,
						"{\"to\":{\"users\":[\"u" + (i % CLIENTS) + "\"]},\"event\":\"n\",\"data\":" + i + "}");
			}
			catch (RuntimeException ex) {
				// Killed at the moment.
			}
			pause(Duration.ofMillis(20));
		}
	}

	private static void pause(Duration time) {
		LockSupport.parkNanos(time.toNanos());
	}

	/**
	 * A gateway that runs.
	 */
	private record Gateway(GatewayProcess process, int port, int management) {

	}

}
