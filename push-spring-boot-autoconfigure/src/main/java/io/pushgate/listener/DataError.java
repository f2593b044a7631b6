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

/**
 * What is wrong with a place of the data, as clients are told in {@code data.errors}.
 *
 * @param pointer the place: a JSON pointer, empty for all of the data
 * @param detail what is wrong with it
 */
record DataError(String pointer, String detail) {

	/**
	 * Make the data of an error frame.
	 */
	static Map<String, Object> data(List<DataError> errors) {
		// Maps, as the application's JsonMapper may be set to see no records.
		return Map.of("errors",
				errors.stream().map((error) -> Map.of("pointer", error.pointer, "detail", error.detail)).toList());
	}

	/**
	 * Escape a step of a JSON pointer (RFC 6901).
	 */
	static String escape(String step) {
		return step.replace("~", "~0").replace("/", "~1");
	}

}
