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

import java.util.Map;

import io.pushgate.listener.PushListener;
import io.pushgate.listener.PushRequestException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application that the examples of the protocol's document speak with.
 */
class DocumentedChat {

	@PushListener(namespace = "chat", event = "say")
	Map<String, Integer> say(Map<String, String> line) {
		assertThat(line).containsOnlyKeys("to", "text");
		return Map.of("line", 17);
	}

	@PushListener(namespace = "chat", event = "enter")
	void enter(String room) {
		throw new PushRequestException("room-full", "No place is left", Map.of("max", 20));
	}

	@PushListener(namespace = "chat", event = "invite")
	void invite(@Valid Invitation invitation) {
	}

	record Invitation(@NotBlank String user) {

	}

}
