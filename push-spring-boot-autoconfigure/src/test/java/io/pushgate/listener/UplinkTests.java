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

package io.pushgate.listener;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.message.Payload;
import io.pushgate.session.PushSession;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Uplink}.
 */
class UplinkTests {

	private static final Failure LIMITED = new Failure(UplinkError.RATE_LIMITED, "later");

	private final PushSession session = Requests.session("ann");

	private final Queue<UplinkAnswer> answers = new ConcurrentLinkedQueue<>();

	private final Queue<String> reported = new ConcurrentLinkedQueue<>();

	private final Queue<CompletableFuture<UplinkAnswer>> dispatched = new ConcurrentLinkedQueue<>();

	@Test
	void isANewAttemptWhereNothingWasDone() {
		try (Uplink uplink = uplink(Duration.ofMinutes(1))) {
			send(uplink, "1", "1");
			this.dispatched.remove().complete(LIMITED);
			assertThat(this.answers.remove()).isEqualTo(LIMITED);
			send(uplink, "1", "1");
			this.dispatched.remove().complete(reply());
			assertThat(this.answers.remove()).isEqualTo(reply());
			send(uplink, "1", "1");
			assertThat(this.dispatched).isEmpty();
			assertThat(this.answers.remove()).isEqualTo(reply());
		}
	}

	@Test
	void tellsOnlySoManyWhoWait() {
		try (Uplink uplink = uplink(Duration.ofMinutes(1))) {
			for (int i = 0; i < 100; i++) {
				send(uplink, "1", "1");
			}
			assertThat(this.answers).hasSize(84)
				.allSatisfy((answer) -> assertThat(answer).isInstanceOfSatisfying(Failure.class,
						(failure) -> assertThat(failure.error()).isEqualTo(UplinkError.RATE_LIMITED)));
			this.answers.clear();
			assertThat(this.dispatched).hasSize(1);
			this.dispatched.remove().complete(reply());
			assertThat(this.answers).hasSize(16).containsOnly(reply());
		}
	}

	@Test
	@ExpectErrors("The answer to event 'e' of namespace 'default' cannot be sent: it has half a surrogate pair")
	void answersWithAnErrorWhereTheAnswerCannotBeSent(LoggedErrors errors) {
		try (Uplink uplink = uplink(Duration.ofMinutes(1))) {
			for (int i = 0; i < 3; i++) {
				send(uplink, "1", "1");
			}
			this.dispatched.remove().complete(json("{\"a\":\"\\ud83d\"}"));
			assertThat(this.answers).hasSize(3)
				.allSatisfy((answer) -> assertThat(answer.outcome()).isEqualTo("handler-failed"));
			send(uplink, "1", "1");
			assertThat(this.answers).hasSize(4);
			assertThat(this.reported).contains("answered default Failure");
			send(uplink, "2", "1");
			this.dispatched.remove().complete(json("NaN"));
			assertThat(this.answers).last().satisfies((answer) -> assertThat(answer).isInstanceOf(Failure.class));
			assertThat(errors.messages()).hasSize(1);
		}
	}

	@Test
	void givesUpWhatIsNeverAnswered() {
		try (Uplink uplink = new Uplink(new Dispatcher(),
				new UplinkSettings(Duration.ofMillis(10), Map.of(), Duration.ofMillis(50), 1024 * 1024), List.of())) {
			send(uplink, "1", "1");
			send(uplink, null, "2");
			assertThat(this.dispatched).hasSize(2);
			await().untilAsserted(() -> assertThat(this.dispatched).allMatch(CompletableFuture::isDone));
			assertThat(uplink.runningCount()).isZero();
			assertThat(this.answers).hasSize(2);
		}
	}

	@Test
	void reportsEachMessageOnceAndNamespacesThatAreKnown() {
		try (Uplink uplink = uplink(Duration.ofMinutes(1))) {
			send(uplink, "1", "1");
			send(uplink, "1", "1");
			this.dispatched.remove().complete(reply());
			send(uplink, "1", "1");
			assertThat(this.reported).containsExactly("repeated default", "answered default Reply", "repeated default");
			this.reported.clear();
			uplink.handle(Requests.of(this.session, "2", "made-up-" + System.nanoTime(), "e", "1"), this.answers::add);
			this.dispatched.remove().complete(LIMITED);
			assertThat(this.reported).containsExactly("answered unknown Failure");
		}
	}

