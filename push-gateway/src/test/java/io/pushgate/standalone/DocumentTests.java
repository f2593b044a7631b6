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

package io.pushgate.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs what the document shows: a gateway that is started, and two programs that push
 * through it.
 */
@Tag("tool")
class DocumentTests {

	@TempDir
	private Path directory;

	@Test
	void curlPushes() throws Exception {
		pushes("bash", "sh");
	}

	@Test
	void pythonPushes() throws Exception {
		pushes("python", "python3");
	}

	private void pushes(String language, String interpreter) throws Exception {
		String start = block("bash", "java -jar");
		assertThat(start).contains("push-gateway/target/push-gateway.jar", "--push.auth.insecure-user-parameter=true",
				"--push.api.keys.default=$(printf %s demo-key | sha256sum | cut -d' ' -f1)");
		try (GatewayProcess gateway = GatewayProcess.start(this.directory, "--push.auth.insecure-user-parameter=true",
				"--push.api.keys.default=" + Keys.sha256("demo-key"))) {
			int port = gateway.awaitPort();
			try (Client ann = Client.connect(port, "user=ann")) {
				run(interpreter,
						block(language, "/push/api/v1/messages").replace("localhost:9090", "localhost:" + port));
				JsonNode message = ann.read("message");
				assertThat(message.path("event").asString()).isEqualTo("cover.ready");
				assertThat(message.at("/data/url").asString()).isEqualTo("/covers/1.png");
			}
		}
	}

	private static String block(String language, String about) throws IOException {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../docs/gateway.md")))
			.results()
			.map((match) -> match.group(1))
			.filter((block) -> block.contains(about))
			.findFirst()
			.orElseThrow();
	}

	private void run(String interpreter, String program) throws Exception {
		Path output = this.directory.resolve("output");
		Process process;
		try {
			Path file = Files.writeString(this.directory.resolve("program"), program);
			process = new ProcessBuilder(List.of(interpreter, file.toString())).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
		}
		catch (IOException ex) {
			Assumptions.abort("No " + interpreter + ": what the document shows is not run");
			return;
		}
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		Assumptions.assumeFalse(process.exitValue() == 127, "No curl: what the document shows is not run");
		assertThat(process.exitValue()).as(Files.readString(output)).isZero();
	}

}
