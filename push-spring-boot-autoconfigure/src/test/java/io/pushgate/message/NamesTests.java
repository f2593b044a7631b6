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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Names} and {@link UserKey}.
 */
class NamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "default", "A-Z.a_z-0.9", "..", "-" })
	void isAToken(String text) {
		assertThat(Names.isToken(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a/b", "a:b", "ü", "a\n", "\u0000", "*" })
	void isNoToken(String text) {
		assertThat(Names.isToken(text)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new UserKey(text, "u"))
			.withMessage("'tenant' must match [A-Za-z0-9._-]{1,64}: \"" + text + "\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", " ", "ü€", "\ud83d\ude00", "a b", "a/b?c=d&e", "'; drop", "\u2028" })
	void isAnId(String text) {
		assertThat(Names.isId(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\u0000", "a\nb", "a\tb", "\r", "\u001f", "\u007f", "\u0080", "\u009f" })
	void isNoId(String text) {
		assertThat(Names.isId(text)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new UserKey("default", text))
			.withMessage("'user' must have 1 to 128 characters and no control character");
	}

	@Test
	void halfAPairOfSurrogatesIsNoCharacter() {
		assertThat(List.of("\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d")).noneMatch(Names::isId)
			.noneMatch(Names::isGroup);
		assertThat(Names.isGroup("a\ud83d\ude00b")).isTrue();
	}

	@Test
	void theLimitsAreThoseOfTheProtocol() {
		assertThat(Names.isToken("t".repeat(64))).isTrue();
		assertThat(Names.isToken("t".repeat(65))).isFalse();
		assertThat(Names.isId("i".repeat(128))).isTrue();
		assertThat(Names.isId("i".repeat(129))).isFalse();
		assertThat(Names.DEFAULT_TENANT).isEqualTo("default");
		assertThat(Names.DEFAULT_NAMESPACE).isEqualTo("default");
	}

	@Test
	void equalUsersOfTwoTenantsAreTwoKeys() {
		assertThat(new UserKey("a", "u")).isEqualTo(new UserKey("a", "u")).isNotEqualTo(new UserKey("b", "u"));
		assertThat(new UserKey("a", "u")).hasToString("a/u");
	}

}
