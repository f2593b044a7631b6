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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

import io.pushgate.message.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link JsonFrameCodec}.
 */
class JsonFrameCodecTests {

	private final JsonFrameCodec codec = new JsonFrameCodec();

	@Test
	void speaksTextFramesOfItsSubprotocol() {
		assertThat(this.codec.subprotocol()).isEqualTo("push.v1.json");
		assertThat(this.codec.isText()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#ofServer")
	void writesEveryFrameOfTheServer(ServerFrame frame, String json) {
		assertThat(encode(frame)).isEqualTo(json);
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#ofClient")
	void readsEveryFrameOfAClient(String json, ClientFrame frame) {
		assertThat(this.codec.decode(json)).isEqualTo(frame);
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#wrong")
	void refusesAFrameWithAWrongField(String json, String message) {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode(json))
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#atTheLimit")
	void takesNamesThatAreJustNotTooLong(String json) {
		assertThatNoException().isThrownBy(() -> this.codec.decode(json));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", " ", "{", "}", "{\"type\"", "{\"type\":\"ping\"", "{\"type\":\"ping\",}", "{type:\"ping\"}",
					"{'type':'ping'}", "{\"type\":\"ping\"} {}", "{\"type\":\"ping\"}x", "{\"type\":\"ping\"}]",
					"\u0000", "nul", "{\"type\":\"pi\nng\"}", "{\"type\":\"\\x\"}", "{\"type\":\"\\u12\"}",
					"{\"type\":\"ack\",\"seq\":NaN}", "{\"type\":\"ack\",\"seq\":01}", "{\"type\":\"ack\",\"seq\":+1}",
					"{\"type\":\"ack\",\"seq\":1.}", "{\"type\":\"ack\",\"seq\":0x1}", "{\"type\":\"ack\",\"seq\":1e}",
					"{\"type\":\"ack\",\"seq\":-}", "/* */{\"type\":\"ping\"}", "{\"type\":\"ping\"}//", "\ufeff",
					"{\"type\":\"ping\",\"a\":undefined}", "{\"type\":\"ping\",\"a\":Infinity}" })
	void refusesWhatIsNotOneJsonObject(String text) {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode(text))
			.withMessageContaining("object");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"send\",\"event\":\"e\",\"data\":1e999999999}",
			"{\"type\":\"send\",\"event\":\"e\",\"data\":100e2147483647}",
			"{\"type\":\"send\",\"event\":\"e\",\"data\":1e-2147483647}", "{\"type\":\"ack\",\"seq\":1e999999999}",
			"{\"type\":\"ack\",\"seq\":1e-999999999}",
			"{\"type\":\"read\",\"conversation\":\"c\",\"time\":1e2147483647}" })
	void survivesNumbersThatNobodyCanCountTo(String text) {
		assertOnlyFrameException(text);
	}

	@Test
	void refusesANumberOfManyDigits() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> this.codec.decode("{\"type\":\"ack\",\"seq\":" + "9".repeat(5000) + "}"));
	}

