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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A request is answered once, in time, and handled once, however often it is sent.
 */
@ParameterizedClass
@EnumSource
class RepeatedRequestTests {

	@Parameter
	Container container;

	private static PushServer server;

	private static Work work;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container)
			.trusting()
			.property("push.uplink.max-rate", 0)
			.property("push.uplink.namespaces.slow.timeout", "50ms")
			.property("push.uplink.namespaces.narrow.threads", 1)
			.property("push.uplink.namespaces.narrow.queue", 1)
			.with(Work.class)
			.start();
		work = server.bean(Work.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void answersARepeatedRequestFromMemory() {
		try (RawWebSocket first = server.connect("rita"); RawWebSocket second = server.connect("rita")) {
			String request = send("count", "same", "\"data\":\"memory\"");
			first.sendText(request);
			JsonNode reply = first.readJson();
			assertThat(reply.path("data").asInt()).isEqualTo(1);
			first.sendText(request);
			assertThat(first.readJson()).isEqualTo(reply);
			second.sendText(request);
			assertThat(second.readJson()).isEqualTo(reply);
			first.close();
			try (RawWebSocket third = server.connect("rita"); RawWebSocket other = server.connect("sam")) {
				third.sendText(request);
				assertThat(third.readJson()).isEqualTo(reply);
				other.sendText(request);
				assertThat(other.readJson().path("data").asInt()).as("of another user").isEqualTo(2);
			}
		}
	}

	@Test
	@ExpectErrors("The method 'countAndFail")
	void remembersFailuresOfTheListenerToo() {
		try (RawWebSocket client = server.connect("rita")) {
			for (int i = 0; i < 3; i++) {
				client.sendText(send("count-and-fail", "fails", "\"data\":\"failure\""));
				assertThat(client.readJson().path("code").asString()).isEqualTo("handler-failed");
			}
			assertThat(work.count("failure")).isEqualTo(1);
		}
	}

	@Test
	void refusesTheIdOfAnotherRequest() {
		try (RawWebSocket client = server.connect("rita")) {
			client.sendText(send("count", "taken", "\"data\":\"one\""));
			assertThat(client.readJson().path("data").asInt()).isEqualTo(1);
			client.sendText(send("count", "taken", "\"data\":\"two\""));
			assertError(client.readJson(), "malformed", "taken", "another request");
			assertThat(work.count("two")).isZero();
		}
	}

	@Test
	void aSecondRequestWaitsForTheOutcomeOfTheFirst() throws Exception {
		try (RawWebSocket first = server.connect("rita"); RawWebSocket second = server.connect("rita")) {
			CompletableFuture<String> outcome = work.later("wait");
			first.sendText(send("later", "w1", "\"data\":\"wait\""));
			await().until(() -> work.count("wait") == 1);
			second.sendText(send("later", "w1", "\"data\":\"wait\""));
			second.sendText("{\"type\":\"ping\"}");
			assertThat(second.readJson().path("type").asString()).isEqualTo("pong");
			outcome.complete("done");
			assertThat(first.readJson().path("data").asString()).isEqualTo("done");
			assertThat(second.readJson().path("data").asString()).isEqualTo("done");
			assertThat(work.count("wait")).isEqualTo(1);
		}
	}

	@Test
	void handlesARequestOnceThatComesOnTwoConnectionsAtOnce() throws Exception {
		int rounds = 200;
		try (RawWebSocket first = server.connect("rita"); RawWebSocket second = server.connect("rita")) {
			for (int i = 0; i < rounds; i++) {
				String request = send("count", "race-" + i, "\"data\":\"race-" + i + "\"");
				CountDownLatch go = new CountDownLatch(1);
				Thread thread = new Thread(() -> {
					awaitLatch(go);
					second.sendText(request);
				});
				thread.start();
				go.countDown();
				first.sendText(request);
				assertThat(first.readJson().path("data").asInt()).isEqualTo(1);
				assertThat(second.readJson().path("data").asInt()).isEqualTo(1);
				thread.join();
				assertThat(work.count("race-" + i)).isEqualTo(1);
			}
		}
	}

	@Test
	void answersInTimeAndKeepsALateOutcomeForWhoeverAsksAgain() {
		try (RawWebSocket client = server.connect("rita")) {
			CompletableFuture<String> outcome = work.later("late");
			String request = "{\"type\":\"send\",\"namespace\":\"slow\",\"event\":\"later\",\"id\":\"l1\",\"data\":\"late\"}";
			client.sendText(request);
			assertError(client.readJson(), "timeout", "l1", "no answer yet");
			client.sendText(request);
			assertError(client.readJson(), "timeout", "l1", "no answer yet");
			outcome.complete("at last");
			client.sendText("{\"type\":\"ping\"}");
			assertThat(client.readJson().path("type").asString()).as("no second answer").isEqualTo("pong");
			client.sendText(request);
			assertThat(client.readJson().path("data").asString()).isEqualTo("at last");
			assertThat(work.count("late")).isEqualTo(1);
		}
	}

	@Test
	void answersWhatHasNoPlaceAndTakesItLater() {
		try (RawWebSocket client = server.connect("rita")) {
			CompletableFuture<String> outcome = work.later("narrow");
			List<String> requests = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				requests.add("{\"type\":\"send\",\"namespace\":\"narrow\",\"event\":\"later\",\"id\":\"n" + i
						+ "\",\"data\":\"narrow\"}");
			}
			requests.forEach(client::sendText);
			assertError(client.readJson(), "rate-limited", "n2", "wait");
			outcome.complete("done");
			assertThat(client.readJson().path("data").asString()).isEqualTo("done");
			assertThat(client.readJson().path("data").asString()).isEqualTo("done");
			client.sendText(requests.get(2));
			assertThat(client.readJson().path("data").asString()).as("a new attempt").isEqualTo("done");
		}
	}

	private static String send(String event, String id, String data) {
		return "{\"type\":\"send\",\"event\":\"" + event + "\",\"id\":\"" + id + "\"," + data + "}";
	}

	private static void assertError(JsonNode error, String code, String id, String hint) {
		assertThat(error.path("type").asString()).as("%s", error).isEqualTo("error");
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("id").asString()).isEqualTo(id);
		assertThat(error.path("message").asString()).contains(hint);
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Counts what it does, and does some of it when it is told to.
	 */
	static class Work {

		private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

		private final Map<String, CompletableFuture<String>> outcomes = new ConcurrentHashMap<>();

		int count(String key) {
			return this.counts.getOrDefault(key, new AtomicInteger()).get();
		}

		CompletableFuture<String> later(String key) {
			return this.outcomes.computeIfAbsent(key, (missing) -> new CompletableFuture<>());
		}

		private int increment(String key) {
			return this.counts.computeIfAbsent(key, (missing) -> new AtomicInteger()).incrementAndGet();
		}

		@PushListener("count")
		int counted(String key) {
			return increment(key);
		}

		@PushListener("count-and-fail")
		void countAndFail(String key) {
			increment(key);
			throw new IllegalStateException("secret");
		}

		@PushListener("later")
		CompletionStage<String> laterDefault(String key) {
			increment(key);
			return later(key);
		}

		@PushListener(event = "later", namespace = "slow")
		CompletionStage<String> laterSlow(String key) {
			increment(key);
			return later(key);
		}

		@PushListener(event = "later", namespace = "narrow")
		CompletionStage<String> laterNarrow(String key) {
			increment(key);
			return later(key);
		}

	}

}
