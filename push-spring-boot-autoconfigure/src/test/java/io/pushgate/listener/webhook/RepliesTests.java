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

package io.pushgate.listener.webhook;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.listener.UplinkError;
import io.pushgate.message.Payload;
import io.pushgate.webhook.WebhookAnswer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients are told of what a webhook answers.
 */
@ExtendWith(OutputCaptureExtension.class)
class RepliesTests {

	private final Replies replies = new Replies("push.uplink.webhooks.test");

	@ParameterizedTest
	@ValueSource(strings = { "{}", "null", " [1, {\"a\":1.50}]\r\n", "\"\u00fc\\u00fc\"", "-12.5e3", "true" })
	void repliesWithJsonAsItIs(String json) {
		assertThat(json(json)).isEqualTo(new Reply(Payload.json(json.getBytes(StandardCharsets.UTF_8))));
	}

	@ParameterizedTest
	@CsvSource({ "application/json", "application/problem+json", "'application/json; charset=utf-8'", "text/plain",
			"," })
	void takesJsonForJsonWhateverItIsCalled(@Nullable String type) {
		assertThat(answer(200, type, "{\"a\":1}")).isEqualTo(new Reply(Payload.json(bytes("{\"a\":1}"))));
	}

	@Test
	void repliesWithBytes() {
		assertThat(answer(200, "Application/Octet-Stream", "not JSON"))
			.isEqualTo(new Reply(Payload.binary(bytes("not JSON"))));
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 202, 204 })
	void repliesWithNothingWhereNothingIsThere(int status) {
		assertThat(answer(status, null, "")).isEqualTo(new Reply(Payload.none()));
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "<html>", "{", "{} {}", "{}]", "{\"a\":\"\n\"}", "'a'", "{a:1}", "\ufeff{}", "NaN",
			"[1,]", "\"\\x\"", "01", "/* */ 1", "{\"a\" 1}", "\"open" })
	void repliesWithNothingThatIsNotJson(String text, CapturedOutput output) {
		assertThat(json(text)).isInstanceOfSatisfying(Failure.class,
				(failure) -> assertThat(failure.error()).isEqualTo(UplinkError.HANDLER_FAILED));
		assertThat(output).contains(
				"The webhook 'push.uplink.webhooks.test' answered with status 200: the body is no " + "JSON in UTF-8");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"a\":\"\\ud83d\"} | has half a surrogate pair, which is no character, at /a",
					"[1e10000] | has a number with an exponent beyond 9999, at /0" })
	void repliesWithNothingThatNotEveryClientCanBeSent(String text, String problem, CapturedOutput output) {
		assertThat(json(text)).isInstanceOfSatisfying(Failure.class,
				(failure) -> assertThat(failure.error()).isEqualTo(UplinkError.HANDLER_FAILED));
		assertThat(output).contains("answered with status 200: the body " + problem);
	}

	@Test
	void repliesWithNothingThatIsNotUtf8() {
		for (Charset charset : new Charset[] { StandardCharsets.UTF_16BE, StandardCharsets.ISO_8859_1 }) {
			assertThat(
					this.replies.of(new WebhookAnswer(200, "application/json", "\"\u00fc\"".getBytes(charset), null)))
				.isInstanceOf(Failure.class);
		}
	}

	@ParameterizedTest
	@CsvSource({ "301, unavailable", "307, unavailable", "400, malformed", "401, unavailable", "402, handler-failed",
			"403, forbidden", "404, no-handler", "405, unavailable", "406, unavailable", "408, timeout", "409, timeout",
			"410, no-handler", "413, too-large", "415, unavailable", "422, malformed", "425, timeout",
			"429, rate-limited", "451, handler-failed", "500, handler-failed", "501, handler-failed",
			"502, unavailable", "503, unavailable", "504, timeout" })
	void saysWhatAnErrorMeans(int status, String code) {
		UplinkAnswer answer = answer(status, "text/html", "<p>secret</p>");
		assertThat(answer.outcome()).isEqualTo(code);
		assertThat(((Failure) answer).message()).isNotEmpty().doesNotContain("secret");
	}

	@Test
	void tellsTheDetailOfAProblem() {
		assertThat(problem(403, "{\"detail\":\"This room is not yours\",\"title\":\"x\"}"))
			.isEqualTo(new Failure(UplinkError.FORBIDDEN, "This room is not yours"));
		assertThat(problem(500, "{\"detail\":\"Try it again\"}"))
			.isEqualTo(new Failure(UplinkError.HANDLER_FAILED, "Try it again"));
	}

	@Test
	void tellsTheCodeAndTheDataOfAProblem() {
		String full = "{\"detail\":\"No place\",\"code\":\"room-full\",\"data\":{\"max\":20.50}}";
		for (int status : new int[] { 400, 403, 404, 410, 422 }) {
			assertThat(problem(status, full)).isEqualTo(new Failure(UplinkError.APPLICATION, "room-full", "No place",
					Payload.json("{\"max\":20.50}".getBytes(StandardCharsets.UTF_8))));
		}
		// These say something about the call, not about what was asked for.
		for (int status : new int[] { 413, 429, 500 }) {
			assertThat(((Failure) problem(status, full)).error()).isNotEqualTo(UplinkError.APPLICATION);
		}
		assertThat(problem(422,
				"{\"detail\":\"No\",\"errors\":[{\"pointer\":\"/text\",\"detail\":\"must not be blank\"}]}"))
			.isEqualTo(new Failure(UplinkError.MALFORMED, "malformed", "No",
					Payload.json("{\"errors\":[{\"pointer\":\"/text\",\"detail\":\"must not be blank\"}]}"
						.getBytes(StandardCharsets.UTF_8))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"code\":\"forbidden\"", "\"code\":\"Room\"", "\"code\":7", "\"data\":null",
			"\"data\":\"\\ud83d\"", "\"errors\":{}" })
	void tellsNoCodeAndNoDataThatIsNone(String member) {
		assertThat(problem(403, "{\"detail\":\"No\"," + member + "}"))
			.isEqualTo(new Failure(UplinkError.FORBIDDEN, "No"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{\"detail\":1}", "{\"detail\":\"\"}", "{\"detail\":\"a\\nb\"}",
			"{\"detail\":\"a\\ud83d\"}", "{\"title\":\"x\"}" })
	void tellsNoDetailThatIsNone(String body) {
		assertThat(problem(403, body))
			.isEqualTo(new Failure(UplinkError.FORBIDDEN, "The application does not allow it"));
		assertThat(problem(403, "{\"detail\":\"" + "x".repeat(201) + "\"}"))
			.isEqualTo(new Failure(UplinkError.FORBIDDEN, "The application does not allow it"));
	}

	@Test
	void leavesDataOutThatAnErrorMayNotHave(CapturedOutput output) {
		String most = "\"" + "x".repeat(Failure.MAX_DATA - 2) + "\"";
		assertThat(((Failure) problem(422, "{\"code\":\"room-full\",\"data\":" + most + "}")).data())
			.isEqualTo(Payload.json(bytes(most)));
		Failure failure = (Failure) problem(422, "{\"code\":\"room-full\",\"data\":[" + most + "],\"detail\":\"No\"}");
		assertThat(failure).isEqualTo(new Failure(UplinkError.APPLICATION, "room-full", "No", Payload.none()));
		assertThat(output).contains("the data of its error has 16386 bytes, more than the 16384");
	}

	@Test
	void logsNowAndThenWhatTheDeveloperCanMend(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			answer(302, null, "");
			answer(401, null, "secret");
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("push.uplink.webhooks.test"))).singleElement()
			.asString()
			.contains("status 302", "redirects are not followed")
			.doesNotContain("secret");
	}

	private UplinkAnswer problem(int status, String body) {
		return answer(status, "application/problem+json", body);
	}

	private UplinkAnswer json(String body) {
		return answer(200, "application/json", body);
	}

	private UplinkAnswer answer(int status, @Nullable String type, String body) {
		return this.replies.of(new WebhookAnswer(status, type, bytes(body), null));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
