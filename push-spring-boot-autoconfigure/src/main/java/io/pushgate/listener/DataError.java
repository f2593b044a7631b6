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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with a place of the data, as clients are told in {@code data.errors}.
 *
 * @param pointer the place: a JSON pointer, empty for all of the data; cut where it is
 * long, as it has names that the client has chosen
 * @param detail what is wrong with it
 */
record DataError(String pointer, String detail) {

	private static final int MAX_LENGTH = 200;

	private static final int MAX_ERRORS = 100;

	/**
	 * All of them together stay within the bound of the data, in whatever language.
	 */
	private static final int MAX_CHARACTERS = 4000;

	DataError {
		pointer = shorten(pointer, MAX_LENGTH);
		detail = shorten(detail, MAX_LENGTH);
	}

	/**
	 * Make the data of an error frame: of as many errors as there is room for.
	 */
	static Map<String, Object> data(List<DataError> errors) {
		List<Map<String, String>> told = new ArrayList<>();
		int characters = 0;
		for (DataError error : errors) {
			characters += error.pointer.length() + error.detail.length();
			if (told.size() == MAX_ERRORS || characters > MAX_CHARACTERS) {
				break;
			}
			// Maps, as the application's JsonMapper may be set to see no records.
			told.add(Map.of("pointer", error.pointer, "detail", error.detail));
		}
		return Map.of("errors", told);
	}

	/**
	 * Cut a text that is too long, and replace what is no character: half a surrogate
	 * pair, which a client may send, or which is left of one that was cut.
	 */
	static String shorten(String text, int max) {
		String start = (text.length() <= max) ? text : text.substring(0, max) + "...";
		return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	/**
	 * Escape a step of a JSON pointer (RFC 6901).
	 */
	static String escape(String step) {
		return step.replace("~", "~0").replace("/", "~1");
	}

}
