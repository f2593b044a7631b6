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

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer the JSON pointer of the member of the body, see
 * <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</a>, or {@code null}
 * @param parameter the parameter of the query, or {@code null}
 * @param detail what is wrong with it
 */
record Violation(@Nullable String pointer, @Nullable String parameter, String detail) {

	private static final int MAX_POINTER = 1000;

	private static final int MAX_PARAMETER = 64;

	static Violation ofPointer(String pointer, String detail) {
		return new Violation(Texts.printable(pointer, MAX_POINTER), null, detail);
	}

	static Violation ofParameter(String parameter, String detail) {
		return new Violation(null, Texts.printable(parameter, MAX_PARAMETER), detail);
	}

	/**
	 * Return what is wrong, for the beginning of a sentence.
	 */
	String subject() {
		if (this.parameter != null) {
			return "The parameter '" + this.parameter + "'";
		}
		return (this.pointer == null || this.pointer.isEmpty()) ? "The body" : "'" + this.pointer + "'";
	}

	void write(JsonGenerator json) {
		json.writeStartObject();
		if (this.pointer != null) {
			json.writeStringProperty("pointer", this.pointer);
		}
		if (this.parameter != null) {
			json.writeStringProperty("parameter", this.parameter);
		}
		json.writeStringProperty("detail", this.detail);
		json.writeEndObject();
	}

}
