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

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.observation.ObservationRegistry;
import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.core.JacksonPayloadSerializer;
import io.pushgate.core.MessageIds;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.testsupport.WebhookServer;
import io.pushgate.testsupport.WebhookServer.Call;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A server that takes what is pushed, until a test says otherwise, and clients of it.
 */
abstract class AbstractGatewayClientTests {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	static final Duration LONG = Duration.ofSeconds(50);

	final WebhookServer server = new WebhookServer(AbstractGatewayClientTests::accept);

	final DeliveryStatistics statistics = new DeliveryStatistics();

	private final List<GatewayClient> clients = new ArrayList<>();

	@AfterEach
	void close() {
		this.server.close();
		this.clients.forEach((client) -> {
			Thread.currentThread().interrupt();
			client.stop();
			assertThat(Thread.interrupted()).isTrue();
		});
	}

	GatewayClient impatient() {
		return client(Duration.ofMillis(500), (settings) -> new GatewayClientSettings(settings.url(), null, "default",
				4, settings.timeout(), LONG, Duration.ofMillis(300), settings.maxPending(), settings.maxBatch()));
	}

	GatewayClient client(Duration timeout) {
		return client(timeout, UnaryOperator.identity());
	}

	GatewayClient client(Duration timeout, UnaryOperator<GatewayClientSettings> changes) {
		GatewayClientSettings settings = changes
			.apply(new GatewayClientSettings(URI.create("http://127.0.0.1:" + this.server.port() + "/push/api/v1"),
					"k3y", "default", 4, timeout, LONG, LONG, 32 * 1024 * 1024, 256 * 1024));
		GatewayClient client = new GatewayClient(settings, null, null, this.statistics);
		client.start();
		this.clients.add(client);
		return client;
	}

	PushTemplate push(GatewayClient client) {
		return push(client, ObservationRegistry.NOOP);
	}

	PushTemplate push(GatewayClient client, ObservationRegistry observations) {
		return new PushTemplate(new GatewayDelivery(client, this.statistics), new GatewaySessionControl(client),
				new GatewayGroupControl(client), new JacksonPayloadSerializer(JsonMapper.shared()), new MessageIds(),
				new InMemoryIdempotencyStore(Duration.ofMinutes(1), 1000), observations, null);
	}

	static void accept(HttpExchange exchange, Call call) throws IOException, InterruptedException {
		List<String> answers = new ArrayList<>();
		call.json().forEach((message) -> answers.add("{\"id\":" + message.get("id") + "}"));
		WebhookServer.json(202, answers.toString()).respond(exchange, call);
	}

	static List<Integer> data(List<Call> calls) {
		List<Integer> data = new ArrayList<>();
		calls.forEach((call) -> call.json().forEach((message) -> data.add(message.get("data").asInt())));
		return data;
	}

	static List<Integer> numbers(int count) {
		return IntStream.range(0, count).boxed().toList();
	}

	static JsonNode json(String text) {
		return JsonMapper.shared().readTree(quoted(text));
	}

	static String quoted(String text) {
		return text.replace('\'', '"');
	}

	static AbstractThrowableAssert<?, ? extends @Nullable Throwable> assertThatFailure(CompletableFuture<?> result) {
		Throwable failure = catchThrowable(() -> result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
		assertThat(failure).isInstanceOf(ExecutionException.class);
		return assertThat(failure.getCause());
	}

}
