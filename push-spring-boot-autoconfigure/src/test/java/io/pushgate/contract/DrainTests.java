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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.pushgate.contract.Crowd.Member;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.DrainListener;
import io.pushgate.gateway.DrainState;
import io.pushgate.listener.PushListener;
import io.pushgate.memory.ServerProcess;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionListener;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import io.pushgate.transport.CloseReason;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a node sends its clients away.
 */
@Timeout(120)
class DrainTests {

	private static final int MANY = 2000;

	private static final int STOPPED = 40;

	private static final int SPREAD = 10_000;

	@ParameterizedTest
	@EnumSource
	void sendsManyAwayEvenlyAndCutsNobody(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.drain.timeout", "5s")
			.property("push.drain.spread", SPREAD + "ms")
			.with(Watch.class)
			.start(); Crowd crowd = Crowd.of(MANY, server.port())) {
			Watch watch = server.bean(Watch.class);
			Drain drain = server.bean(Drain.class);
			assertThat(drain.status().state()).isEqualTo(DrainState.ACCEPTING);
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			watch.awaitDrain();
			List<Integer> refused = new ArrayList<>();
			List<String> some = IntStream.range(0, MANY)
				.filter((i) -> i % 20 == 0)
				.mapToObj((i) -> "user-" + i)
				.toList();
			long queued = 0;
			while (drain.status().remaining() > MANY / 2) {
				RawWebSocket.Response response = server.client().user("late").refused();
				refused.add(response.status());
				assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
				queued += server.push().toUsers(some).send("still", 1).join().localSessions();
			}
			assertThat(refused).isNotEmpty().containsOnly(503);
			stopping.join();
			assertThat(crowd.members()).allSatisfy((member) -> {
				assertThat(member.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1012);
				assertThat(member.last().path("type").asString()).isEqualTo("goodbye");
				assertThat(member.last().path("code").asInt()).isEqualTo(1012);
			});
			// Whatever was taken for those who were still there has reached them.
			assertThat(queued).isPositive().isEqualTo(crowd.members().stream().mapToLong(Member::messages).sum());
			assertEvenlySpread(crowd);
			assertPaced(watch);
			assertThat(watch.states).containsExactly("DRAINING " + ReadinessState.REFUSING_TRAFFIC,
					"DRAINED " + ReadinessState.REFUSING_TRAFFIC);
			assertThat(drain.status().remaining()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsAFewClientsToComeBackAsSoonAsTheNodeCan(Container container) {
		try (PushServer server = PushServer.on(container).trusting().start();
				RawWebSocket first = server.connect("ann");
				RawWebSocket second = server.connect("bob")) {
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			for (RawWebSocket client : List.of(first, second)) {
				assertThat(client.readJson("goodbye").path("retryAfter").asLong(-1)).isBetween(0L, 40L);
				assertThat(client.readUntilClosed()).isEqualTo(1012);
				client.close();
			}
			stopping.join();
		}
	}

	private static void assertEvenlySpread(Crowd crowd) {
		int[] tenths = new int[10];
		for (Member member : crowd.members()) {
			long retryAfter = member.last().path("retryAfter").asLong(-1);
			assertThat(retryAfter).isBetween(0L, (long) SPREAD);
			tenths[(int) Math.min(9, retryAfter * 10 / SPREAD)]++;
		}
		assertThat(Arrays.stream(tenths).boxed()).as("clients that come back in each tenth of the spread")
			.allSatisfy((count) -> assertThat(count).isBetween(MANY / 10 - 20, MANY / 10 + 20));
	}

	/**
	 * Of 60 batches none is a great part of the whole.
	 */
	private static void assertPaced(Watch watch) {
		long[] times = watch.closed.stream().mapToLong(Long::longValue).sorted().toArray();
		assertThat(times).hasSize(MANY);
		int most = 0;
		int first = 0;
		for (int i = 0; i < times.length; i++) {
			while (times[i] - times[first] > TimeUnit.MILLISECONDS.toNanos(50)) {
				first++;
			}
			most = Math.max(most, i - first + 1);
		}
		assertThat(most).as("the most that were closed within 50 ms").isLessThan(MANY / 4);
	}

	@ParameterizedTest
	@EnumSource
	void refusesUntilItIsToldToResume(Container container) {
		try (PushServer server = PushServer.on(container).trusting().start();
				RawWebSocket client = server.connect("ann")) {
			Drain drain = server.bean(Drain.class);
			ApplicationAvailability availability = server.bean(ApplicationAvailability.class);
			assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(drain.start().connections()).isOne();
			assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
			RawWebSocket.Response response = server.client().user("late").refused();
			assertThat(response.status()).isEqualTo(503);
			assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
			assertThat(client.readJson("goodbye").path("code").asInt()).isEqualTo(1012);
			assertThat(client.readUntilClosed()).isEqualTo(1012);
			client.sendClose(1012);
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThat(drain.status().state()).isEqualTo(DrainState.DRAINED));
			assertThat(drain.start()).isEqualTo(drain.status());
			assertThat(drain.status().connections()).isOne();
			assertThat(server.client().user("late").refused().status()).isEqualTo(503);
			assertThat(drain.resume()).isTrue();
			assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			try (RawWebSocket back = server.connect("ann")) {
				server.push().toUser("ann").send("hello", 1);
				assertThat(back.readJson().path("event").asString()).isEqualTo("hello");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void writesWhatIsQueuedBeforeTheGoodbye(Container container) {
		try (PushServer server = PushServer.on(container).trusting().start();
				RawWebSocket slow = server.client().user("slow").receiveBuffer(4096).open()) {
			slow.readJson("welcome");
			int sent = 0;
			while (pending(server, "slow") < 100_000) {
				server.push().toUser("slow").send("n", Map.of("n", sent++, "filler", "x".repeat(16 * 1024))).join();
			}
			server.bean(Drain.class).start();
			await().until(() -> !server.push().isOnline("slow"));
			for (int i = 0; i < sent; i++) {
				assertThat(slow.readJson().at("/data/n").asInt(-1)).isEqualTo(i);
			}
			assertThat(slow.readJson().path("type").asString()).isEqualTo("goodbye");
			assertThat(slow.readUntilClosed()).isEqualTo(1012);
		}
	}

	private static long pending(PushServer server, String user) {
		return server.sessions()
			.sessions()
			.stream()
			.filter((session) -> session.user().equals(user))
			.mapToLong((session) -> session.connection().pendingBytes())
			.sum();
	}

	@ParameterizedTest
	@EnumSource
	void sendsThoseAwayWhoHaveNotYetToldWhoTheyAre(Container container) {
		try (PushServer server = PushServer.on(container)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.late", true)
			.start(); RawWebSocket waiting = server.client().open()) {
			await().until(() -> server.gateway().connectionCount() == 1);
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			JsonNode goodbye = waiting.readJson();
			assertThat(goodbye.path("type").asString()).isEqualTo("goodbye");
			assertThat(goodbye.path("code").asInt()).isEqualTo(1012);
			assertThat(waiting.readUntilClosed()).isEqualTo(1012);
			waiting.close();
			stopping.join();
		}
	}

	@ParameterizedTest
	@EnumSource
	void doesNotWaitForClientsThatHaveStoppedToRead(Container container) {
		List<RawWebSocket> stopped = new ArrayList<>();
		try (PushServer server = PushServer.on(container).trusting().property("push.drain.timeout", "2s").start();
				RawWebSocket reader = server.connect("reader");
				Crowd crowd = Crowd.of(100, server.port())) {
			for (int i = 0; i < STOPPED; i++) {
				RawWebSocket client = server.client().user("stopped-" + i).receiveBuffer(4096).open();
				client.readJson("welcome");
				stopped.add(client);
			}
			List<String> filled = new ArrayList<>(IntStream.range(0, STOPPED).mapToObj((i) -> "stopped-" + i).toList());
			filled.add("reader");
			String filler = "x".repeat(16 * 1024);
			while (server.sessions()
				.sessions()
				.stream()
				.filter((session) -> session.connection().pendingBytes() > 64 * 1024)
				.count() < STOPPED) {
				server.push().toUsers(filled).send("filler", filler);
				reader.readJson("message");
			}
			assertThat(timeToStop(server)).isLessThan(Duration.ofSeconds(15));
			assertThat(reader.readJson("goodbye").path("code").asInt()).isEqualTo(1012);
			assertThat(crowd.members())
				.allSatisfy((member) -> assertThat(member.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1012));
		}
		finally {
			stopped.forEach(RawWebSocket::close);
		}
	}

	private static Duration timeToStop(PushServer server) {
		long start = System.nanoTime();
		server.close();
		Duration time = Duration.ofNanos(System.nanoTime() - start);
		return time;
	}

	@ParameterizedTest
	@EnumSource
	void doesNotWaitForClientsThatDoNotAnswerTheClose(Container container) {
		List<RawWebSocket> clients = new ArrayList<>();
		try (PushServer server = PushServer.on(container).trusting().property("push.drain.timeout", "3s").start()) {
			for (int i = 0; i < 100; i++) {
				clients.add(server.connect("user-" + i));
			}
			assertThat(timeToStop(server)).isLessThan(Duration.ofSeconds(15));
			assertThat(clients).allSatisfy((client) -> {
				assertThat(client.readJson("goodbye").path("code").asInt()).isEqualTo(1012);
				assertThat(client.readUntilClosed()).isEqualTo(1012);
			});
		}
		finally {
			clients.forEach(RawWebSocket::close);
		}
	}

	@ParameterizedTest
	@EnumSource
	void answersWhatAClientHasAskedBeforeItIsSentAway(Container container) {
		try (PushServer server = PushServer.on(container).trusting().with(SlowListener.class).start();
				RawWebSocket asking = server.connect("ann");
				RawWebSocket idle = server.connect("bob")) {
			SlowListener slow = server.bean(SlowListener.class);
			asking.sendText("{\"type\":\"send\",\"event\":\"slow\",\"id\":\"1\"}");
			await().until(() -> slow.begun.getCount() == 0);
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			assertThat(idle.readUntilClosed()).isEqualTo(1012);
			// There was a batch, and room for more in it.
			assertThat(server.gateway().connectionCount()).isPositive();
			slow.mayEnd.countDown();
			assertThat(asking.readJson().path("data").asString()).isEqualTo("done");
			assertThat(asking.readJson("goodbye").path("code").asInt()).isEqualTo(1012);
			stopping.join();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void letsRequestsThatAreUnderWayFinish(Container container) throws Exception {
		try (PushServer server = PushServer.on(container).trusting().with(SlowRequest.class).start();
				RawWebSocket client = server.connect("ann")) {
			SlowRequest slow = server.bean(SlowRequest.class);
			int port = server.port();
			CompletableFuture<RawWebSocket.Response> response = CompletableFuture
				.supplyAsync(() -> Http.get(port, "/slow"));
			slow.begun.await();
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			// The client is told at once, and the request is not cut.
			assertThat(client.readUntilClosed()).isEqualTo(1012);
			assertThat(response).isNotDone();
			slow.mayEnd.countDown();
			assertThat(response.join().status()).isEqualTo(200);
			assertThat(response.join().body()).isEqualTo("done");
			stopping.join();
		}
	}

	@ParameterizedTest
	@EnumSource
	void saysGoodbyeWhenTheProcessIsTerminated(Container container) throws Exception {
		try (ServerProcess process = ServerProcess.of(container).property("push.drain.timeout", "2s").start();
				Crowd crowd = Crowd.of(100, process.port())) {
			process.terminate();
			assertThat(crowd.members()).allSatisfy((member) -> {
				assertThat(member.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1012);
				assertThat(member.last().path("type").asString()).isEqualTo("goodbye");
			});
			// What the JVM says of SIGTERM, once Spring's shutdown hook has returned.
			assertThat(process.awaitExit()).isEqualTo(128 + 15);
		}
	}

	@ParameterizedTest
	@EnumSource
	void stopsAtOnceWhereNobodyIsConnected(Container container) {
		PushServer server = PushServer.on(container).trusting().start();
		Drain drain = server.bean(Drain.class);
		server.close();
		assertThat(drain.status().state()).isEqualTo(DrainState.DRAINED);
		assertThat(drain.resume()).as("resumed while the application stops").isFalse();
		assertThat(drain.status().state()).isEqualTo(DrainState.DRAINED);
	}

	/**
	 * Keeps when sessions are closed, and what the node says of itself.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Watch {

		private final ConcurrentLinkedQueue<Long> closed = new ConcurrentLinkedQueue<>();

		private final ConcurrentLinkedQueue<String> states = new ConcurrentLinkedQueue<>();

		private final CountDownLatch draining = new CountDownLatch(1);

		void awaitDrain() {
			await().until(() -> this.draining.getCount() == 0);
		}

		@Bean
		SessionListener sessionListener() {
			return new SessionListener() {

				@Override
				public void opened(PushSession session) {
					// Everybody is.
				}

				@Override
				public void closed(PushSession session, CloseReason reason) {
					Watch.this.closed.add(System.nanoTime());
				}

			};
		}

		@Bean
		DrainListener drainListener(ApplicationAvailability availability) {
			return (state) -> {
				this.states.add(state + " " + availability.getReadinessState());
				this.draining.countDown();
			};
		}

	}

	/**
	 * An endpoint that takes its time.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SlowRequest {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		@Bean
		RouterFunction<ServerResponse> slow() {
			return RouterFunctions.route().GET("/slow", (request) -> {
				this.begun.countDown();
				this.mayEnd.await();
				return ServerResponse.ok().body("done");
			}).build();
		}

	}

	/**
	 * Answers when it is told to.
	 */
	static class SlowListener {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		@PushListener("slow")
		String slow() throws InterruptedException {
			this.begun.countDown();
			this.mayEnd.await();
			return "done";
		}

	}

}
