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
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for frames and buffers that the libraries behind the codecs choke on.
 */
class HostileFramesTests {

	private static final byte[] PING = HexFormat.of().parseHex("81a474797065a470696e67");

	@ParameterizedTest
	@ValueSource(strings = { "1e99999999999999999999", "1e2147483648", "1e10000", "-1E-99999999999", "1e-2147483649" })
	void refusesAnExponentThatNoNumberHas(String number) {
		String json = "{\"type\":\"send\",\"event\":\"e\",\"data\":" + number + "}";
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> new JsonFrameCodec().decode(json));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"send\",\"event\":\"e\",\"id\":\"q\\uD83D\"}",
			"{\"type\":\"send\",\"event\":\"e\",\"id\":\"\\uDF38q\"}", "{\"type\":\"x\\uD83D\"}",
			"{\"type\":\"token\",\"token\":\"\\uD83D\"}", "{\"type\":\"join\",\"group\":\"\\uDF38\\uD83D\"}",
			"{\"type\":\"hello\",\"resume\":{\"epoch\":\"\\uD83D\",\"seq\":1}}" })
	void refusesHalfASurrogatePair(String json) {
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> new JsonFrameCodec().decode(json))
			.withMessageContaining("surrogate")
			.satisfies((ex) -> assertThat(ex.id()).isNull());
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\\uD83D\"", "{\"a\\uDF38\":1}", "[\"\\uDF38\\uD83D\"]" })
	void refusesHalfASurrogatePairInData(String data) {
		String json = "{\"type\":\"send\",\"id\":\"q\",\"event\":\"e\",\"data\":" + data + "}";
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> new JsonFrameCodec().decode(json))
			.withMessageStartingWith("'data' has half a surrogate pair")
			.satisfies((ex) -> assertThat(ex.id()).isEqualTo("q"));
	}

	@Test
	void takesAWholeSurrogatePair() {
		assertThat(new JsonFrameCodec().decode("{\"type\":\"ping\",\"id\":\"\\uD83C\\uDF38\"}"))
			.isEqualTo(new ClientFrame.Ping());
	}

	@Test
	void readsADirectBuffer() {
		ByteBuffer buffer = ByteBuffer.allocateDirect(PING.length).put(PING).flip();
		assertThat(new MessagePackFrameCodec().decode(buffer)).isEqualTo(new ClientFrame.Ping());
	}

	@Test
	void readsAReadOnlyBuffer() {
		ByteBuffer buffer = ByteBuffer.wrap(PING).asReadOnlyBuffer();
		assertThat(new MessagePackFrameCodec().decode(buffer)).isEqualTo(new ClientFrame.Ping());
	}

}
