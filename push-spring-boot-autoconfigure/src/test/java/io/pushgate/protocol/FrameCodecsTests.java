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

package io.pushgate.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameCodecs}.
 */
class FrameCodecsTests {

	private final FrameCodecs codecs = new FrameCodecs();

	@Test
	void findsACodecByItsSubprotocol() {
		assertThat(this.codecs.all()).extracting(FrameCodec::subprotocol)
			.containsExactly("push.v1.json", "push.v1.msgpack");
		assertThat(this.codecs.all())
			.allSatisfy((codec) -> assertThat(this.codecs.find(codec.subprotocol())).isSameAs(codec));
	}

	@Test
	void speaksJsonWithWhoAsksForNothing() {
		assertThat(this.codecs.json().subprotocol()).isEqualTo("push.v1.json");
		assertThat(this.codecs.json()).isSameAs(this.codecs.find("push.v1.json"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "push.v1", "push.v2.json", "PUSH.V1.JSON", "push.v1.json ", "bearer.push.v1.json" })
	void findsNothingUnderAnotherName(String subprotocol) {
		assertThat(this.codecs.find(subprotocol)).isNull();
	}

}
