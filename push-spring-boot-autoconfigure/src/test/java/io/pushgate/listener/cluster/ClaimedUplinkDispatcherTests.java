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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.cluster.redis.RedisClaimStore;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.UplinkError;
import io.pushgate.listener.UplinkSettings;
import io.pushgate.message.Payload;
import io.pushgate.metrics.ClaimMeters;
import io.pushgate.testsupport.broker.RedisServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClaimedUplinkDispatcher}: two instances of an application and a Redis.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimedUplinkDispatcherTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration LEASE = Duration.ofSeconds(5);

	private final RedisServer server = RedisServer.start();

	private final List<Instance> instances = new ArrayList<>();

	private String id = "";

	@BeforeEach
	void newId() {
		this.id = UUID.randomUUID().toString();
	}

	@AfterEach
	void stopInstances() {
		this.instances.forEach(Instance::close);
		this.instances.clear();
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void aRepeatAtAnotherInstanceIsAnsweredButNotHandled() {
		Instance one = instance();
		Instance other = instance();
		for (UplinkAnswer answer : List.of(new Reply(json("{\"a\":\"ä\"}")),
				new Reply(Payload.binary(new byte[] { 0, -1 })), new Reply(Payload.none()),
				new Failure(UplinkError.FORBIDDEN, "No,\nnever"),
				new Failure(UplinkError.APPLICATION, "room-full", "No,\nn\u00e9ver", Payload.none()),
				new Failure(UplinkError.APPLICATION, "room-full", "\n", json("{\"a\":\"\u00e4\"}")),
				new Failure(UplinkError.MALFORMED, "malformed", "No", json("[1.50]")))) {
			PushRequest request = request("ann", UUID.randomUUID().toString(), "1");
			CompletableFuture<UplinkAnswer> first = one.dispatcher.dispatch(request);
			one.handling().complete(answer);
			assertThat(text(get(first))).isEqualTo(text(answer));
			assertThat(text(get(other.dispatcher.dispatch(request)))).isEqualTo(text(answer));
		}
		assertThat(other.handled).isEmpty();
	}

	@Test
	void aRepeatWaitsForTheInstanceThatHandlesIt() {
		Instance one = instance();
		Instance other = instance();
		CompletableFuture<UplinkAnswer> first = one.dispatcher.dispatch(request("ann", this.id, "1"));
		CompletableFuture<UplinkAnswer> handling = one.handling();
		CompletableFuture<UplinkAnswer> repeat = other.dispatcher.dispatch(request("ann", this.id, "1"));
		// Whoever comes meanwhile is not held up.
		CompletableFuture<UplinkAnswer> next = other.dispatcher.dispatch(request("bob", this.id, "1"));
		other.handling().complete(reply("bob"));
		assertThat(text(get(next))).isEqualTo("bob");
		assertThat(first).isNotDone();
		assertThat(repeat).isNotDone();
		handling.complete(reply("ann"));
		assertThat(text(get(first))).isEqualTo("ann");
		assertThat(text(get(repeat))).isEqualTo("ann");
		assertThat(other.handled).hasSize(1);
	}

	@Test
	void anotherRequestOfTheSameIdIsMalformedAndHidesNoAnswer() {
		Instance one = instance();
		Instance other = instance();
		CompletableFuture<UplinkAnswer> first = one.dispatcher.dispatch(request("ann", this.id, "1"));
		CompletableFuture<UplinkAnswer> handling = one.handling();
		Uplink uplink = new Uplink(other.dispatcher,
				new UplinkSettings(PATIENCE, Map.of(), Duration.ofMinutes(5), 1_000_000), List.of());
		assertThat(get(handle(uplink, request("ann", this.id, "2")))).isEqualTo(Uplink.OTHER_REQUEST);
		handling.complete(reply("done"));
		get(first);
		assertThat(get(handle(uplink, request("ann", this.id, "2")))).isEqualTo(Uplink.OTHER_REQUEST);
		assertThat(text(get(handle(uplink, request("ann", this.id, "1"))))).isEqualTo("done");
		uplink.close();
		assertThat(other.handled).isEmpty();
	}

	@Test
	void whatWasNotDoneIsANewAttempt() {
		Instance one = instance();
		Instance other = instance();
		for (UplinkError error : UplinkError.values()) {
			if (!error.isLast()) {
				CompletableFuture<UplinkAnswer> first = one.dispatcher.dispatch(request("ann", this.id, "1"));
				one.handling().complete(new Failure(error, "Later"));
				assertThat(text(get(first))).startsWith(error.name());
			}
		}
		CompletableFuture<UplinkAnswer> retry = other.dispatcher.dispatch(request("ann", this.id, "1"));
		other.handling().complete(reply("done"));
		assertThat(text(get(retry))).isEqualTo("done");
	}

	@Test
	void aRequestIsOneOfItsUser() {
		Instance one = instance();
		Instance other = instance();
		for (PushRequest request : List.of(request("ann", this.id, "1"), request("ann:1", this.id, "1"),
				request("ann", "1:" + this.id, "1"))) {
			CompletableFuture<UplinkAnswer> answer = one.dispatcher.dispatch(request);
			one.handling().complete(reply("done"));
			assertThat(text(get(answer))).isEqualTo("done");
			assertThat(text(get(other.dispatcher.dispatch(request)))).isEqualTo("done");
		}
		assertThat(one.handled).hasSize(3);
	}

	@Test
	void aReplyThatIsTooLargeIsNotToldAgain() {
		Instance one = instance();
		String large = "\"" + "x".repeat(StoredAnswer.MAX_REPLY - 1) + "\"";
		CompletableFuture<UplinkAnswer> first = one.dispatcher.dispatch(request("ann", this.id, "1"));
		one.handling().complete(new Reply(json(large)));
		assertThat(text(get(first))).isEqualTo(large);
		Instance other = instance();
		assertThat(text(get(other.dispatcher.dispatch(request("ann", this.id, "1"))))).startsWith("TOO_LARGE");
		assertThat(other.handled).isEmpty();
	}

	@Test
	void anInstanceThatDiesLeavesItsRequestsToOthers() {
		Instance dying = instance();
		Instance other = instance();
		CompletableFuture<UplinkAnswer> first = dying.dispatcher.dispatch(request("ann", this.id, "1"));
		dying.handling();
		CompletableFuture<UplinkAnswer> repeat = other.dispatcher.dispatch(request("ann", this.id, "1"));
		dying.close();
		other.handling().complete(reply("done"));
		assertThat(text(get(repeat))).isEqualTo("done");
		assertThat(first).isNotDone();
	}

	@Test
	void keepsTheOrderOfWhatHasAnIdAndWhatHasNone() {
		Instance one = instance();
		for (int i = 0; i < 900; i++) {
			one.dispatcher.dispatch(request("ann", (i % 3 == 0) ? this.id + i : null, "" + i));
		}
		Awaitility.await().atMost(PATIENCE).until(() -> one.handled.size() == 900);
		assertThat(one.payloads())
			.containsExactlyElementsOf(IntStream.range(0, 900).mapToObj(Integer::toString).toList());
	}

	@Test
	void noSessionWaitsForTheClaimsOfAnother() {
		RedisServer own = RedisServer.start();
		try (own) {
			Instance one = new Instance(own.port());
			this.instances.add(one);
			get(warm(one));
			own.pause();
			CompletableFuture<UplinkAnswer> waiting = one.dispatcher.dispatch(request("ann", this.id, "1"));
			one.dispatcher.dispatch(request("ann", null, "2"));
			one.dispatcher.dispatch(request("bob", null, "3"));
			assertThat(waiting).isNotDone();
			assertThat(one.payloads()).containsExactly("0", "3");
			own.resume();
			Awaitility.await().atMost(PATIENCE).until(() -> one.payloads().size() == 4);
			assertThat(one.payloads()).containsExactly("0", "3", "1", "2");
		}
	}

	private CompletableFuture<UplinkAnswer> warm(Instance instance) {
		CompletableFuture<UplinkAnswer> answer = instance.dispatcher.dispatch(request("ann", this.id + "-warm", "0"));
		instance.handling().complete(reply("done"));
		return answer;
	}

	@Test
	void boundsWhatWaitsOfASessionAndRefusesNoOther() {
		RedisServer own = RedisServer.start();
		try (own) {
			Instance one = new Instance(own.port());
			this.instances.add(one);
			get(warm(one));
			own.pause();
			List<CompletableFuture<UplinkAnswer>> answers = IntStream
				.rangeClosed(0, ClaimedUplinkDispatcher.MAX_OF_SESSION)
				.mapToObj((i) -> one.dispatcher.dispatch(request("ann", this.id + i, "" + i)))
				.toList();
			assertThat(text(get(answers.get(ClaimedUplinkDispatcher.MAX_OF_SESSION)))).startsWith("RATE_LIMITED");
			CompletableFuture<UplinkAnswer> other = one.dispatcher.dispatch(request("bob", this.id, "1"));
			assertThat(other).isNotDone();
			own.resume();
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> one.payloads().size() == ClaimedUplinkDispatcher.MAX_OF_SESSION + 2);
		}
	}

	@Test
	void handlesWhileNobodyCanTellAndCountsThat() {
		RedisServer own = RedisServer.start();
		Instance one = new Instance(own.port());
		this.instances.add(one);
		own.close();
		MeterRegistry meters = new SimpleMeterRegistry();
		new ClaimMeters(one.dispatcher).bindTo(meters);
		for (int i = 1; i <= 3; i++) {
			CompletableFuture<UplinkAnswer> answer = one.dispatcher.dispatch(request("ann", this.id + i, "1"));
			one.handling().complete(reply("done"));
			assertThat(text(get(answer))).isEqualTo("done");
			assertThat(meters.get("push.uplink.unclaimed").functionCounter().count()).isEqualTo(i);
		}
	}

	@Test
	void whoeverGivesUpLetsGoWhatIsKept() {
		Instance one = instance();
		Instance other = instance();
		CompletableFuture<UplinkAnswer> first = one.dispatcher.dispatch(request("ann", this.id, "1"));
		CompletableFuture<UplinkAnswer> handling = one.handling();
		CompletableFuture<UplinkAnswer> repeat = other.dispatcher.dispatch(request("ann", this.id, "1"));
		UplinkAnswer late = new Failure(UplinkError.TIMEOUT, "Too late");
		repeat.complete(late);
		first.complete(late);
		assertThat(handling).isCompletedWithValue(late);
		CompletableFuture<UplinkAnswer> retry = other.dispatcher.dispatch(request("ann", this.id, "1"));
		other.handling().complete(reply("done"));
		assertThat(text(get(retry))).isEqualTo("done");
	}

	@Test
	void claimsNothingThatNobodyHandles() {
		Instance one = instance();
		PushRequest request = new PushRequest(session("ann"), this.id, "unknown", "e", json("1"), Instant.now());
		for (int i = 0; i < 2; i++) {
			CompletableFuture<UplinkAnswer> answer = one.dispatcher.dispatch(request);
			one.handling().complete(reply("done"));
			assertThat(text(get(answer))).isEqualTo("done");
		}
		assertThat(one.handled).hasSize(2);
	}

	private Instance instance() {
		Instance instance = new Instance(this.server.port());
		this.instances.add(instance);
		return instance;
	}

	private static CompletableFuture<UplinkAnswer> handle(Uplink uplink, PushRequest request) {
		CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();
		uplink.handle(request, answer::complete);
		return answer;
	}

	private static PushRequest request(String user, @Nullable String id, String json) {
		return new PushRequest(session(user), id, "chat", "say", json(json), Instant.now());
	}

	private static RemoteSession session(String user) {
		return new RemoteSession("session-of-" + user, "default", user, "d", "netty", Instant.now(), Instant.now(),
				Map.of());
	}

	private static Payload json(String json) {
		return Payload.json(json.getBytes(StandardCharsets.UTF_8));
	}

	private static Reply reply(String json) {
		return new Reply(json(json));
	}

	private static String text(UplinkAnswer answer) {
		if (answer instanceof Reply reply) {
			return reply.data().isBinary() ? Arrays.toString(reply.data().bytes()) : reply.data().asJson();
		}
		Failure failure = (Failure) answer;
		String code = (failure.error() != UplinkError.APPLICATION) ? failure.error().name() : failure.code();
		return code + ": " + failure.message() + ' ' + failure.data().asJson();
	}

	private static UplinkAnswer get(CompletableFuture<UplinkAnswer> answer) {
		assertThat(answer).succeedsWithin(PATIENCE);
		return answer.join();
	}

	/**
	 * An instance of an application that answers when it is told to.
	 */
	private static final class Instance implements UplinkDispatcher {

		private final LettuceConnectionFactory factory;

		private final RedisClaimStore claims;

		private final ClaimedUplinkDispatcher dispatcher;

		private final Queue<PushRequest> handled = new ConcurrentLinkedQueue<>();

		private final Queue<CompletableFuture<UplinkAnswer>> answers = new ConcurrentLinkedQueue<>();

		Instance(int port) {
			this.factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port));
			this.factory.afterPropertiesSet();
			this.factory.start();
			this.claims = new RedisClaimStore(this.factory, "push");
			this.dispatcher = new ClaimedUplinkDispatcher(this, this.claims, LEASE, Duration.ofMinutes(5));
		}

		@Override
		public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
			CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();
			this.handled.add(request);
			this.answers.add(answer);
			return answer;
		}

		@Override
		public Set<String> namespaces() {
			return Set.of("chat");
		}

		List<String> payloads() {
			return this.handled.stream().map((request) -> request.payload().asJson()).toList();
		}

		/**
		 * Wait until something is being handled, and return its answer to come.
		 */
		CompletableFuture<UplinkAnswer> handling() {
			Awaitility.await().atMost(PATIENCE).until(() -> !this.answers.isEmpty());
			return this.answers.remove();
		}

		void close() {
			this.claims.close();
			this.factory.destroy();
		}

	}

}
