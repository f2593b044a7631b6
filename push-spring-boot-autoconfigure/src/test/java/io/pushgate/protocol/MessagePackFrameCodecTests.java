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

package io.pushgate.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.pushgate.message.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link MessagePackFrameCodec}.
 */
class MessagePackFrameCodecTests {

	private static final JsonMapper MAPPER = JsonFrameCodec.mapper();

	// {"type":"send","event":"e","data": ...
	private static final String SEND = "83" + "a474797065" + "a473656e64" + "a56576656e74" + "a165" + "a464617461";

	private final MessagePackFrameCodec codec = new MessagePackFrameCodec();

	@Test
	void speaksBinaryFramesOfItsSubprotocol() {
		assertThat(this.codec.subprotocol()).isEqualTo("push.v1.msgpack");
		assertThat(this.codec.isText()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#ofServer")
	void writesTheSameFieldsAsJson(ServerFrame frame, String json) throws IOException {
		Value value = unpack(this.codec.encode(frame));
		assertThat(MAPPER.readTree(value.toJson())).isEqualTo(MAPPER.readTree(json));
		assertThat(value.asMapValue().map().keySet()).map(Value::toString)
			.containsExactlyElementsOf(MAPPER.readTree(json).propertyNames());
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#ofClient")
	void readsEveryFrameOfAClient(String json, ClientFrame frame) {
		assertThat(decode(pack(json))).isEqualTo(frame);
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#wrong")
	void refusesAFrameWithAWrongField(String json, String message) {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(pack(json)))
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#atTheLimit")
	void takesNamesThatAreJustNotTooLong(String json) {
		assertThatNoException().isThrownBy(() -> decode(pack(json)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "c0", "c1", "c2", "00", "ff", "a0", "90", "80", "a474797065", "81", "81a4",
			"81a474797065", "81a474797065a5", "81a474797065a570696e67", "81a474797065a470696e6700",
			"81a474797065a470696e67c0", "81a474797065a470696e6781", "82a474797065a470696e67",
			"82a474797065a470696e670102", "82a474797065a470696e67c0c0", "82a474797065a470696e6790c0",
			"82a474797065a470696e6780c0", "82a474797065a470696e67c4016101", "82a474797065a470696e67a161c1",
			"82a474797065a470696e67a161d40100", "82a474797065a470696e67a161c70001",
			"82a474797065a470696e67a161c9ffffffff01", "82a474797065a470696e67a161d6ff00000000",
			"81a474797065c40470696e67", "81a474797065a2c328", "81a474797065a3eda080", "81a474797065a1ff",
			"81a474797065a2c080", "82a474797065a3ffffffa161c0", "82a474797065a470696e67a2c32801", "dd7fffffff",
			"ddffffffff", "dd00ffffff", "dc7fff", "df7fffffff", "dfffffffff", "de7fff", "c67fffffff", "c6ffffffff",
			"c57fff", "c47f", "db7fffffff", "dbffffffff", "da7fff", "d97f", "81a474797065db7fffffff61",
			"81a474797065c67fffffff61", "81a474797065dd7fffffff61", "81a474797065df7fffffff61",
			"82a474797065a361636ba3736571cb3ff8000000000000", "82a474797065a361636ba3736571cb7ff8000000000000",
			"82a474797065a361636ba3736571ca7f800000", "82a474797065a361636ba3736571cfffffffffffffffff",
			"82a474797065a361636ba3736571d3ffffffffffffffff", "82a474797065a361636ba3736571ff",
			"82a474797065a361636ba3736571a131" })
	void refusesWhatIsNoFrame(String hex) {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(hex)).satisfies((ex) -> {
			assertThat(ex.getMessage()).isNotBlank();
			assertThat(ex.getMessage()).doesNotContain("Exception", "msgpack.core");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "dd7fffffff", "df7fffffff", "c67fffffff", "db7fffffff", "c97fffffff01" })
	void allocatesNothingByALengthThatIsMerelyClaimed(String header) {
		// 2 GB each: with the 1 GB that the tests run with, reserving would not end in a
		// FrameException.
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(header));
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(SEND + header));
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(SEND + "9f".repeat(50) + header));
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(SEND + header + "c0".repeat(1000)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "91", "9f", "81a161", "dd00000001", "dcffff", "8fa161" })
	void refusesDeepNesting(String opening) {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(SEND + opening.repeat(10_000)))
			.withMessageContaining("nests no deeper");
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(opening.repeat(10_000)))
			.withMessageContaining("nests no deeper");
	}

