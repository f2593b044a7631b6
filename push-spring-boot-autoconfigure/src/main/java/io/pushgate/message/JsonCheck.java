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

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Looks for what writers of JSON let pass and not every reader of a frame takes: halves
 * of surrogate pairs, which UTF-8 and so MessagePack cannot carry; numbers that are not
 * finite, which JSON has not; and exponents that some readers need memory for. One pass
 * over the bytes that allocates nothing, as it is made for each push. Whether the bytes
 * are JSON at all is not looked at.
 */
final class JsonCheck {

	private static final int MAX_EXPONENT_DIGITS = 4;

	private static final String NOT_FINITE = "has a number that is not finite, which JSON cannot express";

	private static final String EXPONENT = "has a number with an exponent beyond 9999";

	private static final int MAX_POINTER = 100;

	private static final JsonFactory JSON = JsonFactory.builder()
		.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
		.build();

	private final byte[] json;

	private int position;

	private JsonCheck(byte[] json) {
		this.json = json;
	}

	/**
	 * Look for a problem.
	 * @return the first one, or {@code null} if there is none
	 */
	static @Nullable PayloadProblem find(byte[] json) {
		JsonCheck check = new JsonCheck(json);
		String detail = check.find();
		return (detail != null) ? new PayloadProblem(check.pointer(), detail) : null;
	}

	private @Nullable String find() {
		for (; this.position < this.json.length; this.position++) {
			switch (this.json[this.position]) {
				case '"' -> {
					if (!skipString()) {
						return Names.HALF_A_PAIR;
					}
				}
				case 'N', 'I' -> {
					return NOT_FINITE;
				}
				case 'e', 'E' -> {
					if (isDigit(this.position - 1) && !isSmallExponent()) {
						return EXPONENT;
					}
				}
				default -> {
				}
			}
		}
		return null;
	}

	/**
	 * Go to the end of a string.
	 * @return {@code false} at half a surrogate pair
	 */
	private boolean skipString() {
		for (this.position++; this.position < this.json.length; this.position++) {
			byte b = this.json[this.position];
			if (b == '"') {
				return true;
			}
			if (b == '\\') {
				int escaped = escaped(this.position);
				boolean pair = escaped >= 0 && Character.isHighSurrogate((char) escaped)
						&& isLow(escaped(this.position + 6));
				if (escaped >= 0 && Character.isSurrogate((char) escaped) && !pair) {
					return false;
				}
				// The other characters of an escape are none that mean anything.
				this.position += pair ? 7 : 1;
			}
			else if (b == (byte) 0xED && this.position + 1 < this.json.length
					&& (this.json[this.position + 1] & 0xFF) >= 0xA0) {
				// As if a surrogate were a character, which is no UTF-8.
				return false;
			}
		}
		return true;
	}

	private static boolean isLow(int escaped) {
		return escaped >= 0 && Character.isLowSurrogate((char) escaped);
	}

	/**
	 * Return the code unit that is escaped at an offset, or -1 if none is.
	 */
	private int escaped(int at) {
		if (at + 5 >= this.json.length || this.json[at] != '\\' || this.json[at + 1] != 'u') {
			return -1;
		}
		int code = 0;
		for (int i = at + 2; i < at + 6; i++) {
			code = code << 4 | Character.digit(this.json[i], 16);
		}
		return code;
	}

	private boolean isSmallExponent() {
		int i = this.position + 1;
		if (i < this.json.length && (this.json[i] == '+' || this.json[i] == '-')) {
			i++;
		}
		while (i < this.json.length && this.json[i] == '0') {
			i++;
		}
		int start = i;
		while (isDigit(i)) {
			i++;
		}
		return i - start <= MAX_EXPONENT_DIGITS;
	}

	private boolean isDigit(int at) {
		return at >= 0 && at < this.json.length && this.json[at] >= '0' && this.json[at] <= '9';
	}

	/**
	 * Return where in the JSON the position is: for the name of a property, its object.
	 * Two passes over the tokens, as a pointer costs more than a token.
	 */
	private String pointer() {
		int tokens = 0;
		try (JsonParser parser = parser()) {
			while (parser.nextToken() != null && parser.currentTokenLocation().getByteOffset() <= this.position) {
				tokens++;
			}
		}
		catch (JacksonException ex) {
			// As far as it is JSON.
		}
		try (JsonParser parser = parser()) {
			for (int i = 0; i < tokens; i++) {
				parser.nextToken();
			}
			return printable(parser.streamReadContext().pathAsPointer().toString());
		}
	}

	private JsonParser parser() {
		return JSON.createParser(ObjectReadContext.empty(), this.json);
	}

	private static String printable(String pointer) {
		String start = (pointer.length() <= MAX_POINTER) ? pointer : pointer.substring(0, MAX_POINTER) + "...";
		// What UTF-8 cannot carry becomes a question mark.
		String carried = new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		return carried.replaceAll("\\p{Cntrl}", "?");
	}

}
