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

package io.pushgate.api;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What is told of a call that failed, see
 * <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>. Says nothing that an
 * exception says.
 *
 * @param type what is wrong
 * @param detail what to do about it
 * @param violations where it is wrong, possibly nowhere in particular
 * @param retryAfter when to try again, or {@code null} if that would not help
 */
record Problem(ProblemType type, String detail, List<Violation> violations, @Nullable Duration retryAfter) {

	Problem(ProblemType type, String detail) {
		this(type, detail, List.of(), null);
	}

	/**
	 * Create a problem with a member of the body.
	 */
	static Problem at(ProblemType type, String pointer, String detail) {
		return at(type, List.of(Violation.ofPointer(pointer, detail)));
	}

	/**
	 * Create a problem with members of the body; the first is told in words.
	 */
	static Problem at(ProblemType type, List<Violation> violations) {
		Violation first = violations.get(0);
		return new Problem(type, first.subject() + " " + first.detail(), List.copyOf(violations), null);
	}

	/**
	 * Create a problem that may be gone soon.
	 */
	static Problem passing(ProblemType type, String detail) {
		return new Problem(type, detail, List.of(), Duration.ofSeconds(1));
	}

	ApiException exception() {
		return new ApiException(this);
	}

	void write(JsonGenerator json) {
		json.writeStartObject();
		json.writeStringProperty("type", this.type.uri());
		json.writeStringProperty("title", this.type.title());
		json.writeNumberProperty("status", this.type.status());
		json.writeStringProperty("detail", this.detail);
		if (!this.violations.isEmpty()) {
			json.writeArrayPropertyStart("errors");
			this.violations.forEach((violation) -> violation.write(json));
			json.writeEndArray();
		}
		json.writeEndObject();
	}

}
