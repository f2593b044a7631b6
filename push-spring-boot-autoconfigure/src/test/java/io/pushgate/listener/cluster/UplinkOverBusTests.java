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

package io.pushgate.listener.cluster;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.FaultyEngine;
import io.pushgate.cluster.LocalBroker;
import io.pushgate.cluster.LocalBusEngine;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.UplinkError;
import io.pushgate.listener.UplinkSettings;
import io.pushgate.message.Payload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that a gateway sends to an application, over a bus that does not take or bring
 * everything.
 */
class UplinkOverBusTests {

	private static final Duration LONG = Duration.ofMinutes(2);

	private final LocalBroker broker = new LocalBroker();

	private final FaultyEngine toApplication = new FaultyEngine(new LocalBusEngine(this.broker));

	private final FaultyEngine toGateway = new FaultyEngine(new LocalBusEngine(this.broker));

	private final BusNode gateway = new BusNode(1, this.toApplication);

	private final BusNode application = new BusNode(2, this.toGateway);

	private final Queue<PushRequest> handled = new ConcurrentLinkedQueue<>();

	private final ServingInstances instances = ServingInstances.asking(this.gateway.bus());

	private final Uplink handling = new Uplink(new Handler(), settings(LONG), List.of());

	private final UplinkReceiver receiver = new UplinkReceiver(this.application.bus(), this.handling, "shop",
			() -> Set.of("shop"), false);

	private volatile UplinkAnswer answer = new Reply(json("\"done\""));

	private @Nullable Uplink uplink;

	@AfterEach
	void stop() {
		this.receiver.stop();
		this.instances.stop();
		this.handling.close();
		if (this.uplink != null) {
			this.uplink.close();
		}
		this.application.bus().stop();
		this.gateway.bus().stop();
	}

	@Test
	void aRepeatOfWhatTheApplicationHasNeverHeardIsANewAttempt() {
		Uplink uplink = start(Duration.ofSeconds(1));
		AtomicInteger lost = new AtomicInteger();
		this.toApplication.lose((envelope) -> is(envelope, Operation.UPLINK) && lost.getAndIncrement() == 0);
		assertThat(failure(ask(uplink, "1"))).isEqualTo(UplinkError.TIMEOUT);
		assertThat(this.handled).isEmpty();
		await().until(() -> ask(uplink, "1").join() instanceof Reply);
		assertThat(this.handled).hasSize(1);
	}

	@Test
	void anAnswerThatTheBusRefusesForAWhileArrives() {
		Uplink uplink = start(LONG);
		AtomicInteger refused = new AtomicInteger();
		this.toGateway.refuse((envelope) -> is(envelope, Operation.UPLINK_ANSWER) && refused.getAndIncrement() < 5);
		assertThat(ask(uplink, "1").join()).isInstanceOf(Reply.class);
		assertThat(refused).hasValueGreaterThanOrEqualTo(5);
		assertThat(this.handled).hasSize(1);
	}

	@Test
	void errorsOfTheApplicationArriveAsTheyAre() {
		Uplink uplink = start(LONG);
		for (Failure failure : List.of(new Failure(UplinkError.APPLICATION, "room-full", "Full", json("{\"max\":20}")),
				new Failure(UplinkError.APPLICATION, "room-full", "Full", Payload.none()),
				new Failure(UplinkError.MALFORMED, "malformed", "No", json("{\"errors\":[]}")),
				new Failure(UplinkError.FORBIDDEN, "No"))) {
			this.answer = failure;
			assertThat(ask(uplink, failure.toString()).join()).isEqualTo(failure);
		}
	}

	@Test
	void aSessionArrivesWithItsClaims() {
		Uplink uplink = start(LONG);
		Map<String, Object> claims = Map.of("plan", "pr\u00f6\n", "level", 9007199254740993L, "price",
				new BigDecimal("1.50"), "roles", List.of("a"), "more", Map.of("deep", true));
		ask(uplink, "1", claims).join();
		ask(uplink, "2").join();
		assertThat(this.handled).extracting((request) -> request.session().claims()).containsExactly(claims, Map.of());
		assertThat(this.handled.element().session()).asString().doesNotContain("pr\u00f6");
	}

