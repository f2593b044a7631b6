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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
			.contains("export function connect<E = AnyEvents>(", "export class PushClient<E = AnyEvents>");
	}

	/**
	 * Looks at them by a compiler where there is one.
	 */
	@Test
	@Tag("tool")
	void hasTypesThatKnowTheDataOfAnEventByItsNamespace(@TempDir Path directory) throws Exception {
		Files.write(directory.resolve("client.d.ts"), TYPES.getContentAsByteArray());
		Files.writeString(directory.resolve("events.ts"), """
				import { connect } from './client.js';
				interface Events { default: { 'cover.ready': { url: string } }; chat: { say: string } }
				const push = connect<Events>();
				push.on('cover.ready', (cover, message) => cover.url.trim() + message.data.url.trim());
				push.on('say', (line) => line.trim(), { namespace: 'chat' });
				push.on('*', (cover) => cover.url);
				// @ts-expect-error a misspelt event
				push.on('cover.redy', () => {});
				// @ts-expect-error an event of another namespace
				push.on('say', () => {});
				// @ts-expect-error an unknown namespace
				push.on('say', () => {}, { namespace: 'chad' });
				// @ts-expect-error other data
				push.on('cover.ready', (cover) => cover.path);
				connect('/push', { parse: JSON.parse }).on('anything', (data) => data.whatever, { namespace: 'n' });
				connect({ device: 'd' }).on<number>('count', (count) => count.toFixed());
				""");
		Process compiler;
		try {
			compiler = new ProcessBuilder("tsc", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2022",
					"--lib", "es2022,dom", "events.ts")
				.directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(directory.resolve("output").toFile())
				.start();
		}
		catch (IOException ex) {
			Assumptions.abort("Skipped: needs tsc, of TypeScript, on the PATH");
			return;
		}
		assertThat(compiler.waitFor()).as(Files.readString(directory.resolve("output"))).isZero();
	}

}
