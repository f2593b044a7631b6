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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * The gateway in a process of its own.
 */
public final class GatewayProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** What the build of the gateway has left there. */
	private static final Path CLASS_PATH = Path.of("../push-gateway/target/class-path");

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path log;

	private final int managementPort;

	private GatewayProcess(Process process, Path log, int managementPort) {
		this.process = process;
		// It does not outlive tests that are stopped.
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		this.log = log;
		this.managementPort = managementPort;
	}

	/**
	 * Start the gateway, with the class path of its own module.
	 * @param port where it listens
	 * @param managementPort where it is asked how it is
	 * @param arguments such as {@code --push.cluster.bus=redis}
	 */
	public static GatewayProcess start(int port, int managementPort, String... arguments) {
		if (!Files.exists(CLASS_PATH)) {
			throw new IllegalStateException("The gateway has not been built. Run 'mvn -pl sample-app -am test'");
		}
		try {
			List<String> command = new ArrayList<>(
					List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
							"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp",
							Files.readString(CLASS_PATH), "io.pushgate.standalone.PushGatewayApplication",
							"--push.endpoint.port=" + port, "--management.server.port=" + managementPort));
			command.addAll(List.of(arguments));
			Path directory = Files.createTempDirectory(Path.of("target"), "gateway");
			Path log = directory.resolve("log");
			return new GatewayProcess(new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start(), log, managementPort);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Wait until it lets clients in. */
	public void awaitReady() {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("The gateway has ended: " + log());
			}
			return isReady();
		});
	}

	private boolean isReady() throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/health/readiness"))
			.timeout(Duration.ofSeconds(10))
			.build();
		try {
			return this.http.send(request, BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	/** Ask it to end, as an operator does, and wait until it has. */
	public void stop() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The gateway does not end: " + log());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			close();
		}
	}

	/** What it has said. */
	public String log() {
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
