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

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.pushgate.core.PushOperations;
import io.pushgate.core.PushPublishContext;
import io.pushgate.core.PushPublishObservationConvention;
import io.pushgate.listener.PushListener;
import io.pushgate.message.Qos;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is observed of pushes, and of what clients send.
 */
class ObservationTests {

	private static PushServer server;

	private static ObservationRegistry registry;

	private static Recorder recorder;

	@BeforeAll
	static void start() {
		server = PushServer.on(Container.TOMCAT).trusting().with(Observers.class).start();
		registry = server.bean(ObservationRegistry.class);
		recorder = server.bean(Recorder.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() {
		recorder.stopped.clear();
	}

	@Test
	void observesAPushOnceWhateverTheNumberOfReceivers() {
		Observation request = Observation.start("request", registry);
		try (RawWebSocket one = server.connect("ann"); RawWebSocket two = server.connect("ann")) {
			try (Observation.Scope scope = request.openScope()) {
				server.push().toUser("ann").namespace("chat").send("said", 1).join();
			}
			one.readJson("message");
			two.readJson("message");
		}
		Observation.Context push = recorder.only("push.publish");
		assertThat(push.getContextualName()).isEqualTo("push to users");
		assertThat(push.getLowCardinalityKeyValues()).containsExactlyInAnyOrder(KeyValue.of("target", "users"),
				KeyValue.of("qos", "AT_MOST_ONCE"), KeyValue.of("namespace", "chat"),
				KeyValue.of("outcome", "accepted"));
		assertThat(push.getHighCardinalityKeyValue("event").getValue()).isEqualTo("said");
		assertThat(push.getParentObservation()).isSameAs(request);
		assertThat(push.getAllKeyValues().toString()).doesNotContain("ann");
	}

	@Test
	void tellsThatAPushWasRefused() {
		assertThat(server.push().toAll().qos(Qos.AT_LEAST_ONCE).send("event", 1)).isCompletedExceptionally();
		Observation.Context push = recorder.only("push.publish");
		assertThat(push.getError()).isNotNull();
		assertThat(push.getLowCardinalityKeyValue("outcome").getValue()).isEqualTo("refused");
	}

	@Test
	void continuesTheTraceOfAPushThatFollowsACommit() {
		Observation request = Observation.start("request", registry);
		TransactionSynchronizationManager.initSynchronization();
		TransactionSynchronizationManager.setActualTransactionActive(true);
		try {
			try (Observation.Scope scope = request.openScope()) {
				server.push().toUser("ann").afterCommit().send("event", 1);
			}
			assertThat(recorder.stopped).isEmpty();
			TransactionSynchronizationUtils.triggerAfterCompletion(TransactionSynchronization.STATUS_COMMITTED);
		}
		finally {
			TransactionSynchronizationManager.clear();
		}
		assertThat(recorder.only("push.publish").getParentObservation()).isSameAs(request);
	}

	@Test
	void letsTracingWriteIntoTheHeadersOfAMessage() {
		server.push().toUser("ann").header("mine", "1").send("event", 1).join();
		PushPublishContext push = (PushPublishContext) recorder.only("push.publish");
		assertThat(push.getCarrier()).containsEntry("trace", "4711").containsEntry("mine", "1");
	}

	@Test
	void observesAListenerAndIsCurrentInIt() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"send\",\"id\":\"1\",\"namespace\":\"chat\",\"event\":\"say\",\"data\":1}");
			assertThat(client.readJson("reply").path("data").asString()).isEqualTo("push.listener");
		}
		Observation.Context handled = awaitOnly("push.listener");
		assertThat(handled.getContextualName()).isEqualTo("chat say");
		assertThat(handled.getLowCardinalityKeyValues()).containsExactlyInAnyOrder(KeyValue.of("namespace", "chat"),
				KeyValue.of("outcome", "success"));
		assertThat(handled.getError()).isNull();
		assertThat(recorder.only("push.publish").getParentObservation()).isNotNull()
			.satisfies((parent) -> assertThat(parent.getContextView().getName()).isEqualTo("push.listener"));
	}

	@Test
	@ExpectErrors("of bean 'chat' failed")
	void tellsThatAListenerFailedAtOnceOrLater() {
		for (String event : new String[] { "fail", "fail-later" }) {
			recorder.stopped.clear();
			try (RawWebSocket client = server.connect("ann")) {
				client.sendText("{\"type\":\"send\",\"id\":\"" + event + "\",\"namespace\":\"chat\",\"event\":\""
						+ event + "\",\"data\":1}");
				client.readJson("error");
			}
			Observation.Context handled = awaitOnly("push.listener");
			assertThat(handled.getError()).as(event).isInstanceOf(IllegalStateException.class);
			assertThat(handled.getLowCardinalityKeyValue("outcome").getValue()).isEqualTo("handler-failed");
		}
	}

	@Test
	void observesWhatNobodyHandlesNotAtAll() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"send\",\"id\":\"none\",\"event\":\"unknown\",\"data\":1}");
			client.readJson("error");
		}
		assertThat(recorder.stopped).isEmpty();
	}

	@Test
	void boundsTheNamespaces() {
		for (int i = 0; i < 100; i++) {
			server.push().toUser("nobody").namespace("namespace-" + i).send("event", i).join();
		}
		assertThat(recorder.stopped.stream()
			.map((context) -> context.getLowCardinalityKeyValue("namespace").getValue())
			.distinct()).hasSizeLessThan(30).contains("other");
	}

	@Test
	void usesTheApplicationsConvention() {
		try (PushServer other = PushServer.on(Container.NETTY).with(Observers.class).with(Own.class).start()) {
			other.push().toUser("ann").send("event", 1).join();
			Observation.Context push = other.bean(Recorder.class).only("my.push");
			assertThat(push.getLowCardinalityKeyValues()).containsExactly(KeyValue.of("mine", "yes"));
		}
	}

	private static Observation.Context awaitOnly(String name) {
		Awaitility.await()
			.atMost(RawWebSocket.PATIENCE)
			.until(() -> recorder.stopped.stream().anyMatch((context) -> name.equals(context.getName())));
		return recorder.only(name);
	}

	/**
	 * Keeps what was observed, and writes into headers as tracing does.
	 */
	static class Recorder implements ObservationHandler<Observation.Context> {

		private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(Observation.Context context) {
			if (context instanceof PushPublishContext push) {
				push.getSetter().set(push.getCarrier(), "trace", "4711");
			}
		}

		@Override
		public void onStop(Observation.Context context) {
			if (!context.getName().startsWith("http") && !context.getName().equals("request")) {
				this.stopped.add(context);
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		Observation.Context only(String name) {
			List<Observation.Context> found = this.stopped.stream()
				.filter((context) -> name.equals(context.getName()))
				.toList();
			assertThat(found).hasSize(1);
			return found.get(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Observers {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

		@Bean
		Chat chat(ObservationRegistry registry, PushOperations push) {
			return new Chat(registry, push);
		}

	}

	static class Chat {

		private final ObservationRegistry registry;

		private final PushOperations push;

		Chat(ObservationRegistry registry, PushOperations push) {
			this.registry = registry;
			this.push = push;
		}

		@PushListener(namespace = "chat", event = "say")
		String say(int number) {
			this.push.toAll().send("said", number);
			return Objects.requireNonNull(this.registry.getCurrentObservation()).getContextView().getName();
		}

		@PushListener(namespace = "chat", event = "fail")
		void fail() {
			throw new IllegalStateException("no");
		}

		@PushListener(namespace = "chat", event = "fail-later")
		CompletionStage<String> failLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new CompletionException(new IllegalStateException("no"));
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		PushPublishObservationConvention convention() {
			return new PushPublishObservationConvention() {

				@Override
				public String getName() {
					return "my.push";
				}

				@Override
				public KeyValues getLowCardinalityKeyValues(PushPublishContext context) {
					return KeyValues.of("mine", "yes");
				}

			};
		}

	}

}
