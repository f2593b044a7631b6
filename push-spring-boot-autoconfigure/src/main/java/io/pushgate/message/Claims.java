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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Claims of an identity: what is known of a user beside the name, such as a plan or
 * roles. They are kept as long as the session, so there is a bound, and they travel to
 * other nodes and to webhooks, so they are values of JSON.
 *
 * <p>
 * Values have the same types wherever a listener reads them: {@code String},
 * {@code Boolean}, {@code Long}, {@code BigDecimal} for other numbers, {@code List}, and
 * {@code Map} with names as keys. A claim that is {@code null} is left out.
 *
 * @since 0.1.0
 */
public final class Claims {

	/**
	 * How many bytes all claims of an identity may have, written as JSON.
	 */
	public static final int MAX_SIZE = 4096;

	private static final int MAX_DEPTH = 16;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {

	};

	private Claims() {
	}

	/**
	 * Copy claims, and check them.
	 * @param claims the claims
	 * @return the same, immutable
	 * @throws IllegalArgumentException if there are more than {@value #MAX_SIZE} bytes,
	 * or one that JSON cannot express
	 */
	public static Map<String, Object> of(Map<String, ? extends @Nullable Object> claims) {
		if (claims.isEmpty()) {
			return Map.of();
		}
		Map<String, Object> copies = new LinkedHashMap<>();
		claims.forEach((name, value) -> {
			Object copy = copy(name, value, 1);
			if (copy != null) {
				copies.put(name, copy);
			}
		});
		// Smaller than the other, as there is one for each session.
		Map<String, Object> result = Map.copyOf(copies);
		byte[] json = bytes(result);
		if (json.length > MAX_SIZE) {
			throw new IllegalArgumentException(
					"The claims " + String.join(", ", copies.keySet()) + " of an identity have " + json.length
							+ " bytes as JSON, but sessions keep " + MAX_SIZE + " at most");
		}
		PayloadProblem problem = JsonCheck.find(json);
		if (problem != null) {
			throw new IllegalArgumentException("The claims of an identity have one that " + problem);
		}
		return result;
	}

	private static @Nullable Object copy(String claim, @Nullable Object value, int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException("The claim '" + claim + "' nests deeper than " + MAX_DEPTH);
		}
		if (value == null || value instanceof String || value instanceof Boolean) {
			return value;
		}
		if (value instanceof Number number) {
			return number(claim, number);
		}
		if (value instanceof Collection<?> collection) {
			List<@Nullable Object> copies = new ArrayList<>(collection.size());
			collection.forEach((element) -> copies.add(copy(claim, element, depth + 1)));
			return Collections.unmodifiableList(copies);
		}
		if (value instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> copies = new LinkedHashMap<>();
			map.forEach((name, element) -> copies.put(String.valueOf(name), copy(claim, element, depth + 1)));
			return Collections.unmodifiableMap(copies);
		}
		throw new IllegalArgumentException(
				"The claim '" + claim + "' has a value of type " + value.getClass().getName() + ", which JSON has not");
	}

	private static Object number(String claim, Number number) {
		if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
			return number.longValue();
		}
		if (number instanceof BigInteger integer) {
			return (integer.bitLength() < Long.SIZE) ? (Object) integer.longValue() : new BigDecimal(integer);
		}
		try {
			return (number instanceof BigDecimal decimal) ? decimal : new BigDecimal(number.toString());
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("The claim '" + claim + "' has a number that JSON cannot express", ex);
		}
	}

	/**
	 * Write claims as JSON.
	 * @param claims the claims
	 * @return a JSON object
	 */
	public static String write(Map<String, Object> claims) {
		return JSON.writeValueAsString(claims);
	}

	/**
	 * Write the value of a claim as JSON.
	 * @param value the value
	 * @return a JSON value
	 */
	public static byte[] writeValue(Object value) {
		return bytes(value);
	}

	private static byte[] bytes(Object claims) {
		try {
			return JSON.writeValueAsBytes(claims);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The claims of an identity have one that JSON cannot express", ex);
		}
	}

	/**
	 * Read claims from JSON.
	 * @param json a JSON object
	 * @return the claims
	 * @throws IllegalArgumentException if it is none, or {@link #of} refuses it
	 */
	public static Map<String, Object> read(String json) {
		try {
			return of(JSON.readValue(json, MAP));
		}
		catch (JacksonException ex) {
			// Its message would quote the claims.
			throw new IllegalArgumentException("The claims are no JSON object");
		}
	}

}