	@Test
	void claimsThatCannotBeReadAreNone() {
		Map<String, String> headers = new HashMap<>(UplinkMessages.session(session(Map.of("plan", "pro"))));
		assertThat(headers).containsEntry("claims", "{\"plan\":\"pro\"}");
		headers.put("claims", "[1]");
		assertThat(UplinkMessages.session(ClusterMessage.of(Operation.EVENT).tenant("default").headers(headers).build())
			.claims()).isEmpty();
	}

	@Test
	void anAnswerThatTheBusNeverTakesIsToldAsTooLarge() {
		Uplink uplink = start(LONG);
		this.toGateway.refuseAsTooLarge(
				(envelope) -> is(envelope, Operation.UPLINK_ANSWER) && envelope.message().body().length > 0);
		assertThat(failure(ask(uplink, "1"))).isEqualTo(UplinkError.TOO_LARGE);
		assertThat(this.handled).hasSize(1);
	}

	@Test
	void aRequestThatTheBusNeverTakesIsTooLarge() {
		Uplink uplink = start(LONG);
		this.toApplication.refuseAsTooLarge((envelope) -> is(envelope, Operation.UPLINK));
		assertThat(failure(ask(uplink, "1"))).isEqualTo(UplinkError.TOO_LARGE);
		assertThat(this.handled).isEmpty();
	}

	@Test
	void anInstanceIsNotKnownBeforeItHearsRequests() {
		this.toGateway.lose((envelope) -> envelope.destination().isAll() && is(envelope, "probe"));
		this.gateway.bus().start();
		this.gateway.awaitReady();
		this.instances.start();
		this.application.bus().start();
		this.receiver.start();
		// It can publish by now.
		await().until(() -> this.application.toAll("k", "t").handle((done, failure) -> failure == null).join());
		await().until(() -> !this.gateway.texts("k").isEmpty());
		assertThat(this.application.bus().state()).isNotEqualTo(BusState.READY);
		assertThat(this.instances.isEmpty()).isTrue();
		this.toGateway.lose((envelope) -> false);
		await().until(() -> this.instances.find("shop", "ann") != null);
		assertThat(this.application.bus().state()).isEqualTo(BusState.READY);
	}

	private Uplink start(Duration timeout) {
		this.gateway.bus().start();
		this.application.bus().start();
		this.gateway.awaitReady();
		this.application.awaitReady();
		this.instances.start();
		this.receiver.start();
		ClusterUplinkDispatcher dispatcher = new ClusterUplinkDispatcher(this.gateway.bus(), this.instances,
				(namespace) -> timeout);
		await().until(() -> this.instances.find("shop", "ann") != null);
		this.uplink = new Uplink(dispatcher, settings(timeout), List.of());
		return this.uplink;
	}

	private static UplinkSettings settings(Duration timeout) {
		return new UplinkSettings(timeout, Map.of(), Duration.ofMinutes(5), 1_000_000);
	}

	private static CompletableFuture<UplinkAnswer> ask(Uplink uplink, String id) {
		return ask(uplink, id, Map.of());
	}

	private static RemoteSession session(Map<String, Object> claims) {
		return new RemoteSession("1", "default", "ann", "d", "netty", Instant.now(), Instant.now(), claims);
	}

	private static CompletableFuture<UplinkAnswer> ask(Uplink uplink, String id, Map<String, Object> claims) {
		CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();
		uplink.handle(new PushRequest(session(claims), id, "shop", "order", json("1"), Instant.now()),
				answer::complete);
		return answer;
	}

	private static UplinkError failure(CompletableFuture<UplinkAnswer> answer) {
		return ((Failure) answer.join()).error();
	}

	private static boolean is(ClusterEnvelope envelope, String operation) {
		return envelope.message().operation().equals(operation);
	}

	private static Payload json(String text) {
		return Payload.json(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Answers at once.
	 */
	private final class Handler implements UplinkDispatcher {

		@Override
		public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
			UplinkOverBusTests.this.handled.add(request);
			return CompletableFuture.completedFuture(UplinkOverBusTests.this.answer);
		}

		@Override
		public Set<String> namespaces() {
			return Set.of("shop");
		}

	}

}
