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

package io.pushgate.transport;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CloseReason}.
 */
class CloseReasonTests {

	@ParameterizedTest
	@CsvSource({ "NORMAL, 1000, AS_YOU_LIKE", "GOING_AWAY, 1001, AS_YOU_LIKE", "ABNORMAL, 1006, BACK_OFF",
			"BAD_DATA, 1007, BACK_OFF", "TOO_LARGE, 1009, BACK_OFF", "SERVER_ERROR, 1011, BACK_OFF",
			"RESTART, 1012, WAIT", "OVER_CAPACITY, 1013, WAIT", "REPLACED, 4001, STOP", "KICKED, 4002, STOP",
			"HEARTBEAT_TIMEOUT, 4100, AT_ONCE", "SLOW_CONSUMER, 4101, AT_ONCE", "NOT_AUTHENTICATED, 4401, FRESH_TOKEN",
			"TOKEN_EXPIRED, 4403, FRESH_TOKEN" })
	void hasTheCodeOfTheProtocol(String name, int code, ReconnectAdvice advice) throws Exception {
		CloseReason reason = (CloseReason) CloseReason.class.getField(name).get(null);
		assertThat(reason.code()).isEqualTo(code);
		assertThat(reason.advice()).isEqualTo(advice);
	}

	@Test
	void everyReasonFitsIntoACloseFrameAndHasACodeOfItsOwn() {
		List<CloseReason> reasons = reasons();
		assertThat(reasons).hasSizeGreaterThanOrEqualTo(14).allSatisfy((reason) -> {
			assertThat(reason.reason()).isNotBlank();
			assertThat(reason.reason().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
		});
		assertThat(reasons).extracting(CloseReason::code).doesNotHaveDuplicates();
	}

	@Test
	void keepsTheCodeBecauseOfAnotherText() {
		assertThat(CloseReason.KICKED.because("signed out")).isEqualTo(new CloseReason(4002, "signed out"));
		assertThat(CloseReason.KICKED.reason()).isEqualTo("kicked");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 999, 5000, Integer.MAX_VALUE })
	void refusesACodeThatNoCloseFrameMayCarry(int code) {
		assertThatIllegalArgumentException().isThrownBy(() -> new CloseReason(code, "no"))
			.withMessage("'code' must be in [1000..4999]: " + code);
	}

	private static List<CloseReason> reasons() {
		return Arrays.stream(CloseReason.class.getFields())
			.filter((field) -> Modifier.isStatic(field.getModifiers()) && field.getType() == CloseReason.class)
			.map((field) -> {
				try {
					return (CloseReason) field.get(null);
				}
				catch (IllegalAccessException ex) {
					throw new IllegalStateException(ex);
				}
			})
			.toList();
	}

}
