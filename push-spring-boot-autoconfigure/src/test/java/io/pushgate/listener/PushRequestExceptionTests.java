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

import java.util.Map;
import java.util.stream.Stream;

import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.message.Payload;
import io.pushgate.protocol.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of which codes an application may answer with.
 */
class PushRequestExceptionTests {

	@ParameterizedTest
	@ValueSource(strings = { "room-full", "7", "-", "application",
			"a123456789-a123456789-a123456789-a123456789-a123456789-a12345678" })
	void takesACodeOfTheApplication(String code) {
		PushRequestException exception = new PushRequestException(code, "x", Map.of("max", 20));
		assertThat(exception.code()).isEqualTo(code);
		assertThat(exception.error()).isEqualTo(UplinkError.APPLICATION);
		assertThat(exception.data()).isEqualTo(Map.of("max", 20));
		assertThat(new Failure(UplinkError.APPLICATION, code, "x", Payload.none()).outcome()).isEqualTo("application");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Room-full", "room_full", "room full", "r\u00f6m", "a\n",
			"a123456789-a123456789-a123456789-a123456789-a123456789-a1234567890" })
	void refusesAnotherText(String code) {
		assertThatIllegalArgumentException().isThrownBy(() -> new PushRequestException(code, "x"))
			.withMessage("'code' must match [a-z0-9-]{1,64} and be none of the protocol: \"" + code + '"');
	}

	@ParameterizedTest
	@EnumSource
	void refusesTheCodesOfTheProtocol(ErrorCode code) {
		assertThatIllegalArgumentException().isThrownBy(() -> new PushRequestException(code.wireName(), "x"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Failure(UplinkError.APPLICATION, code.wireName(), "x", Payload.none()));
	}

	@Test
	void codesOfTheProtocolAreThoseOfFrames() {
		assertThat(Stream.of(ErrorCode.values()).map(ErrorCode::wireName)).containsAll(Stream.of(UplinkError.values())
			.filter((error) -> error != UplinkError.APPLICATION)
			.map(UplinkError::code)
			.toList());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Failure(UplinkError.FORBIDDEN, "room-full", "x", Payload.none()));
		assertThatIllegalArgumentException().isThrownBy(() -> new PushRequestException(UplinkError.APPLICATION, "x"))
			.withMessageContaining("needs a code");
	}

}
