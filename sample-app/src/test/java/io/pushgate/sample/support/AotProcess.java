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

package io.pushgate.sample.support;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.awaitility.Awaitility;

import org.springframework.boot.SpringApplicationAotProcessor;

/**
 * The sample as {@code spring-boot:process-aot} makes it, on a JVM of its own.
 */
public final class AotProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String MAIN = "io.pushgate.sample.SampleApplication";

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private final Path directory;

	private final Path log;

	private final Process process;

	private AotProcess(Path directory, Path log, Process process) {
		this.directory = directory;
		this.log = log;
		this.process = process;
		// It does not outlive tests that are stopped.
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
	}

	/**
	 * Generate the code, compile it, and start the application with it.
	 * @param directory where everything is written
	 */
	public static AotProcess start(Path directory) throws IOException, InterruptedException {
		// Nothing of the tests is in an application.
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
		Path sources = directory.resolve("sources");
		Path resources = directory.resolve("resources");
		Path classes = directory.resolve("classes");
		Path log = directory.resolve("log");
		Process generation = run(log, classPath, SpringApplicationAotProcessor.class.getName(), MAIN,
				sources.toString(), resources.toString(), classes.toString(), "io.pushgate", "sample-app");
		if (!generation.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || generation.exitValue() != 0) {
			throw new IllegalStateException("The application cannot be processed: " + Files.readString(log));
		}
		compile(sources, classes, classPath);
		return new AotProcess(directory, log,
				run(log, String.join(File.pathSeparator, classes.toString(), resources.toString(), classPath),
						"-Dspring.aot.enabled=true", MAIN, "--server.port=0"));
	}

	private static Process run(Path log, String classPath, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", classPath));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	private static void compile(Path sources, Path classes, String classPath) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp",
				classes + File.pathSeparator + classPath, "-proc:none", "-nowarn"));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
			throw new IllegalStateException("The generated code cannot be compiled");
		}
	}

	/** The port, once it is open. */
	public int port() {
		return Awaitility.await().atMost(PATIENCE).until(() -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("The application has ended: " + log());
			}
			Matcher started = STARTED.matcher(log());
			return started.find() ? Integer.parseInt(started.group(1)) : 0;
		}, (port) -> port != 0);
	}

	/** What a native image would be built with. */
	public String metadata() throws IOException {
		Path file = this.directory
			.resolve("resources/META-INF/native-image/io.pushgate/sample-app/reachability-metadata.json");
		return Files.readString(file).replace("\\/", "/");
	}

	/** What it has said. */
	public String log() throws IOException {
		return Files.readString(this.log);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
