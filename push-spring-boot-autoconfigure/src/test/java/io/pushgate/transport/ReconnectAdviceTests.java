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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReconnectAdvice}, row by row as the protocol's table of close codes.
 */
class ReconnectAdviceTests {

	@ParameterizedTest
	@CsvSource({ "1000, AS_YOU_LIKE", "1001, AS_YOU_LIKE", "1002, BACK_OFF", "1003, BACK_OFF", "1006, BACK_OFF",
			"1007, BACK_OFF", "1008, BACK_OFF", "1009, BACK_OFF", "1011, BACK_OFF", "1012, WAIT", "1013, WAIT",
			"1014, BACK_OFF", "3000, BACK_OFF", "4000, STOP", "4001, STOP", "4002, STOP", "4003, STOP", "4099, STOP",
			"4100, AT_ONCE", "4101, AT_ONCE", "4102, AT_ONCE", "4199, AT_ONCE", "4200, WAIT", "4299, WAIT",
			"4300, BACK_OFF", "4400, FRESH_TOKEN", "4401, FRESH_TOKEN", "4403, FRESH_TOKEN", "4499, FRESH_TOKEN",
			"4500, BACK_OFF" })
	void theNumberAloneTellsTheClientWhatToDo(int code, ReconnectAdvice advice) {
		assertThat(ReconnectAdvice.of(code)).isEqualTo(advice);
	}

}
