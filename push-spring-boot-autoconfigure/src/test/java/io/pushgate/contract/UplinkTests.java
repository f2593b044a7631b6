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
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pushgate.listener.PushListener;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.PushRequestException;
import io.pushgate.listener.UplinkError;
import io.pushgate.message.Payload;
import io.pushgate.session.PushSession;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients send reaches the application, and its answers reach them.
 */
@ParameterizedClass
@EnumSource
@ExpectErrors("The method '(fail|failLater|error|unwritable)")
class UplinkTests {

	@Parameter
	Container container;

	private static PushServer server;

	private static Chat chat;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container).trusting().property("push.uplink.max-rate", 0).with(Chat.class).start();
		chat = server.bean(Chat.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void repliesWithWhatTheListenerReturns() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(send("say", "r1", "\"data\":{\"to\":\"bob\",\"text\":\"Grüße\"}"));
			JsonNode reply = client.readJson();
			assertThat(reply.path("type").asString()).isEqualTo("reply");
			assertThat(reply.path("id").asString()).isEqualTo("r1");
			assertThat(reply.path("data")).isEqualTo(json("{\"from\":\"ann\",\"text\":\"Grüße\"}"));
			assertThat(reply.propertyNames()).containsExactlyInAnyOrder("type", "id", "data");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "nothing | \"data\":1 | null", "nothing | | null", "stage | \"data\":\"x\" | \"x later\"",
					"stage-of-nothing | | null", "text | \"data\":\"x\" | \"x!\"", "text | \"data\":42 | \"42!\"",
					"tree | \"data\":{\"a\":[1]} | [1]", "tree | | null", "list | \"data\":[{\"to\":\"a\"}] | [\"a\"]",
					"optional | \"data\":\"x\" | \"x\"", "optional | | \"nobody\"", "nullable | \"data\":null | true",
					"raw | \"data\":{\"a\":1.50} | {\"a\":1.50}", "number | \"data\":41 | 42",
					"bytes | \"data\":\"AQI=\" | \"AgE=\"" })
	void convertsAsTheMethodHasIt(String event, @Nullable String data, String expected) {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(send(event, event + data, (data != null) ? data : "\"ignored\":1"));
			JsonNode reply = client.readJson();
			assertThat(reply.path("type").asString()).as("%s", reply).isEqualTo("reply");
			JsonNode actual = reply.has("data") ? reply.path("data") : reply.path("dataBase64");
			assertThat(actual).isEqualTo(json(expected));
		}
	}

	@Test
	void takesAndRepliesBytes() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(send("bytes", "b1", "\"dataBase64\":\"AQL/\""));
			JsonNode reply = client.readJson("reply");
			assertThat(reply.has("data")).isFalse();
			assertThat(Base64.getDecoder().decode(reply.path("dataBase64").asString())).containsExactly(-1, 2, 1);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "say | \"data\":{\"to\":[\"bob\"]} | /to", "say | \"data\":7 | takes",
			"say | | missing", "say | \"dataBase64\":\"AQI=\" | JSON",
			"list | \"data\":[{\"to\":1},{\"to\":{}}] | /1/to", "number | \"data\":null | takes",
			"bytes | \"data\":\"%\" | takes",
			"say | \"data\":{\"to\":\"\",\"text\":\"far too long for a line\"} | text size must be between 0 and 20, to must not be blank" })
	void answersDataThatDoesNotFit(String event, @Nullable String data, String hint) {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(send(event, "m" + event + data, (data != null) ? data : "\"ignored\":1"));
			assertError(client.readJson(), "malformed", "m" + event + data, hint);
		}
	}

	@ParameterizedTest
	@CsvSource({ "fail, handler-failed, could not handle", "fail-later, handler-failed, could not handle",
			"forbid, forbidden, not yours", "forbid-later, forbidden, not yours",
			"unwritable, handler-failed, could not handle", "error, handler-failed, could not handle" })
	void answersWithAnErrorWhereTheListenerFails(String event, String code, String hint) {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(send(event, "f-" + event, "\"data\":1"));
			assertError(client.readJson(), code, "f-" + event, hint);
		}
	}

	@Test
	void answersWithACodeAndDataOfTheApplication() {
		try (RawWebSocket client = server.connect("ann")) {
			for (String id : new String[] { "a1", "a2", "a1" }) {
				client.sendText(send("enter", id, "\"data\":\"lobby\""));
				JsonNode error = client.readJson();
				assertError(error, "room-full", id, "No place is left");
				assertThat(error.path("data")).isEqualTo(json("{\"room\":\"lobby\",\"max\":20}"));
			}
			client.sendText("{\"type\":\"send\",\"event\":\"enter\",\"data\":\"hall\"}");
			assertThat(client.readJson().at("/data/room").asString()).isEqualTo("hall");
			client.sendText(send("forbid", "a3", "\"data\":1"));
			assertThat(client.readJson().has("data")).isFalse();
		}
	}

	@Test
	void answersWithACodeAndDataOfTheApplicationInMessagePackToo() throws IOException {
		try (RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack").open();
				MessageBufferPacker send = MessagePack.newDefaultBufferPacker()) {
			client.read();
			send.packValue(ValueFactory.newMap(text("type"), text("send"), text("event"), text("enter-later"),
					text("id"), text("m1"), text("data"), text("lobby")));
			client.sendBinary(send.toByteArray());
			try (MessageUnpacker error = MessagePack.newDefaultUnpacker(client.read().payload())) {
				assertThat(error.unpackValue().asMapValue().map()).containsEntry(text("type"), text("error"))
					.containsEntry(text("code"), text("room-full"))
					.containsEntry(text("id"), text("m1"))
					.containsEntry(text("message"), text("No place is left"))
					.containsEntry(text("data"),
							ValueFactory.newMap(text("room"), text("lobby"), text("max"), ValueFactory.newInteger(20)));
			}
		}
	}

	private static Value text(String text) {
		return ValueFactory.newString(text);
	}

	@Test
	void namesTheFieldsThatAreNotValid() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(send("valid", "v1", "\"data\":{\"lines\":[{\"to\":\"bob\"},{\"to\":\"\"}],"
					+ "\"marks\":{\"a/b\":{\"to\":\" \"}},\"title\":\"\"}"));
			JsonNode error = client.readJson();
			assertError(error, "malformed", "v1", "The data is not valid: lines[1].to must not be blank");
			assertThat(error.path("data"))
				.isEqualTo(json("{\"errors\":[{\"pointer\":\"/lines/1/to\",\"detail\":\"must not be blank\"},"
						+ "{\"pointer\":\"/marks/a~1b/to\",\"detail\":\"must not be blank\"},"
						+ "{\"pointer\":\"/title\",\"detail\":\"must not be blank\"}]}"));
			client.sendText(send("valid", "v2", "\"data\":{\"lines\":[{\"to\":[]}]}"));
			assertThat(client.readJson().path("data")).isEqualTo(
					json("{\"errors\":[{\"pointer\":\"/lines/0/to\",\"detail\":\"is not what this event takes\"}]}"));
		}
	}

	private static void assertError(JsonNode error, String code, String id, String hint) {
		assertThat(error.path("type").asString()).as("%s", error).isEqualTo("error");
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("id").asString()).isEqualTo(id);
		assertThat(error.path("message").asString()).contains(hint)
			.doesNotContain("Exception", "io.pushgate", "java.", "jackson", "secret");
	}

	@Test
	void sendsNothingBackWhereNothingWasAskedFor() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"send\",\"event\":\"text\",\"data\":\"x\"}");
			client.sendText(send("text", "after", "\"data\":\"y\""));
			assertThat(client.readJson().path("id").asString()).isEqualTo("after");
		}
	}

	@Test
	void tellsOfAnErrorWithoutIdWhereThereIsNone() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"send\",\"event\":\"fail\",\"data\":\"x\"}");
			JsonNode error = client.readJson();
			assertThat(error.path("code").asString()).isEqualTo("handler-failed");
			assertThat(error.has("id")).isFalse();
		}
	}

	@Test
	void tellsTheListenerEverythingThatIsKnown() {
		try (RawWebSocket client = server.client().path("/push?user=ann&device=phone").open()) {
			String session = client.readJson("welcome").path("session").asString();
			client.sendText(send("everything", "e1", "\"data\":5"));
			JsonNode data = client.readJson("reply").path("data");
			assertThat(data.path("session").asString()).isEqualTo(session);
			assertThat(data.path("device").asString()).isEqualTo("phone");
			assertThat(data.path("tenant").asString()).isEqualTo("default");
			assertThat(data.path("id").asString()).isEqualTo("e1");
			assertThat(data.path("namespace").asString()).isEqualTo("default");
			assertThat(data.path("event").asString()).isEqualTo("everything");
			assertThat(data.path("age").asLong(-1)).isBetween(0L, 20_000L);
		}
	}

	@Test
	void handlesOneSessionInOrder() {
		int count = 200;
		try (RawWebSocket client = server.connect("ann")) {
			for (int i = 0; i < count; i++) {
				client.sendText("{\"type\":\"send\",\"event\":\"ordered\",\"namespace\":\"order\",\"data\":" + i + "}");
				if (i % 50 == 49) {
					// No more at once than may wait.
					client.sendText(
							"{\"type\":\"send\",\"event\":\"sync\",\"namespace\":\"order\",\"id\":\"s" + i + "\"}");
					assertThat(client.readJson().path("id").asString()).isEqualTo("s" + i);
				}
			}
			assertThat(chat.ordered).hasSize(count).isSorted();
		}
		finally {
			chat.ordered.clear();
		}
	}

	private static String send(String event, String id, String data) {
		return "{\"type\":\"send\",\"event\":\"" + event + "\",\"id\":\"" + id.replace("\"", "\\\"") + "\"," + data
				+ "}";
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

	record Line(@NotBlank String to, @Size(max = 20) @Nullable String text) {

	}

	record Page(@NotBlank String title, List<@Valid Line> lines, Map<String, @Valid Line> marks) {

	}

	/**
	 * The listeners of an application.
	 */
	static class Chat {

		private final List<Integer> ordered = new CopyOnWriteArrayList<>();

		@PushListener(event = "say")
		Map<String, String> say(PushSession session, @Valid Line line) {
			return Map.of("from", session.user(), "text", Objects.requireNonNull(line.text()));
		}

		@PushListener("nothing")
		void nothing() {
		}

		@PushListener("stage")
		CompletionStage<String> stage(String text) {
			return CompletableFuture.supplyAsync(() -> text + " later");
		}

		@PushListener("stage-of-nothing")
		CompletableFuture<@Nullable Void> stage() {
			return CompletableFuture.completedFuture(null);
		}

		@PushListener("text")
		String text(String text) {
			return text + "!";
		}

		@PushListener("tree")
		JsonNode tree(JsonNode tree) {
			return tree.path("a");
		}

		@PushListener("list")
		List<String> list(List<Line> lines) {
			return lines.stream().map(Line::to).toList();
		}

		@PushListener("optional")
		String optional(Optional<String> name) {
			return name.orElse("nobody");
		}

		@PushListener("nullable")
		boolean nullable(@Nullable Line line) {
			return line == null;
		}

		@PushListener("raw")
		Payload raw(Payload payload) {
			return payload;
		}

		@PushListener("number")
		int number(int number) {
			return number + 1;
		}

		@PushListener("bytes")
		byte[] bytes(byte[] bytes) {
			byte[] reversed = new byte[bytes.length];
			for (int i = 0; i < bytes.length; i++) {
				reversed[i] = bytes[bytes.length - 1 - i];
			}
			return reversed;
		}

		@PushListener("everything")
		Map<String, Object> everything(PushRequest request, PushSession session, int number) {
			assertThat(request.session()).isSameAs(session);
			return Map.of("session", session.id(), "device", session.device(), "tenant", session.tenant(), "id",
					Objects.requireNonNull(request.id()), "namespace", request.namespace(), "event", request.event(),
					"age", System.currentTimeMillis() - request.time().toEpochMilli());
		}

		@PushListener("fail")
		void fail() {
			throw new IllegalStateException("secret");
		}

		@PushListener("fail-later")
		CompletionStage<String> failLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException("secret");
			});
		}

		@PushListener("forbid")
		void forbid() {
			throw new PushRequestException(UplinkError.FORBIDDEN, "That is not yours");
		}

		@PushListener("enter")
		void enter(String room) {
			throw new PushRequestException("room-full", "No place is left", Map.of("room", room, "max", 20));
		}

		@PushListener("enter-later")
		CompletionStage<Void> enterLater(String room) {
			return CompletableFuture.runAsync(() -> enter(room));
		}

		@PushListener("valid")
		void valid(@Valid Page page) {
		}

		@PushListener("forbid-later")
		CompletionStage<String> forbidLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new PushRequestException(UplinkError.FORBIDDEN, "That is not yours");
			});
		}

		@PushListener("unwritable")
		Object unwritable() {
			Map<String, Object> cycle = new HashMap<>();
			cycle.put("secret", cycle);
			return cycle;
		}

		@PushListener("error")
		void error() {
			throw new StackOverflowError("secret");
		}

		@PushListener(event = "ordered", namespace = "order")
		void ordered(int number) {
			this.ordered.add(number);
		}

		@PushListener(event = "sync", namespace = "order")
		void sync() {
		}

	}

}
