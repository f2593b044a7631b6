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

package io.pushgate.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the files of the JavaScript client that need no browser.
 */
class ClientScriptTests {

	private static final ClassPathResource SCRIPT = new ClassPathResource("io/pushgate/client/client.js");

	private static final ClassPathResource TYPES = new ClassPathResource("io/pushgate/client/client.d.ts");

	@Test
	void isSmallAsItTravels() throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
			out.write(SCRIPT.getContentAsByteArray());
		}
		assertThat(compressed.size()).isLessThanOrEqualTo(8 * 1024);
	}

	@Test
	void loadsNothing() throws IOException {
		assertThat(SCRIPT.getContentAsByteArray()).asString().doesNotContain("import ", "import(", "require(");
	}

	@Test
	void hasTypesForItsExports() throws IOException {
		assertThat(TYPES.getContentAsByteArray()).asString()
			.contains("export function connect(", "export class PushClient");
	}

}
