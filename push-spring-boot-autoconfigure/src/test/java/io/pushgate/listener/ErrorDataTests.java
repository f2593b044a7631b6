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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.pushgate.autoconfigure.PushAutoConfiguration;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.message.Names;
import io.pushgate.message.Payload;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how much data an error may have, and of what it is made.
 */
@ExtendWith(OutputCaptureExtension.class)
class ErrorDataTests {

	private static final int MAX = 16 * 1024;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class, PushAutoConfiguration.class))
		.withBean(Rooms.class);

	@Test
	void isToldUpToItsBound() {
		this.runner.run((context) -> {
			for (String event : List.of("enter", "enter-later")) {
				Failure failure = send(context, event, Integer.toString(MAX - 2));
				assertThat(failure.code()).isEqualTo("room-full");
				assertThat(failure.data().bytes()).hasSize(MAX);
			}
		});
	}

	@Test
	void isLeftOutOverItsBoundWhichIsLogged(CapturedOutput output) {
		this.runner.run((context) -> {
			for (String event : List.of("enter", "enter", "enter-later")) {
				Failure failure = send(context, event, Integer.toString(MAX - 1));
				assertThat(failure)
					.isEqualTo(new Failure(UplinkError.APPLICATION, "room-full", "No place is left", Payload.none()));
			}
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains("method 'enter("))).singleElement()
			.asString()
			.contains("WARN", "room-full", "16385 bytes of data, more than the 16384");
	}

	@Test
	void namesNoMorePlacesThanFit() {
		String lines = IntStream.range(0, 100).mapToObj((i) -> "{}").collect(Collectors.joining(","));
		String rooms = "{\"rooms\":{\"" + "k".repeat(30_000) + "\":[" + lines + "]}}";
		this.runner.run((context) -> {
			Failure failure = send(context, "check", rooms);
			assertThat(failure.code()).isEqualTo("malformed");
			assertThat(failure.message()).hasSizeLessThan(2000).contains("must not be blank");
			assertThat(failure.data().bytes()).hasSizeBetween(1000, MAX);
			assertThat(errors(failure)).hasSizeGreaterThan(10)
				.allSatisfy((error) -> assertThat(error.path("pointer").asString()).startsWith("/rooms/kkk"));
		});
	}

	@Test
	void namesPlacesInUnicodeWhateverTheClientHasSent() {
		String half = "\\ud83d";
		String pair = "x".repeat(90) + "\\ud83d\\ude00".repeat(100);
		this.runner.run((context) -> {
			for (String key : List.of(half, pair, "x" + pair)) {
				for (String value : List.of("1", "[{}]")) {
					Failure failure = send(context, "check", "{\"rooms\":{\"" + key + "\":" + value + "}}");
					assertThat(failure.code()).isEqualTo("malformed");
					assertThat(failure.data().problem()).isNull();
					assertThat(errors(failure)).hasSize(1);
					assertThat(Names.isUnicode(failure.message())).isTrue();
				}
			}
		});
	}

	private static JsonNode errors(Failure failure) {
		return JsonMapper.shared().readTree(failure.data().asJson()).path("errors");
	}

	private static Failure send(ApplicationContext context, String event, String json) {
		return (Failure) context.getBean(UplinkDispatcher.class)
			.dispatch(Requests.of(Requests.session("ann"), "1", event, json))
			.orTimeout(20, TimeUnit.SECONDS)
			.join();
	}

	static class Rooms {

		@PushListener("enter")
		void enter(int size) {
			throw new PushRequestException("room-full", "No place is left", "x".repeat(size));
		}

		@PushListener("enter-later")
		CompletableFuture<Void> enterLater(int size) {
			return CompletableFuture.runAsync(() -> enter(size));
		}

		@PushListener("check")
		void check(@Valid Plan plan) {
		}

	}

	record Plan(Map<String, List<@Valid Line>> rooms) {

	}

	record Line(@NotBlank String text) {

	}

}
