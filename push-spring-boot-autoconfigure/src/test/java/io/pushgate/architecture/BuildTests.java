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

package io.pushgate.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documents promise of the build.
 */
class BuildTests {

	private static final Pattern RUN = Pattern.compile("\\| run the sample \\| `(.*)` \\|");

	private static final Pattern SILENT = Pattern.compile("mvn [^`|\\n]*(-q|--quiet)\\b");

	@Test
	void noCommandIsSilent() throws IOException {
		try (Stream<Path> documents = Stream
			.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md"), Path.of("../docs"), Path.of("../deploy"))
			.flatMap(BuildTests::files)) {
			assertThat(documents).isNotEmpty()
				.allSatisfy((document) -> assertThat(Files.readString(document)).doesNotContainPattern(SILENT));
		}
	}

	@Test
	void theSampleIsRunWithoutWhatItsTestsNeed() throws IOException {
		String command = RUN.matcher(Files.readString(Path.of("../README.md")))
			.results()
			.map((match) -> match.group(1))
			.findFirst()
			.orElseThrow();
		assertThat(command.split(" ")).contains("-pl", "sample-app", "-am", "-Dmaven.test.skip", "spring-boot:run");
		for (String module : List.of("sample-app", "push-spring-boot-autoconfigure")) {
			String pom = pom(module);
			int profile = pom.indexOf("<id>tests</id>");
			assertThat(pom.substring(0, profile)).as(module)
				.doesNotContain("<scope>test</scope>")
				.doesNotContain("push-gateway")
				.doesNotContain("rocketmq-broker");
			assertThat(pom.substring(profile)).as(module)
				.containsPattern("<name>maven.test.skip</name>\\s*<value>!true</value>")
				.contains("<scope>test</scope>");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "sample-app", "benchmarks" })
	void programsAreNotInstalled(String module) throws IOException {
		assertThat(pom(module)).contains("<maven.install.skip>true</maven.install.skip>")
			.contains("<maven.deploy.skip>true</maven.deploy.skip>");
	}

	@Test
	void librariesAreInstalledWithSourcesAndJavadoc() throws IOException {
		assertThat(pom(".")).containsPattern("maven-source-plugin(?s:.){1,300}<goal>jar-no-fork</goal>")
			.containsPattern("maven-javadoc-plugin(?s:.){1,400}<phase>verify</phase>\\s*<goals>\\s*<goal>jar</goal>");
		for (String module : List.of("push-spring-boot-autoconfigure", "push-spring-boot-starter")) {
			assertThat(pom(module)).doesNotContain("install.skip", "source.skip", "javadoc.skip");
		}
	}

	private static Stream<Path> files(Path path) {
		try (Stream<Path> files = Files.walk(path)) {
			return files.filter((file) -> file.toString().endsWith(".md") || file.endsWith("Dockerfile"))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String pom(String module) throws IOException {
		return Files.readString(Path.of("..").resolve(module).resolve("pom.xml"));
	}

}
