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

package io.pushgate.actuate;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import io.pushgate.transport.HttpVerdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link ActuatorHttpEndpoint}, {@link ActuatorThreads} and {@link ProbesPage}
 * on a real port.
 */
class ActuatorHttpEndpointTests {

	private static final int ROOM = ActuatorThreads.THREADS + ActuatorThreads.QUEUE;

	@Test
	void showsPagesByThreadsOfTheirOwn() {
		try (ManagementPort port = new ManagementPort(page("a", () -> Thread.currentThread().getName()))) {
			assertThat(port.get("a").body()).startsWith("push-actuator-a-");
		}
	}

	@Test
	void refusesWhatFindsNoRoomAndSaysWhenToAskAgain() {
		Hanging hanging = new Hanging();
		try (ManagementPort port = new ManagementPort(page("a", hanging))) {
			List<CompletableFuture<HttpResponse<String>>> answers = port.ask(ROOM + 1, "a");
			await().until(() -> answers.stream().anyMatch(CompletableFuture::isDone));
			hanging.release();
			List<HttpResponse<String>> all = answers.stream().map(CompletableFuture::join).toList();
			assertThat(all).filteredOn((answer) -> answer.statusCode() == 200).hasSize(ROOM);
			assertThat(all).filteredOn((answer) -> answer.statusCode() == 503)
				.singleElement()
				.satisfies((answer) -> assertThat(answer.headers().firstValue("Retry-After")).hasValue("1"));
			assertThat(hanging.most()).isEqualTo(ActuatorThreads.THREADS);
			assertThat(port.get("a").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void showsOtherPagesWhileOneHangs() {
		Hanging hanging = new Hanging();
		try (ManagementPort port = new ManagementPort(page("a", hanging), page("b", () -> "b"))) {
			List<CompletableFuture<HttpResponse<String>>> answers = port.ask(ROOM + 1, "a");
			await().until(() -> answers.stream().anyMatch(CompletableFuture::isDone));
			assertThat(port.get("b").body()).isEqualTo("b");
			hanging.release();
			answers.forEach(CompletableFuture::join);
		}
	}

	@Test
	void answersAllWhoAskForASharedPageAtOnce() {
		AtomicInteger shown = new AtomicInteger();
		Hanging hanging = new Hanging();
		try (ActuatorThreads threads = new ActuatorThreads()) {
			ActuatorHttpEndpoint endpoint = new ActuatorHttpEndpoint("/actuator", List.of(shared(page("a", () -> {
				shown.incrementAndGet();
				return hanging.get();
			}))), threads);
			List<CompletableFuture<HttpAnswer>> answers = new ArrayList<>();
			for (int i = 0; i < 2 * ROOM; i++) {
				answers.add(ask(endpoint, "/actuator/a/x"));
			}
			// One who has left.
			answers.remove(0).cancel(true);
			CompletableFuture<HttpAnswer> other = ask(endpoint, "/actuator/a/y");
			hanging.release();
			assertThat(answers).extracting((answer) -> answer.join().status()).containsOnly(200);
			assertThat(other.join().status()).isEqualTo(200);
			assertThat(shown).hasValue(2);
			assertThat(ask(endpoint, "/actuator/a/x").join().status()).isEqualTo(200);
			assertThat(shown).hasValue(3);
		}
	}

	private static CompletableFuture<HttpAnswer> ask(ActuatorHttpEndpoint endpoint, String path) {
		HttpCall call = mock(HttpCall.class);
		given(call.path()).willReturn(path);
		given(call.method()).willReturn("GET");
		return ((HttpVerdict.Accepted) endpoint.judge(call)).handler().answer(new byte[0]).toCompletableFuture();
	}

	private static ActuatorPage shared(ActuatorPage page) {
		return new ActuatorPage() {

			@Override
			public String id() {
				return page.id();
			}

			@Override
			public boolean isShared(String path) {
				return true;
			}

			@Override
			public @Nullable HttpAnswer show(HttpCall call, String path) {
				return page.show(call, path);
			}

		};
	}

	@Test
	@ExpectErrors("The endpoint 'a' failed")
	void answersWhereAPageFails() {
		Supplier<String> broken = () -> {
			throw new NoClassDefFoundError("gone");
		};
		try (ManagementPort port = new ManagementPort(page("a", broken))) {
			assertThat(port.get("a").statusCode()).isEqualTo(500);
		}
	}

	@Test
	void showsOfHealthWhatProbesAskForOnly() {
		ActuatorPage health = page("health", () -> "UP");
		try (ManagementPort port = new ManagementPort(new ProbesPage(health))) {
			assertThat(port.get("health/liveness").body()).isEqualTo("UP");
			assertThat(port.get("health/readiness").body()).isEqualTo("UP");
			for (String path : List.of("health", "health/", "health/db", "health/liveness/", "health/liveness/x",
					"health//liveness", "health/Liveness", "prometheus")) {
				assertThat(port.get(path).statusCode()).as(path).isEqualTo(404);
			}
		}
	}

	private static ActuatorPage page(String id, Supplier<String> text) {
		return new ActuatorPage() {

			@Override
			public String id() {
				return id;
			}

			@Override
			public @Nullable HttpAnswer show(HttpCall call, String path) {
				return new HttpAnswer(200, Map.of(), text.get().getBytes(StandardCharsets.UTF_8));
			}

		};
	}

	/**
	 * Waits until it is released, and knows how many waited at the same time.
	 */
	private static final class Hanging implements Supplier<String> {

		private final CountDownLatch latch = new CountDownLatch(1);

		private final AtomicInteger waiting = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		@Override
		public String get() {
			this.most.accumulateAndGet(this.waiting.incrementAndGet(), Math::max);
			try {
				this.latch.await();
				return "done";
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				this.waiting.decrementAndGet();
			}
		}

		void release() {
			this.latch.countDown();
		}

		int most() {
			return this.most.get();
		}

	}

}
