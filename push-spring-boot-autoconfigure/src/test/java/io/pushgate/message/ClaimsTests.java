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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of what is kept of an identity.
 */
class ClaimsTests {

	@Test
	void haveTheSameTypesWhereverTheyComeFrom() {
		Map<String, Object> given = new HashMap<>();
		given.put("text", "a");
		given.put("flag", true);
		given.put("int", 7);
		given.put("big", new BigInteger("9007199254740993"));
		given.put("huge", new BigInteger("92233720368547758080"));
		given.put("double", 1.5);
		given.put("decimal", new BigDecimal("1.50"));
		given.put("set", Set.of(1));
		given.put("list", Arrays.asList("a", null));
		given.put("map", Map.of("b", Map.of("c", 2)));
		given.put("null", null);
		Map<String, Object> claims = Claims.of(given);
		assertThat(claims).isEqualTo(Map.of("text", "a", "flag", true, "int", 7L, "big", 9007199254740993L, "huge",
				new BigDecimal("92233720368547758080"), "double", new BigDecimal("1.5"), "decimal",
				new BigDecimal("1.50"), "set", List.of(1L), "list", Arrays.asList("a", null), "map",
				Map.of("b", Map.of("c", 2L))));
		assertThat(Claims.read(Claims.write(claims))).isEqualTo(claims);
	}

	@Test
	void areImmutableCopies() {
		List<Object> roles = new ArrayList<>(List.of("a"));
		Map<String, Object> claims = Claims.of(Map.of("roles", roles));
		roles.add("b");
		assertThat(claims).isEqualTo(Map.of("roles", List.of("a")));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> claims.put("x", 1));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((List<?>) claims.get("roles")).clear());
	}

	@Test
	void takeNoMemoryWhereThereAreNone() {
		assertThat(Claims.of(new HashMap<>())).isSameAs(Map.of());
		assertThat(Claims.of(Collections.singletonMap("a", null))).isSameAs(Map.of());
	}

	@Test
	void areBounded() {
		// {"a":"..."}
		Map<String, Object> largest = Map.of("a", "x".repeat(Claims.MAX_SIZE - 8));
		assertThat(Claims.of(largest)).isEqualTo(largest);
		assertThatIllegalArgumentException().isThrownBy(() -> Claims.of(Map.of("a", "x".repeat(Claims.MAX_SIZE - 7))))
			.withMessage("The claims a of an identity have 4097 bytes as JSON, but sessions keep 4096 at most");
	}

	@Test
	void areOfJson() {
		assertThatIllegalArgumentException().isThrownBy(() -> Claims.of(Map.of("end", Instant.EPOCH)))
			.withMessage("The claim 'end' has a value of type java.time.Instant, which JSON has not");
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		for (Object bad : List.of(Double.NaN, Float.POSITIVE_INFINITY, "\ud83d", new BigDecimal("1e10000"), cycle,
				List.of(new Object()))) {
			assertThatIllegalArgumentException().isThrownBy(() -> Claims.of(Map.of("bad", bad)))
				.withMessageContaining("claim");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "1", "\"secret\"", "{\"a\":secret}", "{" })
	void areReadFromObjectsAlone(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> Claims.read(json))
			.withMessageNotContaining("secret")
			.withNoCause();
	}

}