	@Test
	void refusesDeepNesting() {
		String deep = "[".repeat(50_000);
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode(deep));
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> this.codec.decode("{\"type\":\"ping\",\"a\":" + deep));
		assertThatExceptionOfType(FrameException.class).isThrownBy(
				() -> this.codec.decode("{\"type\":\"ping\",\"a\":" + "{\"a\":".repeat(200) + "1" + "}".repeat(201)));
	}

	@Test
	void takesModerateNesting() {
		String data = "[".repeat(90) + "]".repeat(90);
		assertThat(this.codec.decode("{\"type\":\"send\",\"event\":\"say\",\"data\":" + data + "}"))
			.isEqualTo(new ClientFrame.Send(null, "default", "say", Frames.json(data)));
	}

	@Test
	void tellsTheIdOfAFrameWhoseOtherFieldsAreWrong() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> this.codec.decode("{\"type\":\"ack\",\"id\":\"r1\",\"seq\":\"x\"}"))
			.satisfies((ex) -> assertThat(ex.id()).isEqualTo("r1"));
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode("{\"id\":\"r2\"}"))
			.satisfies((ex) -> assertThat(ex.id()).isEqualTo("r2"));
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode("[]"))
			.satisfies((ex) -> assertThat(ex.id()).isNull());
	}

	@Test
	void keepsEveryDigitOfANumber() {
		String data = "[0.1000,123456789012345678901234567890,0.12345678901234567890123]";
		assertThat(this.codec.decode("{\"type\":\"send\",\"event\":\"say\",\"data\":" + data + "}"))
			.isInstanceOfSatisfying(ClientFrame.Send.class, (send) -> {
				JsonNode sent = JsonFrameCodec.mapper().readTree(send.data().bytes());
				assertThat(sent.get(0).decimalValue()).isEqualByComparingTo("0.1");
				assertThat(sent.get(1).bigIntegerValue()).isEqualTo("123456789012345678901234567890");
				assertThat(sent.get(2).decimalValue()).isEqualByComparingTo("0.12345678901234567890123");
			});
	}

	@Test
	void writesBytesAsBase64() {
		byte[] bytes = new byte[100_000];
		new Random(1).nextBytes(bytes);
		String json = encode(new ServerFrame.Message("m", "default", "e", 1, Payload.binary(bytes)));
		JsonNode frame = new JsonMapper().readTree(json);
		assertThat(frame.has("data")).isFalse();
		assertThat(Base64.getDecoder().decode(frame.get("dataBase64").stringValue())).isEqualTo(bytes);
	}

	@Test
	void writesLongPayloadsAsTheyAre() {
		String data = "\"" + "ü€😀 ".repeat(20_000) + "\"";
		assertThat(encode(new ServerFrame.Reply("r", Frames.json(data))))
			.isEqualTo("{\"type\":\"reply\",\"id\":\"r\",\"data\":" + data + "}");
	}

	@Test
	void writesAHalfOfASurrogatePair() {
		String json = encode(new ServerFrame.Error("a\ud83d", ErrorCode.UNSUPPORTED, "cut \ud83d"));
		assertThat(new JsonMapper().readTree(json).get("code").stringValue()).isEqualTo("unsupported");
	}

	@Test
	void hasNoBinaryFrames() {
		ByteBuffer bytes = ByteBuffer.wrap("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> this.codec.decode(bytes))
			.withMessage("push.v1.json has text frames only");
	}

	@Test
	void onlyEverRefusesRandomText() {
		Random random = new Random(20260101);
		String alphabet = "{}[]\":,\\ \t\n0123456789eE+-.truefalsnypig\u0000\u00fc\ud83d\ude00";
		for (int i = 0; i < 20_000; i++) {
			StringBuilder text = new StringBuilder();
			for (int length = random.nextInt(60); length > 0; length--) {
				text.append(alphabet.charAt(random.nextInt(alphabet.length())));
			}
			assertOnlyFrameException(text.toString());
		}
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.protocol.Frames#ofClient")
	void onlyEverRefusesDamagedFrames(String json, ClientFrame frame) {
		Random random = new Random(json.hashCode());
		for (int i = 0; i < 500; i++) {
			StringBuilder text = new StringBuilder(json);
			for (int damage = random.nextInt(3) + 1; damage > 0 && !text.isEmpty(); damage--) {
				int position = random.nextInt(text.length());
				switch (random.nextInt(3)) {
					case 0 -> text.deleteCharAt(position);
					case 1 -> text.setCharAt(position, (char) random.nextInt(0x10000));
					default -> text.insert(position, "{}[]\":,0".charAt(random.nextInt(8)));
				}
			}
			assertOnlyFrameException(text.toString());
		}
	}

	private void assertOnlyFrameException(String text) {
		try {
			assertThat(this.codec.decode(text)).isNotNull();
		}
		catch (FrameException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
	}

	private String encode(ServerFrame frame) {
		return new String(this.codec.encode(frame), StandardCharsets.UTF_8);
	}

}
