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

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.pushgate.message.Names;
import io.pushgate.message.Payload;
import io.pushgate.message.PayloadProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * Reads a JSON body token by token, and knows at any time where it is. Nothing of the
 * body is built but what is asked for.
 */
final class BodyReader implements AutoCloseable {

	private final byte[] body;

	private final JsonParser parser;

	private BodyReader(byte[] body) {
		this.body = body;
		this.parser = ApiJson.parser(body);
	}

	/**
	 * Read a body from its first token to its last.
	 */
	static <T> T read(byte[] body, Content<T> content) {
		if (!Texts.isPlainUtf8(body)) {
			throw malformed("", "is not JSON in UTF-8 without a byte order mark");
		}
		try (BodyReader reader = new BodyReader(body)) {
			try {
				if (reader.parser.nextToken() == null) {
					throw malformed("", "is empty");
				}
				T result = content.read(reader);
				if (reader.parser.nextToken() != null) {
					throw malformed("", "has something behind its JSON value");
				}
				return result;
			}
			catch (JacksonException ex) {
				throw malformed(reader.pointer(), reader.explain(ex));
			}
		}
	}

	private static ApiException malformed(String pointer, String detail) {
		return new Problem(ProblemType.MALFORMED, "The body " + detail, List.of(Violation.ofPointer(pointer, detail)),
				null)
			.exception();
	}

	private String explain(JacksonException ex) {
		TokenStreamLocation location = this.parser.currentLocation();
		String place = " at line " + location.getLineNr() + ", column " + location.getColumnNr();
		if (ex instanceof StreamConstraintsException) {
			return "nests deeper than " + ApiJson.MAX_DEPTH + " or has a number or a name that is too long" + place;
		}
		// Jackson's own words name its classes.
		String message = ex.getOriginalMessage();
		if (message != null && message.contains("surrogate")) {
			return Names.HALF_A_PAIR + "," + place;
		}
		boolean duplicate = message != null && message.startsWith("Duplicate Object property");
		return (duplicate ? "has a field twice" : "is not valid JSON") + place;
	}

	String pointer() {
		return this.parser.streamReadContext().pathAsPointer().toString();
	}

	boolean isObject() {
		return this.parser.currentToken() == JsonToken.START_OBJECT;
	}

	boolean isArray() {
		return this.parser.currentToken() == JsonToken.START_ARRAY;
	}

	boolean isNull() {
		return this.parser.currentToken() == JsonToken.VALUE_NULL;
	}

	boolean isTrue() {
		return this.parser.currentToken() == JsonToken.VALUE_TRUE;
	}

	/**
	 * Go to the value of the next field of the object.
	 * @return the name of the field, or {@code null} after the last
	 */
	@Nullable String nextField() {
		String name = this.parser.nextName();
		if (name != null) {
			this.parser.nextToken();
		}
		return name;
	}

	/**
	 * Go to the next element of the array.
	 * @return {@code false} after the last
	 */
	boolean nextElement() {
		return this.parser.nextToken() != JsonToken.END_ARRAY;
	}

	/**
	 * Go over the value, whatever it is.
	 */
	void skip() {
		this.parser.skipChildren();
	}

	/**
	 * Return the value if it is a text that is valid, else note what is wrong.
	 */
	@Nullable String text(Predicate<String> valid, String rule, Violations violations) {
		if (this.parser.currentToken() != JsonToken.VALUE_STRING) {
			violations.add(pointer(), "must be a string");
			skip();
			return null;
		}
		String text = this.parser.getString();
		if (!Names.isUnicode(text)) {
			violations.add(pointer(), Names.HALF_A_PAIR);
			return null;
		}
		if (!valid.test(text)) {
			violations.add(pointer(), rule);
			return null;
		}
		return text;
	}

	/**
	 * Return the value as it stands in the body, and note what is wrong with it.
	 */
	Payload json(Violations violations) {
		int start = (int) this.parser.currentTokenLocation().getByteOffset();
		String pointer = pointer();
		this.parser.skipChildren();
		this.parser.finishToken();
		Payload payload = Payload
			.json(Arrays.copyOfRange(this.body, start, (int) this.parser.currentLocation().getByteOffset()));
		PayloadProblem problem = payload.problem();
		if (problem != null) {
			violations.add(pointer + problem.pointer(), problem.detail());
		}
		return payload;
	}

	@Override
	public void close() {
		this.parser.close();
	}

	/**
	 * Reads what a body should have.
	 *
	 * @param <T> the type of what comes of it
	 */
	@FunctionalInterface
	interface Content<T> {

		T read(BodyReader reader);

	}

}
