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

package io.pushgate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs what the README shows with {@code curl}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Tag("tool")
class ReadmeTests {

	private static final Pattern SCRIPT = Pattern.compile("### Push with curl\\n.*?```bash\\n(.*?)```", Pattern.DOTALL);

	/** What a comment of the script says about the answers. */
	private static final Pattern STATUS = Pattern.compile("^#.*", Pattern.MULTILINE);

	/** Writes each answer on a line, after its status. */
	private static final String CURL = "curl() { command curl -sS -o answer -w '%{http_code} ' \"$@\" && cat answer && echo; }\n";

	@LocalServerPort
	private int port;

	@TempDir
	private Path directory;

	@Test
	void whatTheReadmeShowsWithCurlWorks() throws Exception {
		String script = script();
		try (PushTab alice = SampleClient.withBasic(this.port, "alice").openTab();
				PushTab bob = SampleClient.withBasic(this.port, "bob").openTab()) {
			bob.join("room:lobby");

			List<String> answers = run(script.replace("localhost:8080", "localhost:" + this.port));

			assertThat(answers).extracting((answer) -> answer.substring(0, 3))
				.containsExactlyElementsOf(statuses(script));
			assertThat(answers.get(1)).as("the same message").isEqualTo(answers.get(2));
			assertThat(answer(answers, 3)).hasSize(2);
			assertThat(answer(answers, 4).get("online").asBoolean()).isTrue();
			assertThat(answer(answers, 5).get("sessions").asInt()).isOne();
			assertThat(answer(answers, 6).get("connections").asInt()).isEqualTo(2);
			assertThat(answer(answers, 10).toString()).contains("/to/user");

			assertThat(bob.awaitData("comment.new", 2)).extracting((comment) -> comment.get("text").asString())
				.containsExactly("Hello, bob", "You two!");
			assertThat(bob.data("comment")).extracting((comment) -> comment.get("text").asString())
				.containsExactly("Hello, all of you");
			assertThat(alice.awaitData("comment.new", 1).get(0).get("from").asString()).isEqualTo("curl");
			assertThat(bob.awaitClose()).isEqualTo(4002);
		}
	}

	private static String script() throws IOException {
		return SCRIPT.matcher(Files.readString(Path.of("../README.md")))
			.results()
			.map((match) -> match.group(1))
			.findFirst()
			.orElseThrow();
	}

	private static List<String> statuses(String script) {
		return STATUS.matcher(script)
			.results()
			.map(MatchResult::group)
			.flatMap((comment) -> Pattern.compile("\\b[245]\\d\\d\\b").matcher(comment).results())
			.map(MatchResult::group)
			.toList();
	}

	private List<String> run(String script) throws Exception {
		Process process;
		try {
			Path file = Files.writeString(this.directory.resolve("script"), CURL + script);
			process = new ProcessBuilder("sh", file.toString()).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("output").toFile())
				.start();
		}
		catch (IOException ex) {
			return Assumptions.abort("No shell: what the README shows is not run");
		}
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		List<String> output = Files.readAllLines(this.directory.resolve("output"));
		Assumptions.assumeFalse(process.exitValue() == 127, "No curl: what the README shows is not run");
		assertThat(process.exitValue()).as(output.toString()).isZero();
		return output;
	}

	private static JsonNode answer(List<String> answers, int index) {
		return SampleClient.json(answers.get(index).substring(3));
	}

}
