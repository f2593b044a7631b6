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

package io.pushgate.sample;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is pushed can be written as JSON in a native image: the class that pushes it
 * registers it.
 */
class PayloadHintsTests {

	private static final String SAMPLE = "io.pushgate.sample.";

	@ParameterizedTest
	@CsvSource({ "cover.CoverService, cover.CoverReady", "comment.CommentController, comment.Comment$Received",
			"comment.CommentController, comment.Comment$Sent", "comment.RoomListener, comment.RoomListener$TypingUser",
			"comment.RoomListener, comment.RoomComment", "live.LivePanel, live.LiveStats",
			"live.LivePanel, live.Stats" })
	void registersWhatItPushes(String pushing, String pushed) throws ClassNotFoundException {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, Class.forName(SAMPLE + pushing));
		RecordComponent[] components = Class.forName(SAMPLE + pushed).getRecordComponents();
		assertThat(components).isNotEmpty();
		assertThat(Arrays.asList(components)).allSatisfy((component) -> assertThat(
				RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
			.accepts(hints));
	}

}