	@Test
	void takesModerateNesting() {
		String data = "[".repeat(90) + "]".repeat(90);
		assertThat(decode(SEND + "91".repeat(89) + "90"))
			.isEqualTo(new ClientFrame.Send(null, "default", "e", Frames.json(data)));
	}

	@Test
	void tellsTheIdOfAFrameWhoseOtherFieldsAreWrong() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> decode(pack("{\"type\":\"ack\",\"id\":\"r1\",\"seq\":\"x\"}")))
			.satisfies((ex) -> assertThat(ex.id()).isEqualTo("r1"));
	}

	@Test
	void readsBytes() {
		assertThat(decode(SEND + "c40300ff10"))
			.isEqualTo(new ClientFrame.Send(null, "default", "e", Payload.binary(new byte[] { 0, -1, 16 })));
		assertThat(decode(SEND + "c400"))
			.isEqualTo(new ClientFrame.Send(null, "default", "e", Payload.binary(new byte[0])));
	}

	@Test
	void writesBytes() throws IOException {
		byte[] bytes = new byte[100_000];
		new Random(1).nextBytes(bytes);
		Value value = unpack(this.codec.encode(new ServerFrame.Message("m", "default", "e", 1, Payload.binary(bytes))));
		Map<Value, Value> fields = value.asMapValue().map();
		assertThat(fields).doesNotContainKey(ValueFactory.newString("dataBase64"));
		Value data = fields.get(ValueFactory.newString("data"));
		assertThat(data).isNotNull();
		assertThat(data.isBinaryValue()).isTrue();
		assertThat(data.asBinaryValue().asByteArray()).isEqualTo(bytes);
	}

	@ParameterizedTest
	@CsvSource({ "00, 0", "7f, 127", "ff, -1", "e0, -32", "ccff, 255", "cdffff, 65535", "ceffffffff, 4294967295",
			"cf7fffffffffffffff, 9223372036854775807", "cfffffffffffffffff, 18446744073709551615", "d080, -128",
			"d18000, -32768", "d280000000, -2147483648", "d38000000000000000, -9223372036854775808", "ca3fc00000, 1.5",
			"cb3fb999999999999a, 0.1", "c0, null", "c2, false", "c3, true", "a0, '\"\"'", "93010203, '[1,2,3]'",
			"81a16101, '{\"a\":1}'" })
	void readsEveryFormatAsTheEqualJson(String hex, String json) {
		assertThat(decode(SEND + hex)).isEqualTo(new ClientFrame.Send(null, "default", "e", Frames.json(json)));
	}

	@ParameterizedTest
	@CsvSource({ "0, 00", "127, 7f", "128, cc80", "-1, ff", "-32, e0", "-33, d0df", "65535, cdffff",
			"4294967296, cf0000000100000000", "9223372036854775807, cf7fffffffffffffff",
			"18446744073709551615, cfffffffffffffffff", "-9223372036854775808, d38000000000000000",
			"0.1, cb3fb999999999999a", "1.5, cb3ff8000000000000", "1e3, cb408f400000000000",
			"18446744073709551616, cb43f0000000000000", "1e400, cb7ff0000000000000", "null, c0", "true, c3",
			"'\"\"', a0", "'[1,[2]]', 92019102", "'{\"a\":{}}', 81a16180" })
	void writesEveryJsonValueInTheSmallestFormat(String json, String hex) {
		byte[] bytes = this.codec.encode(new ServerFrame.Reply(null, Frames.json(json)));
		assertThat(HexFormat.of().formatHex(bytes))
			.isEqualTo("82" + "a474797065" + "a57265706c79" + "a464617461" + hex);
	}

	@ParameterizedTest
	@ValueSource(strings = { "cb7ff8000000000000", "cb7ff0000000000000", "caff800000", "91ca7fc00000" })
	void refusesANumberThatJsonHasNot(String hex) {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> decode(SEND + hex))
			.withMessage("A number is finite");
	}

	@Test
	void writesAHalfOfASurrogatePair() throws IOException {
		byte[] bytes = this.codec.encode(new ServerFrame.Error("a\ud83d", ErrorCode.UNSUPPORTED, "cut \ud83d"));
		assertThat(unpack(bytes).asMapValue().map().get(ValueFactory.newString("code")).toString())
			.isEqualTo("unsupported");
	}

	@Test
	void readsWhatIsLeftInABufferOfAnyKind() {
		byte[] frame = HexFormat.of().parseHex("81a474797065a470696e67");
		ByteBuffer heap = ByteBuffer.allocate(100).put(new byte[7]).put(frame).flip().position(7);
		ByteBuffer direct = ByteBuffer.allocateDirect(100).put(new byte[7]).put(frame).flip().position(7);
		for (ByteBuffer buffer : List.of(heap, heap.slice(), direct, direct.slice())) {
			assertThat(this.codec.decode(buffer.asReadOnlyBuffer())).isEqualTo(new ClientFrame.Ping());
			assertThat(this.codec.decode(buffer)).isEqualTo(new ClientFrame.Ping());
		}
	}

	@Test
	void hasNoTextFrames() {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode("{\"type\":\"ping\"}"))
			.withMessage("push.v1.msgpack has binary frames only");
	}

	@Test
	void onlyEverRefusesRandomBytes() {
		Random random = new Random(20260101);
		for (int i = 0; i < 30_000; i++) {
			byte[] bytes = new byte[random.nextInt(80)];
			random.nextBytes(bytes);
			assertOnlyFrameException(bytes);
			if (bytes.length > 0) {
				// A map of a few entries gets further.
				bytes[0] = (byte) (0x80 | random.nextInt(4));
				assertOnlyFrameException(bytes);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#ofClient")
	void onlyEverRefusesDamagedFrames(String json, ClientFrame frame) {
		Random random = new Random(json.hashCode());
		byte[] whole = pack(json);
		for (int i = 0; i < 1000; i++) {
			byte[] bytes = whole.clone();
			for (int damage = random.nextInt(3) + 1; damage > 0; damage--) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			assertOnlyFrameException(bytes);
		}
		for (int length = 0; length < whole.length; length++) {
			ByteBuffer part = ByteBuffer.wrap(whole, 0, length);
			assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode(part));
		}
	}

	@Test
	void whatOneCodecReadsTheOtherWrites() throws IOException {
		Random random = new Random(7);
		for (int i = 0; i < 500; i++) {
			String json = randomJson(random, 4);
			ClientFrame frame = decode(pack("{\"type\":\"send\",\"event\":\"say\",\"data\":" + json + "}"));
			Payload data = ((ClientFrame.Send) frame).data();
			assertThat(MAPPER.readTree(data.bytes())).isEqualTo(MAPPER.readTree(json));
			Value written = unpack(this.codec.encode(new ServerFrame.Reply(null, data)));
			assertThat(MAPPER.readTree(written.toJson()).get("data")).isEqualTo(MAPPER.readTree(json));
		}
	}

	private static String randomJson(Random random, int depth) {
		return switch (random.nextInt((depth > 0) ? 7 : 5)) {
			case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
			case 1 -> new BigInteger(64, random).toString();
			case 2 -> Boolean.toString(random.nextBoolean());
			case 3 -> "\"s" + Integer.toString(random.nextInt(), 36) + "ü\"";
			case 4 -> "null";
			case 5 -> "[" + randomJson(random, depth - 1) + "," + randomJson(random, depth - 1) + "]";
			default -> "{\"a\":" + randomJson(random, depth - 1) + ",\"b\":" + randomJson(random, depth - 1) + "}";
		};
	}

	private void assertOnlyFrameException(byte[] bytes) {
		try {
			assertThat(this.codec.decode(ByteBuffer.wrap(bytes))).isNotNull();
		}
		catch (FrameException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
	}

	private ClientFrame decode(String hex) {
		return decode(HexFormat.of().parseHex(hex));
	}

	private ClientFrame decode(byte[] bytes) {
		return this.codec.decode(ByteBuffer.wrap(bytes));
	}

	private static Value unpack(byte[] bytes) throws IOException {
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
			Value value = unpacker.unpackValue();
			assertThat(unpacker.hasNext()).isFalse();
			return value;
		}
	}

	/**
	 * Pack JSON, independently of the code under test.
	 */
	private static byte[] pack(String json) {
		try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
				ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			pack(MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8)), packer);
			out.write(packer.toByteArray());
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void pack(JsonNode node, MessagePacker packer) throws IOException {
		if (node.isObject()) {
			packer.packMapHeader(node.size());
			for (Map.Entry<String, JsonNode> property : node.properties()) {
				packer.packString(property.getKey());
				pack(property.getValue(), packer);
			}
		}
		else if (node.isArray()) {
			packer.packArrayHeader(node.size());
			for (JsonNode element : node) {
				pack(element, packer);
			}
		}
		else if (node.isString()) {
			packer.packString(node.stringValue());
		}
		else if (node.isBoolean()) {
			packer.packBoolean(node.booleanValue());
		}
		else if (node.isIntegralNumber()) {
			packer.packBigInteger(node.bigIntegerValue());
		}
		else if (node.isNumber()) {
			packer.packDouble(node.doubleValue());
		}
		else {
			packer.packNil();
		}
	}

}
