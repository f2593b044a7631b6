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

package io.pushgate.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pushgate.autoconfigure.PushAutoConfiguration;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what becomes of failures, with and without a {@link PushListenerErrorHandler}.
 */
@ExtendWith(OutputCaptureExtension.class)
@ExpectErrors("The method 'now")
class PushListenerErrorHandlerTests {

	private static final String FAILED = "HANDLER_FAILED: The application could not handle the request";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class))
		.withBean(Failing.class);

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "now | reply | {\"sorry\":\"now\"}", "later | reply | {\"sorry\":\"later\"}",
					"now | choose | FORBIDDEN: as said", "now | rethrow | " + FAILED, "now | other | " + FAILED,
					"number | reply | {\"sorry\":\"The data is not what this event takes\"}",
					"number | rethrow | MALFORMED: The data is not what this event takes" })
	void decidesWhatTheClientIsTold(String event, String way, String expected) {
		this.runner.withBean(PushListenerErrorHandler.class, () -> (request, exception) -> switch (way) {
			case "reply" -> Map.of("sorry", exception.getMessage());
			case "choose" -> throw new PushRequestException(UplinkError.FORBIDDEN, "as said");
			case "other" -> throw new IllegalArgumentException("another");
			default -> throw exception;
		}).run((context) -> assertThat(send(context, event)).isEqualTo(expected));
	}

	@Test
	void logsAFailureOnceAndCountsThoseThatFollow(LoggedErrors errors) {
		this.runner.run((context) -> {
			for (int i = 0; i < 5; i++) {
				assertThat(send(context, "now")).isEqualTo(FAILED);
			}
			assertThat(errors.messages()).hasSize(1);
			assertThat(errors.causes()).singleElement().satisfies((cause) -> assertThat(cause).hasMessage("now"));
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "cyclic | ArrayList cannot be sent as JSON: it refers to itself, or nests too deep",
					"cyclic-later | ArrayList cannot be sent as JSON: it refers to itself, or nests too deep",
					"overflow | Overflow cannot be sent as JSON: it refers to itself, or nests too deep",
					"half | ImmutableCollections$List12 cannot be sent as JSON: it has half a surrogate pair, "
							+ "which is no character, at /0",
					"infinite | java.lang.Double cannot be sent as JSON: it has a number that is not finite, "
							+ "which JSON cannot express" })
	@ExpectErrors("The method '(cyclic|overflow|half|infinite)")
	void logsAnAnswerThatCannotBeSentInOneLine(String event, String reason, LoggedErrors errors) {
		this.runner.run((context) -> {
			assertThat(send(context, event)).isEqualTo(FAILED);
			assertThat(errors.causes()).isEmpty();
			assertThat(errors.messages()).singleElement()
				.asString()
				.contains("Failing", "failed for event '" + event + "' of namespace 'default': the answer of type ")
				.endsWith(reason)
				.hasSizeLessThan(500);
		});
	}

	@Test
	void logsDataThatCannotBeConvertedOnceAndWithoutTheData(CapturedOutput output) {
		this.runner.run((context) -> {
			for (int i = 0; i < 5; i++) {
				assertThat(send(context, "number")).startsWith("MALFORMED");
			}
			assertThat(output.toString().lines().filter((line) -> line.contains("number(int)"))).singleElement()
				.asString()
				.contains("WARN", "The @PushListener method 'number(int)' of bean '",
						"was not called: what a client has sent for event 'number' of namespace 'default' cannot be "
								+ "converted to int (The data is not what this event takes)");
			assertThat(output).doesNotContain("password");
		});
	}

	@Test
	void doesNotLogWhatAListenerRefuses(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(send(context, "full")).isEqualTo("APPLICATION: The room is full");
			assertThat(output).doesNotContain("full");
		});
	}

	@Test
	@ExpectErrors("The method 'fullOf")
	void anErrorWhoseDataCannotBeSentIsAFailure() {
		this.runner.run((context) -> {
			assertThat(send(context, "full-of-cycles")).isEqualTo(FAILED);
			assertThat(send(context, "full-of-bytes")).isEqualTo(FAILED);
		});
	}

	private static String send(ApplicationContext context, String event) {
		PushRequest request = Requests.of(Requests.session("ann"), "1", event, "\"password\"");
		return Requests
			.text(context.getBean(UplinkDispatcher.class).dispatch(request).orTimeout(20, TimeUnit.SECONDS).join());
	}

	static class Overflow {

		@JsonProperty
		int getDepth() {
			return getDepth() + 1;
		}

	}

	static class Failing {

		@PushListener("now")
		void now() {
			throw new IllegalStateException("now");
		}

		@PushListener("later")
		CompletionStage<String> later() {
			return CompletableFuture.failedStage(new IllegalStateException("later"));
		}

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

		@PushListener("overflow")
		CompletionStage<Overflow> overflow() {
			return CompletableFuture.supplyAsync(Overflow::new);
		}

		@PushListener("half")
		List<String> half() {
			return List.of("cut \ud83d");
		}

		@PushListener("infinite")
		double infinite() {
			return Double.POSITIVE_INFINITY;
		}

		@PushListener("full")
		void full() {
			throw new PushRequestException("room-full", "The room is full");
		}

		@PushListener("full-of-cycles")
		void fullOfCycles() {
			throw new PushRequestException("room-full", "The room is full", cyclic());
		}

		@PushListener("full-of-bytes")
		void fullOfBytes() {
			throw new PushRequestException("room-full", "The room is full", new byte[1]);
		}

		@PushListener("number")
		void number(int number) {
		}

	}

}
