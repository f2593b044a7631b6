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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Frame;
import org.jspecify.annotations.Nullable;
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
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.MapValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Frames, good and bad, in both directions.
 */
@ParameterizedClass
@EnumSource
class FrameTests {

	private static final int MAX_FRAME = 4096;

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container).trusting().property("push.endpoint.max-frame", "4KB").start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void pushesJson() {
		try (RawWebSocket client = server.connect("ann")) {
			String id = server.push()
				.toUser("ann")
				.namespace("covers")
				.send("cover.ready", Map.of("filter", "sepia", "sizes", List.of(1, 2.5)))
				.join()
				.id();
			JsonNode message = client.readJson();
			assertThat(message.path("type").asString()).isEqualTo("message");
			assertThat(message.path("id").asString()).isEqualTo(id);
			assertThat(message.path("namespace").asString()).isEqualTo("covers");
			assertThat(message.path("event").asString()).isEqualTo("cover.ready");
			assertThat(message.path("time").asLong()).isPositive();
			assertThat(message.at("/data/filter").asString()).isEqualTo("sepia");
			assertThat(message.at("/data/sizes/1").asDouble()).isEqualTo(2.5);
			assertThat(message.has("seq")).isFalse();
		}
	}

	@Test
	void pushesBytesAsBase64InJson() {
		byte[] bytes = { 0, 1, (byte) 0xFF };
		try (RawWebSocket client = server.connect("ann")) {
			server.push().toUser("ann").send("bytes", bytes);
			JsonNode message = client.readJson();
			assertThat(message.has("data")).isFalse();
			assertThat(message.has("namespace")).isFalse();
			assertThat(message.path("dataBase64").asString()).isEqualTo(Base64.getEncoder().encodeToString(bytes));
		}
	}

	@Test
	void pushesMessagePack() throws IOException {
		byte[] bytes = { 0, 1, (byte) 0xFF };
		try (RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack").open()) {
			assertThat(unpack(client.read()).get(key("type")).asStringValue().asString()).isEqualTo("welcome");
			server.push().toUser("ann").send("json", Map.of("n", 42));
			Map<Value, Value> message = unpack(client.read());
			assertThat(message.get(key("data"))).isEqualTo(ValueFactory.newMap(key("n"), ValueFactory.newInteger(42)));
			server.push().toUser("ann").send("bytes", bytes);
			assertThat(unpack(client.read()).get(key("data")).asBinaryValue().asByteArray()).isEqualTo(bytes);
		}
	}

	@Test
	void takesMessagePackFrames() throws IOException {
		try (RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack").open()) {
			client.read();
			try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
				packer.packMapHeader(4);
				packer.packString("type").packString("send");
				packer.packString("id").packString("r1");
				packer.packString("event").packString("say");
				packer.packString("data").packBinaryHeader(1).addPayload(new byte[] { 1 });
				client.sendBinary(packer.toByteArray());
			}
			Map<Value, Value> error = unpack(client.read());
			assertThat(error.get(key("code"))).isEqualTo(key("no-handler"));
			assertThat(error.get(key("id"))).isEqualTo(key("r1"));
		}
	}

	@Test
	void answersHeartbeats() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"ping\",\"time\":123}");
			JsonNode pong = client.readJson();
			assertThat(pong.path("type").asString()).isEqualTo("pong");
			assertThat(pong.path("time").asLong()).isPositive();
			assertThat(pong.path("interval").asLong()).isEqualTo(25_000);
		}
	}

	@Test
	void answersPingsOfTheTransport() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendFrame(RawWebSocket.PING, true, "abc".getBytes(StandardCharsets.UTF_8));
			Frame pong = client.readFrame();
			assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
			assertThat(pong.text()).isEqualTo("abc");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"dance\"}", "{\"type\":\"hello\",\"device\":\"other\"}" })
	void answersWhatItDoesNotSupportAndLivesOn(String frame) {
		assertError(frame, "unsupported", null);
	}

	@Test
	void answersUpstreamMessagesThatNobodyHandles() {
		assertError("{\"type\":\"send\",\"event\":\"say\",\"data\":1,\"id\":\"r1\"}", "no-handler", "r1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "join", "leave" })
	void forbidsGroups(String type) {
		assertError("{\"type\":\"" + type + "\",\"group\":\"g\",\"id\":\"r1\"}", "forbidden", "r1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "1", "null", "\"ping\"", "{}", "{\"type\":1}", "{\"type\":\"ping\"} x",
			"{\"type\":\"send\"}", "{\"type\":\"ack\"}", "{\"type\":\"ack\",\"seq\":\"1\"}",
			"{\"type\":\"send\",\"event\":\"e\",\"dataBase64\":\"%\"}" })
	void answersMalformedFramesAndLivesOn(String frame) {
		assertError(frame, "malformed", null);
	}

	private void assertError(String frame, String code, @Nullable String id) {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(frame);
			JsonNode error = client.readJson();
			assertThat(error.path("type").asString()).isEqualTo("error");
			assertThat(error.path("code").asString()).isEqualTo(code);
			assertThat(error.path("message").asString()).isNotEmpty().doesNotContain("Exception");
			assertThat(error.path("id").asStringOpt()).isEqualTo(Optional.ofNullable(id));
			client.sendText("{\"type\":\"ping\",\"time\":1,\"unknown\":[{}]}");
			assertThat(client.readJson().path("type").asString()).isEqualTo("pong");
		}
	}

	@Test
	void closesAfterTheTenthMalformedFrame() {
		try (RawWebSocket client = server.connect("ann")) {
			for (int i = 0; i < 9; i++) {
				client.sendText("nonsense");
				assertThat(client.readJson().path("code").asString()).isEqualTo("malformed");
			}
			client.sendText("nonsense");
			assertThat(client.readJson().path("code").asInt()).isEqualTo(1007);
			assertThat(client.readUntilClosed()).isEqualTo(1007);
		}
	}

	@Test
	void takesTextInTheBinaryProtocolForMalformed() throws IOException {
		try (RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack").open()) {
			client.read();
			client.sendText("{\"type\":\"ping\"}");
			assertThat(unpack(client.read()).get(key("code"))).isEqualTo(key("malformed"));
		}
	}

	@Test
	void takesBinaryInTheTextProtocolForMalformed() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendBinary("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
			assertThat(client.readJson().path("code").asString()).isEqualTo("malformed");
		}
	}

	@Test
	void assemblesFragmentsWithControlFramesInBetween() {
		byte[] frame = "{\"type\":\"send\",\"event\":\"grüße 😀\",\"id\":\"r1\"}".getBytes(StandardCharsets.UTF_8);
		try (RawWebSocket client = server.connect("ann")) {
			for (int i = 0; i < frame.length; i++) {
				boolean last = i == frame.length - 1;
				client.sendFrame((i == 0) ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, last,
						new byte[] { frame[i] });
				if (i % 10 == 0) {
					client.sendFrame(RawWebSocket.PING, true, new byte[0]);
				}
			}
			JsonNode error = client.readJson();
			assertThat(error.path("code").asString()).isEqualTo("no-handler");
			assertThat(error.path("message").asString()).contains("grüße 😀");
		}
	}

	@Test
	void takesAFrameOfExactlyTheLimit() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(ofSize(MAX_FRAME, 'x'));
			assertThat(client.readJson().path("code").asString()).isEqualTo("no-handler");
			client.sendText(ofSize(MAX_FRAME, 'ü'));
			assertThat(client.readJson().path("code").asString()).isEqualTo("no-handler");
		}
	}

	@Test
	void closesOnAFrameOneByteOverTheLimit() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(ofSize(MAX_FRAME + 1, 'x'));
			assertThat(client.readJson().path("code").asInt()).isEqualTo(1009);
			assertThat(client.readUntilClosed()).isEqualTo(1009);
		}
	}

	@Test
	void countsBytesRatherThanCharacters() {
		try (RawWebSocket client = server.connect("ann")) {
			String text = ofSize(MAX_FRAME + 2, 'ü');
			assertThat(text.length()).isLessThan(MAX_FRAME);
			client.sendText(text);
			assertThat(client.readUntilClosed()).isEqualTo(1009);
		}
	}

	@Test
	void closesWhereTheFragmentsTogetherAreOverTheLimit() {
		byte[] half = new byte[MAX_FRAME / 2 + 1];
		Arrays.fill(half, (byte) ' ');
		try (RawWebSocket client = server.connect("ann")) {
			client.sendFrame(RawWebSocket.TEXT, false, half);
			client.sendFrame(RawWebSocket.CONTINUATION, false, half);
			assertThat(client.readUntilClosed()).isEqualTo(1009);
		}
	}

	@Test
	void closesOnAHugeBinaryFrameWithoutKeepingIt() {
		try (RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack").open()) {
			client.read();
			client.sendFrame(RawWebSocket.BINARY, true, new byte[1024 * 1024]);
			assertThat(client.readUntilClosed()).isEqualTo(1009);
		}
	}

	@Test
	void closesOnInvalidUtf8() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendFrame(RawWebSocket.TEXT, true, new byte[] { '{', (byte) 0xC3, (byte) 0x28, '}' });
			assertThat(client.readUntilClosed()).isEqualTo(1007);
		}
	}

	@Test
	void closesOnFramesThatAreNotWebSocket() {
		try (RawWebSocket unmasked = server.connect("ann")) {
			unmasked.sendRaw(new byte[] { (byte) 0x81, 0x01, 'x' });
			assertThat(unmasked.readUntilClosed()).isEqualTo(1002);
		}
		try (RawWebSocket reserved = server.connect("ann")) {
			reserved.sendRaw(new byte[] { (byte) 0x83, (byte) 0x80, 1, 2, 3, 4 });
			assertThat(reserved.readUntilClosed()).isEqualTo(1002);
		}
	}

	@Test
	void forwardsWhatWasReadToTheOtherDevices() {
		try (RawWebSocket phone = server.client().path("/push?user=rea&device=phone").open();
				RawWebSocket laptop = server.client().path("/push?user=rea&device=laptop").open();
				RawWebSocket other = server.connect("bob")) {
			phone.readJson("welcome");
			laptop.readJson("welcome");
			phone.sendText("{\"type\":\"read\",\"namespace\":\"chat\",\"conversation\":\"c1\",\"time\":77}");
			JsonNode read = laptop.readJson();
			assertThat(read.path("type").asString()).isEqualTo("read");
			assertThat(read.path("namespace").asString()).isEqualTo("chat");
			assertThat(read.path("conversation").asString()).isEqualTo("c1");
			assertThat(read.path("time").asLong()).isEqualTo(77);
			server.push().toUser("rea").send("after", 1);
			server.push().toUser("bob").send("after", 1);
			assertThat(phone.readJson().path("event").asString()).isEqualTo("after");
			assertThat(other.readJson().path("event").asString()).isEqualTo("after");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 3000, 4999 })
	void answersTheClientsCloseWithItsCode(int code) {
		try (RawWebSocket client = server.connect("closing")) {
			client.sendClose(code);
			assertThat(client.readUntilClosed()).isEqualTo(code);
		}
		await().untilAsserted(() -> assertThat(server.push().isOnline("closing")).isFalse());
	}

	@Test
	void cleansUpAfterAReset() {
		RawWebSocket client = server.connect("resetting");
		assertThat(server.push().isOnline("resetting")).isTrue();
		client.reset();
		await().untilAsserted(() -> assertThat(server.push().isOnline("resetting")).isFalse());
	}

	private static String ofSize(int bytes, char filler) {
		String frame = "{\"type\":\"send\",\"event\":\"e\",\"data\":\"";
		int width = Character.toString(filler).getBytes(StandardCharsets.UTF_8).length;
		int rest = bytes - frame.length() - 2;
		return frame + "a".repeat(rest % width) + Character.toString(filler).repeat(rest / width) + "\"}";
	}

	private static Value key(String name) {
		return ValueFactory.newString(name);
	}

	private static Map<Value, Value> unpack(Frame frame) throws IOException {
		assertThat(frame.opcode()).isEqualTo(RawWebSocket.BINARY);
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(frame.payload())) {
			MapValue map = unpacker.unpackValue().asMapValue();
			return map.map();
		}
	}

}
