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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.core.PayloadSerializationException;
import io.pushgate.listener.PushListener;
import io.pushgate.metrics.UplinkMeters;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Data that one kind of clients could be sent and another could not reaches none, and
 * whoever has made it is told.
 */
@ParameterizedClass
@EnumSource
@ExpectErrors("The method '(cyclic|half|infinite)")
class UnsendableDataTests {

	@Parameter
	Container container;

	private static PushServer server;

	private static MeterRegistry meters;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = ApiClient.server(container).with(Listeners.class).start();
		meters = new SimpleMeterRegistry();
		server.bean(UplinkMeters.class).bindTo(meters);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void reachesNobody() {
		String flower = "\ud83c\udf38";
		try (RawWebSocket json = server.connect("ann"); RawWebSocket packed = packed()) {
			assertRefused(Map.of("k\udf38", 1), "half a surrogate pair");
			assertRefused(Map.of("n", Double.NaN), "not finite");
			assertThat(ApiClient.of(server)
				.push("{\"to\":{\"users\":[\"ann\"]},\"event\":\"e\",\"data\":\"\\ud83c\"}")
				.status()).isEqualTo(400);
			Map<String, Object> whole = Map.of(flower, List.of(flower, new BigDecimal("1e400")));
			server.push().toUser("ann").send("whole", whole).join();
			JsonNode message = json.readJson();
			assertThat(message.path("event").asString()).isEqualTo("whole");
			assertThat(message.path("data").path(flower).path(0).asString()).isEqualTo(flower);
			Value value = value(packed, "data").asMapValue().map().get(ValueFactory.newString(flower));
			assertThat(value).isNotNull();
			assertThat(value.asArrayValue().get(0).asStringValue().asString()).isEqualTo(flower);
			// Beyond the numbers that MessagePack has.
			assertThat(value.asArrayValue().get(1).asFloatValue().toDouble()).isEqualTo(Double.POSITIVE_INFINITY);
		}
	}

	private static void assertRefused(Object data, String problem) {
		assertThatExceptionOfType(PayloadSerializationException.class)
			.isThrownBy(() -> server.push().toUser("ann").send("e", data))
			.withMessageContaining(problem);
	}

	@ParameterizedTest
	@ValueSource(strings = { "cyclic", "cyclic-later", "half", "infinite" })
	void isNoAnswer(String event) throws IOException {
		try (RawWebSocket json = server.connect("ann"); RawWebSocket packed = packed()) {
			double before = failed();
			json.sendText("{\"type\":\"send\",\"event\":\"" + event + "\",\"id\":\"j-" + event + "\"}");
			JsonNode error = json.readJson("error");
			assertThat(error.path("code").asString()).isEqualTo("handler-failed");
			assertThat(error.path("id").asString()).isEqualTo("j-" + event);
			try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
				packer.packMapHeader(3).packString("type").packString("send").packString("event").packString(event);
				packer.packString("id").packString("p-" + event);
				packed.sendBinary(packer.toByteArray());
			}
			assertThat(value(packed, "code")).hasToString("handler-failed");
			assertThat(failed()).isEqualTo(before + 2);
		}
	}

	@Test
	void isNoRequest() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"send\",\"event\":\"echo\",\"id\":\"1\",\"data\":\"\\ud83c\"}");
			assertThat(client.readJson("error").path("code").asString()).isEqualTo("malformed");
			client.sendText("{\"type\":\"send\",\"event\":\"echo\",\"id\":\"2\",\"data\":\"\\ud83c\\udf38\"}");
			assertThat(client.readJson("reply").path("data").asString()).isEqualTo("\ud83c\udf38");
		}
	}

	private static double failed() {
		return meters.find("push.uplink")
			.tag("outcome", "handler-failed")
			.timers()
			.stream()
			.mapToDouble((timer) -> timer.count())
			.sum();
	}

	private static RawWebSocket packed() {
		RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack").open();
		client.read();
		return client;
	}

	private static Value value(RawWebSocket client, String field) {
		try {
			Value value = MessagePack.newDefaultUnpacker(client.read().payload())
				.unpackValue()
				.asMapValue()
				.map()
				.get(ValueFactory.newString(field));
			assertThat(value).isNotNull();
			return value;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static class Listeners {

		@PushListener("cyclic")
		List<Object> cyclic() {
			List<Object> list = new ArrayList<>();
			list.add(list);
			return list;
		}

		@PushListener("cyclic-later")
		CompletionStage<List<Object>> cyclicLater() {
			return CompletableFuture.supplyAsync(this::cyclic);
		}

		@PushListener("half")
		Map<String, String> half() {
			return Map.of("k\udf38", "v");
		}

		@PushListener("infinite")
		double infinite() {
			return Double.POSITIVE_INFINITY;
		}

		@PushListener("echo")
		String echo(String text) {
			return text;
		}

	}

}
