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

package io.pushgate.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What makes content the same, and what does not.
 */
class FingerprintTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":1,\"b\":[2,3]}| { \"b\" : [ 3 , 2 ], \"a\" : 1 } ", "1|1.0", "100|1E2", "0|-0.0",
			"1e400|10e399", "\"ä\"|\"\\u00e4\"", "[{\"x\":1},{\"y\":2}]|[{\"y\":2},{\"x\":1}]", "null| null",
			"9007199254740993|9007199254740993.000" })
	void isTheSameHoweverItIsWritten(String texts) {
		String[] same = texts.split("\\|");
		assertThat(of(json(same[0]))).isEqualTo(of(json(same[1])));
	}

	@Test
	void differsForWhateverSaysSomethingElse() {
		List<byte[]> fingerprints = Stream
			.of("1", "\"1\"", "[1]", "[1,1]", "[[1]]", "{\"1\":1}", "{\"1\":\"1\"}", "{}", "[]", "\"\"", "null",
					"\"null\"", "true", "false", "\"VALUE_TRUE\"", "9007199254740993", "9007199254740992", "10",
					"[1,0]", "{\"a\":{\"b\":1}}", "{\"a\":1,\"b\":1}", "{\"a\":[\"b\",1]}", "")
			.map(FingerprintTests::json)
			.map(FingerprintTests::of)
			.toList();
		assertThat(fingerprints.stream().map(Arrays::toString)).doesNotHaveDuplicates();
		assertThat(of(Payload.binary(new byte[] { '1' }))).isNotEqualTo(of(json("1")));
	}

	@Test
	void textsKeepTheirPlaces() {
		List<byte[]> fingerprints = List.of(new Fingerprint().add("a").add("b").end(),
				new Fingerprint().add("ab").add("").end(), new Fingerprint().add("ab").end(),
				new Fingerprint().addAll(List.of("a")).add("b").end(),
				new Fingerprint().addAll(List.of("a", "b")).end(), new Fingerprint().add((String) null).end(),
				new Fingerprint().add("").end());
		assertThat(fingerprints.stream().map(Arrays::toString)).doesNotHaveDuplicates();
	}

	@Test
	void anotherVersionCannotBeCompared() {
		byte[] one = of(json("1"));
		byte[] other = of(json("2"));
		assertThat(one).hasSize(Fingerprint.LENGTH);
		assertThat(Fingerprint.isSame(one, other)).isFalse();
		assertThat(Fingerprint.isSame(one, one.clone())).isTrue();
		other[0]++;
		assertThat(Fingerprint.isSame(one, other)).isTrue();
	}

	private static byte[] of(Payload payload) {
		return new Fingerprint().add(payload).end();
	}

	private static Payload json(String text) {
		return Payload.json(text.getBytes(StandardCharsets.UTF_8));
	}

}
