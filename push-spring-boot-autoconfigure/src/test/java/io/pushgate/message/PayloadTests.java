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
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Payload}: what makes one that not every client can be sent.
 */
class PayloadTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "\"\\uD83C\" | has half a surrogate pair, which is no character",
					"\"\\udf38\" | has half a surrogate pair, which is no character",
					"\"\\ud83c\\ud83c\\udf38\" | has half a surrogate pair, which is no character",
					"\"\\ud83cx\\udf38\" | has half a surrogate pair, which is no character",
					"\"\\ud83c\\\\udf38\" | has half a surrogate pair, which is no character",
					"\"\\ud83c | has half a surrogate pair, which is no character",
					"{\"a\":[1,\"\\ud83c\"]} | has half a surrogate pair, which is no character, at /a/1",
					"{\"a\":{\"b~/\":{\"\\udf38\":1}}} | has half a surrogate pair, which is no character, at /a/b~0~1",
					"{\"a\\n\":\"\\ud83c\"} | has half a surrogate pair, which is no character, at /a?",
					"NaN | has a number that is not finite, which JSON cannot express",
					"{\"a\":-Infinity} | has a number that is not finite, which JSON cannot express, at /a",
					"[0,Infinity] | has a number that is not finite, which JSON cannot express, at /1",
					"[1e9999,{\"n\":1e10000}] | has a number with an exponent beyond 9999, at /1/n",
					"1.5E-10000 | has a number with an exponent beyond 9999",
					"1E+00000000000000010000 | has a number with an exponent beyond 9999" })
	void tellsWhatIsWrongAndWhere(String json, String problem) {
		assertThat(Payload.json(json.getBytes(StandardCharsets.UTF_8)).problem()).hasToString(problem);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "true", "false", "0", "-1.5e-9999", "1e400", "1E+0000009999", "\"\"", "{}", "[]",
			"\"\\ud83c\\udf38\"", "\"\ud83c\udf38\"", "{\"\\uD83C\\uDF38\":\"\ud83c\udf38\\ud83c\\udf38\"}",
			"\"\\\\ud83c\"", "\"\\\"NaN 1e99999\"", "{\"NaN\":\"Infinity\",\"1e99999\":\"-Infinity\"}",
			"\"\ud7ff\ue000\\ud7ff\\ue000\"", "[true,false,null,\"e\",{\"e\":1e5}]" })
	void findsNothingWrongWithWhatEveryClientTakes(String json) {
		Payload payload = Payload.json(json.getBytes(StandardCharsets.UTF_8));
		assertThat(payload.problem()).isNull();
		assertThat(payload.problem()).isNull();
	}

	@Test
	void findsASurrogateThatWasWrittenAsACharacter() {
		byte[] bytes = "{\"a\":\"\u00ed\u00a0\u00bc\"}".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(Payload.json(bytes).problem())
			.hasToString("has half a surrogate pair, which is no character, at /a");
	}

	@Test
	void shortensWhereItIs() {
		String json = "{\"" + "n".repeat(5000) + "\":NaN}";
		PayloadProblem problem = Payload.json(json.getBytes(StandardCharsets.UTF_8)).problem();
		assertThat(Objects.requireNonNull(problem).pointer()).hasSize(103).endsWith("n...");
	}

	@Test
	void bytesMeanNothing() {
		assertThat(Payload.binary("NaN".getBytes(StandardCharsets.UTF_8)).problem()).isNull();
	}

}
