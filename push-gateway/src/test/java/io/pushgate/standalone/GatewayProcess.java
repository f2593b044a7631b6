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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.awaitility.Awaitility.await;

/**
 * The gateway in a process of its own, on a free port.
 */
final class GatewayProcess implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Pattern PORT = Pattern.compile("The push endpoint listens on port (\\d+)");

	private final Path log;

	private final Process process;

	private GatewayProcess(Process process, Path log) {
		this.process = process;
		// It does not outlive tests that are stopped.
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		this.log = log;
	}

	/**
	 * Start the main class, with the class path of the tests.
	 */
	static GatewayProcess start(Path directory, String... arguments) {
		return start(directory, List.of(), arguments);
	}

	/**
	 * Start the main class with a limit of file descriptors.
	 */
	static GatewayProcess startWithDescriptors(Path directory, int limit, String... arguments) {
		return start(directory, List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh"), arguments);
	}

	private static GatewayProcess start(Path directory, List<String> shell, String... arguments) {
		List<String> command = new ArrayList<>(shell);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp",
				System.getProperty("java.class.path"), PushGatewayApplication.class.getName(),
				"--push.endpoint.port=0"));
		command.addAll(List.of(arguments));
		try {
			Path log = Files.createTempFile(directory, "gateway", ".log");
			return new GatewayProcess(new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start(), log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until it listens.
	 * @return the port
	 */
	int awaitPort() {
		Matcher[] found = new Matcher[1];
		await().atMost(PATIENCE).until(() -> {
			Matcher matcher = PORT.matcher(log());
			found[0] = matcher;
			if (!this.process.isAlive()) {
				throw new IllegalStateException("The gateway has ended: " + log());
			}
			return matcher.find();
		});
		return Integer.parseInt(found[0].group(1));
	}

	/**
	 * Ask it to end, as an operator does.
	 */
	void terminate() {
		this.process.destroy();
	}

	/**
	 * Wait until it has ended.
	 * @return how
	 */
	int awaitEnd() {
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The gateway does not end: " + log());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
