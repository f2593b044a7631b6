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

package io.pushgate.core;

import java.util.HashSet;
import java.util.Set;

import io.pushgate.message.Names;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageIds}.
 */
class MessageIdsTests {

	@Test
	void noTwoAreEqualWhateverProcessMakesThem() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			MessageIds process = new MessageIds();
			for (int j = 0; j < 1000; j++) {
				assertThat(ids.add(process.get())).isTrue();
			}
		}
		assertThat(ids).allSatisfy((id) -> assertThat(Names.isId(id)).isTrue());
	}

}
