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

package io.pushgate.delivery.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.pushgate.PushUnavailableException;
import io.pushgate.core.PushPublishContext;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.PublishOutcome;
import io.pushgate.delivery.PushOverloadedException;
import io.pushgate.delivery.TargetKind;
import io.pushgate.message.PushResult;
import io.pushgate.message.Qos;
import io.pushgate.testsupport.WebhookServer;
import io.pushgate.testsupport.WebhookServer.Call;
import io.pushgate.testsupport.WebhookServer.Responder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link GatewayClient} with a server that answers as gateways do, on good days
 * and on bad ones.
 */
class GatewayClientTests extends AbstractGatewayClientTests {

	@Test
	void sendsWhatTheApiTakes() {
		PushTemplate push = push(client(LONG));
		push.toUser("u/ \u00fc").namespace("chat").ttl(Duration.ofMinutes(1)).id("i1").send("e", Map.of("a", 1)).join();
		push.toDevice("u", "d").send("e", new byte[] { 1, 2 }).join();
		push.toAll().send("e", null).join();
		assertThat(this.server.calls()).extracting(Call::method, Call::path)
			.containsOnly(tuple("POST", "/push/api/v1/messages/batch?tenant=default"));
		assertThat(this.server.calls()).extracting((call) -> call.header("Authorization")).containsOnly("Bearer k3y");
		assertThat(this.server.calls()).extracting((call) -> call.header("Content-Type"))
			.containsOnly("application/json");
		assertThat(this.server.calls().get(0).json()).isEqualTo(json("[{'to':{'users':['u/ \u00fc']},'event':'e',"
				+ "'id':'i1','namespace':'chat','ttl':'PT1M','data':{'a':1}}]"));
		JsonNode binary = this.server.calls().get(1).json().get(0);
		assertThat(binary.get("to")).isEqualTo(json("{'devices':[{'user':'u','device':'d'}]}"));
		assertThat(binary.get("dataBase64").asString()).isEqualTo("AQI=");
		assertThat(binary.has("data")).isFalse();
		assertThat(this.server.calls().get(2).json().get(0).get("to")).isEqualTo(json("{'all':true}"));
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.USERS, PublishOutcome.ACCEPTED)).isOne();
	}

	@Test
	void completesWithTheIdOfTheMessage() {
		PushResult result = push(client(LONG)).toUser("u").id("mine").send("e", 1).join();
		assertThat(result.id()).isEqualTo("mine");
		assertThat(result.localSessions()).isZero();
		assertThat(result.sessions()).isEmpty();
	}

	@Test
	void completesWithTheSessionsThatTheGatewayKnows() {
		this.server.answer(202, "[{\"id\":\"mine\",\"sessions\":3}]");
		PushResult result = push(client(LONG)).toUser("u").id("mine").send("e", 1).join();
		assertThat(result.sessions()).hasValue(3);
		assertThat(result.localSessions()).isZero();
	}

	@Test
	void sendsTogetherWhatHasComeMeanwhile() {
		CountDownLatch first = new CountDownLatch(1);
		this.server.answer((exchange, call) -> {
			first.await();
			accept(exchange, call);
		});
		GatewayClient client = client(LONG);
		PushTemplate push = push(client);
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		for (int i = 0; i < 3500; i++) {
			results.add(push.toUser("u").send("e", i));
			if (i == 0) {
				Awaitility.await().atMost(PATIENCE).until(() -> this.server.calls().size() == 1);
			}
		}
		first.countDown();
		results.forEach(CompletableFuture::join);
		assertThat(this.server.calls()).extracting((call) -> call.json().size())
			.containsExactly(1, 1000, 1000, 1000, 499);
		assertThat(data(this.server.calls())).isEqualTo(numbers(3500));
		assertThat(client.pendingBytes()).isZero();
	}

	@Test
	void sendsNoMoreAtOnceThanFits() {
		CountDownLatch first = new CountDownLatch(1);
		this.server.answer((exchange, call) -> {
			first.await();
			accept(exchange, call);
		});
		PushTemplate push = push(client(LONG, (settings) -> new GatewayClientSettings(settings.url(), null, "default",
				1, LONG, LONG, LONG, settings.maxPending(), 10_000)));
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		for (String text : List.of("", "x".repeat(6000), "x".repeat(6000), "x".repeat(20_000), "")) {
			results.add(push.toUser("u").send("e", text));
			Awaitility.await().atMost(PATIENCE).until(() -> !this.server.calls().isEmpty());
		}
		first.countDown();
		results.forEach(CompletableFuture::join);
		assertThat(this.server.calls()).extracting((call) -> call.json().size()).containsExactly(1, 1, 1, 1, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 502, 503, 504, 408, -1 })
	void repeatsInOrderWhatMayPass(int status) {
		AtomicInteger calls = new AtomicInteger();
		this.server.answer((exchange, call) -> {
			if (calls.incrementAndGet() > 3) {
				accept(exchange, call);
			}
			else if (status == -1) {
				WebhookServer.hangUp().respond(exchange, call);
			}
			else {
				WebhookServer.json(status, "{}").respond(exchange, call);
			}
		});
		PushTemplate push = push(client(LONG));
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			results.add(push.toUser("u").send("e", i));
		}
		results.forEach(CompletableFuture::join);
		List<Call> accepted = this.server.calls().subList(3, this.server.calls().size());
		assertThat(data(accepted)).isEqualTo(numbers(100));
		assertThat(this.server.calls().get(0).json().get(0)).isEqualTo(accepted.get(0).json().get(0));
	}

	@Test
	void waitsAsLongAsItIsTold() {
		AtomicInteger calls = new AtomicInteger();
		List<Long> times = new ArrayList<>();
		this.server.answer((exchange, call) -> {
			times.add(System.nanoTime());
			Responder busy = WebhookServer.response(429, "application/problem+json", "{}", "Retry-After", "1");
			Responder answer = (calls.incrementAndGet() == 1) ? busy : AbstractGatewayClientTests::accept;
			answer.respond(exchange, call);
		});
		push(client(LONG)).toUser("u").send("e", 1).join();
		assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	@Test
	void doesNotWaitForEver() {
		this.server.answer(WebhookServer.response(503, "application/problem+json", "{}", "Retry-After", "999999999"));
		GatewayClient client = client(Duration.ofMillis(500));
		assertThatFailure(push(client).toUser("u").send("e", 1)).isInstanceOf(GatewayUnavailableException.class)
			.isInstanceOf(PushUnavailableException.class)
			.hasMessageContaining("it answers with status 503")
			.hasMessageContaining("'push.client.gateway-url'");
		this.server.answer(AbstractGatewayClientTests::accept);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> catchThrowable(() -> push(client).toUser("u").send("e", 2).join()) == null);
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.USERS, PublishOutcome.REFUSED))
			.isPositive();
	}

	@Test
	void repeatsSingleMessagesThatAreRefusedForNow() {
		AtomicInteger calls = new AtomicInteger();
		this.server.answer((exchange, call) -> {
			Responder answer = (calls.incrementAndGet() > 1) ? AbstractGatewayClientTests::accept
					: WebhookServer.json(202, quoted("[{'error':{'status':503,'detail':'Later'}}]"));
			answer.respond(exchange, call);
		});
		push(client(LONG)).toUser("u").send("e", 1).join();
		assertThat(this.server.calls()).hasSize(2);
		assertThat(this.server.calls().get(1).body()).isEqualTo(this.server.calls().get(0).body());
	}

	@Test
	void refusesAtOnceWhatDoesNotFit() {
		this.server.answer(this.server.silence());
		GatewayClient client = client(LONG, (settings) -> new GatewayClientSettings(settings.url(), null, "default", 4,
				LONG, LONG, LONG, 100_000, settings.maxBatch()));
		PushTemplate push = push(client);
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		CompletableFuture<PushResult> last;
		do {
			last = push.toUser("u" + results.size()).send("e", "x".repeat(1000));
			results.add(last);
		}
		while (!last.isDone());
		assertThatFailure(last).isInstanceOf(PushOverloadedException.class)
			.hasMessageContaining("'push.client.max-pending'");
		assertThat(results).hasSizeBetween(50, 100);
		assertThat(client.pendingBytes()).isLessThanOrEqualTo(100_000);
		assertThat(results.subList(0, results.size() - 1)).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void neverSendsWhatHasExpired() {
		this.server.answer(503, "");
		PushTemplate push = push(client(LONG));
		CompletableFuture<PushResult> lasting = push.toUser("u").send("e", "lasting");
		assertThatFailure(push.toUser("u").ttl(Duration.ofMillis(200)).send("e", "brief"))
			.isInstanceOf(GatewayUnavailableException.class);
		// A call that was under way as it expired may come to the server later.
		await().until(() -> this.server.calls().stream().anyMatch((call) -> !call.body().contains("brief")));
		int calls = this.server.calls().size();
		this.server.answer(AbstractGatewayClientTests::accept);
		lasting.join();
		assertThat(this.server.calls().subList(calls, this.server.calls().size()))
			.noneMatch((call) -> call.body().contains("brief"));
	}

	@Test
	void holdsNothingUpForACallbackThatTakesItsTime() {
		CountDownLatch end = new CountDownLatch(1);
		PushTemplate push = push(client(LONG));
		try {
			CompletableFuture<?> slow = push.toUser("u").send("e", 1).thenAccept((result) -> {
				try {
					end.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			push.toUser("u").send("e", 2).join();
			assertThat(slow).isNotDone();
		}
		finally {
			end.countDown();
		}
	}

	@Test
	void sendsWhatWaitsBeforeItStops() {
		CountDownLatch first = new CountDownLatch(1);
		this.server.answer((exchange, call) -> {
			first.await();
			accept(exchange, call);
		});
		GatewayClient client = client(LONG);
		PushTemplate push = push(client);
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			results.add(push.toUser("u" + i).send("e", i));
		}
		CountDownLatch stopped = new CountDownLatch(1);
		client.stop(stopped::countDown);
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThatFailure(push.toUser("u").send("e", 1))
				.isInstanceOf(GatewayUnavailableException.class)
				.hasMessageContaining("about to stop"));
		first.countDown();
		results.forEach(CompletableFuture::join);
		Awaitility.await().atMost(PATIENCE).until(() -> stopped.getCount() == 0);
		client.start();
		push.toUser("u").send("e", 1).join();
	}

	@Test
	void failsWhatCannotBeSentBeforeItStops() {
		this.server.answer(this.server.silence());
		GatewayClient client = client(Duration.ofMillis(300), (settings) -> new GatewayClientSettings(settings.url(),
				null, "default", 1, settings.timeout(), LONG, LONG, settings.maxPending(), settings.maxBatch()));
		CompletableFuture<PushResult> result = push(client).toUser("u").send("e", 1);
		client.stop();
		assertThatFailure(result).isInstanceOf(GatewayUnavailableException.class);
		Awaitility.await().atMost(PATIENCE).until(() -> client.pendingBytes() == 0);
	}

	@Test
	void sharesOneFateWithNobodyElsesLane() {
		this.server.answer((exchange, call) -> {
			if (call.body().contains("stuck")) {
				this.server.silence().respond(exchange, call);
			}
			accept(exchange, call);
		});
		PushTemplate push = push(client(LONG));
		CompletableFuture<PushResult> stuck = push.toUser("u0").send("e", "stuck");
		Awaitility.await().atMost(PATIENCE).until(() -> !this.server.calls().isEmpty());
		List<CompletableFuture<PushResult>> others = new ArrayList<>();
		for (int i = 1; i < 40; i++) {
			others.add(push.toUser("u" + i).send("e", i));
		}
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> others.stream().filter(CompletableFuture::isDone).count() >= 15);
		assertThat(stuck).isNotDone();
	}

	@Test
	void tellsHowTheGatewayAnswers() {
		GatewayClient client = client(LONG);
		assertThat(client.status().reached()).isNull();
		push(client).toUser("u").send("e", 1).join();
		assertThat(client.status().reached()).isTrue();
		this.server.answer(503, "");
		CompletableFuture<PushResult> result = push(client).toUser("u").send("e", 1);
		Awaitility.await().atMost(PATIENCE).until(() -> Boolean.FALSE.equals(client.status().reached()));
		assertThat(client.status().problem()).isEqualTo("it answers with status 503");
		this.server.answer(AbstractGatewayClientTests::accept);
		result.join();
		assertThat(client.status().reached()).isTrue();
		assertThat(client.status().problem()).isNull();
	}

	@Test
	void takesWhatTracingAddsForNoHeaderOfTheCaller() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new ObservationHandler<PushPublishContext>() {

			@Override
			public void onStart(PushPublishContext context) {
				context.getSetter().set(context.getCarrier(), "baggage-of-any-name", "x");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof PushPublishContext;
			}

		});
		PushTemplate push = push(client(LONG), observations);
		push.toUser("u").send("e", 1).join();
		assertThatFailure(push.toUser("u").header("mine", "x").send("e", 1))
			.isInstanceOf(UnsupportedByGatewayException.class);
		assertThat(this.server.calls()).hasSize(1);
	}

	@Test
	void keepsTheKeyToItself() {
		assertThat(client(LONG).settings()).asString().doesNotContain("k3y");
	}

}