	@Test
	@ExpectErrors("The UplinkDispatcher failed")
	void answersWhereTheDispatcherFails() {
		UplinkDispatcher failing = new Dispatcher() {

			@Override
			public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
				throw new IllegalStateException("a bug");
			}

		};
		try (Uplink uplink = new Uplink(failing, settings(Duration.ofMinutes(1)), List.of())) {
			send(uplink, "1", "1");
			assertThat(Requests.text(this.answers.remove())).startsWith("HANDLER_FAILED");
		}
	}

	@Test
	void handlesOnceAndAnswersEachHoweverMuchOverlaps() throws InterruptedException {
		int ids = 20_000;
		int repeats = 4;
		Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
		ExecutorService executor = Executors.newFixedThreadPool(3);
		UplinkDispatcher dispatcher = new Dispatcher() {

			@Override
			public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
				String id = String.valueOf(request.id());
				int count = handled.computeIfAbsent(id, (missing) -> new AtomicInteger()).incrementAndGet();
				Reply answer = new Reply(Payload.json((id + count).getBytes()));
				return (id.hashCode() % 2 == 0) ? CompletableFuture.completedFuture(answer)
						: CompletableFuture.supplyAsync(() -> answer, executor);
			}

		};
		try (Uplink uplink = new Uplink(dispatcher, settings(Duration.ofMinutes(1)), List.of())) {
			CountDownLatch told = new CountDownLatch(ids * repeats);
			List<Thread> threads = new ArrayList<>();
			for (int t = 0; t < repeats; t++) {
				PushSession session = Requests.session("ann");
				Random random = new Random(t);
				threads.add(new Thread(() -> {
					for (int i = 0; i < ids; i++) {
						String id = "id-" + i + "-";
						uplink.handle(Requests.of(session, id, "e", "1"), (answer) -> {
							if (Requests.text(answer).equals(id + 1)) {
								told.countDown();
							}
							else {
								this.answers.add(answer);
							}
						});
						if (random.nextInt(100) == 0) {
							Thread.yield();
						}
					}
				}));
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}
			await().untilAsserted(() -> assertThat(told.getCount()).isZero());
			assertThat(this.answers).isEmpty();
			assertThat(handled).hasSize(ids).allSatisfy((id, count) -> assertThat(count).hasValue(1));
			assertThat(uplink.runningCount()).isZero();
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void send(Uplink uplink, @Nullable String id, String json) {
		uplink.handle(Requests.of(this.session, id, "e", json), this.answers::add);
	}

	private static Reply reply() {
		return new Reply(Payload.none());
	}

	private Uplink uplink(Duration timeout) {
		return new Uplink(new Dispatcher(), settings(timeout), List.of(new UplinkListener() {

			@Override
			public void answered(String namespace, UplinkAnswer answer, Duration time) {
				assertThat(time).isPositive();
				UplinkTests.this.reported.add("answered " + namespace + " " + answer.getClass().getSimpleName());
			}

			@Override
			public void repeated(String namespace) {
				UplinkTests.this.reported.add("repeated " + namespace);
			}

		}));
	}

	private static Reply json(String json) {
		return new Reply(Payload.json(json.getBytes(StandardCharsets.UTF_8)));
	}

	private static UplinkSettings settings(Duration timeout) {
		return new UplinkSettings(timeout, Map.of(), Duration.ofMinutes(5), 1024L * 1024 * 1024);
	}

	private class Dispatcher implements UplinkDispatcher {

		@Override
		public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
			CompletableFuture<UplinkAnswer> outcome = new CompletableFuture<>();
			UplinkTests.this.dispatched.add(outcome);
			return outcome;
		}

		@Override
		public Set<String> namespaces() {
			return Set.of("default");
		}

	}

}
