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

package io.pushgate.testsupport.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import org.awaitility.core.ConditionTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server in a process of its own, which does not outlive that of the tests, however
 * that one ends: a shell watches the pipe between the two.
 */
final class ServerProcess {

	private static final Duration PATIENCE = Duration.ofSeconds(180);

	private static final int PORTS_OF_A_FORK = 1000;

	private static final int FIRST_PORT = 12_000
			+ PORTS_OF_A_FORK * ((Integer.getInteger("surefire.forkNumber", 1) - 1) % 8);

	private final List<String> command;

	private final Path directory;

	private final int port;

	private final String readyLine;

	private Process guard;

	private ProcessHandle server;

	/**
	 * Start a server.
	 * @param readyLine what it writes when it is ready, or an empty text where opening
	 * its port says that
	 */
	ServerProcess(Path directory, int port, String readyLine, List<String> command) {
		this.directory = directory;
		this.port = port;
		this.readyLine = readyLine;
		this.command = command;
		start();
	}

	/**
	 * Start the server, with the data that it had when it was killed.
	 */
	void start() {
		long before = readyLines();
		List<String> guarded = new ArrayList<>(List.of("sh", "-c",
				"log=$1; shift; \"$@\" >>\"$log\" 2>&1 </dev/null & echo $!; cat >/dev/null; kill -9 $!; rm -rf \"$PWD\"",
				"sh", log().toString()));
		guarded.addAll(this.command);
		try {
			this.guard = new ProcessBuilder(guarded).directory(this.directory.toFile())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			BufferedReader out = new BufferedReader(
					new InputStreamReader(this.guard.getInputStream(), StandardCharsets.UTF_8));
			this.server = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try {
			await().atMost(PATIENCE)
				.until(() -> !this.server.isAlive()
						|| (accepts(this.port) && (this.readyLine.isEmpty() || readyLines() > before)));
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("The server is not ready: " + lastLines(), ex);
		}
		assertThat(this.server.isAlive()).as(() -> "the server is alive: " + lastLines()).isTrue();
	}

	private long readyLines() {
		return output().lines().filter(this.readyLine::equals).count();
	}

	/**
	 * End the server at once, as SIGKILL does.
	 */
	void kill() {
		this.server.destroyForcibly();
		await().atMost(PATIENCE).until(() -> !this.server.isAlive());
		this.guard.destroyForcibly();
	}

	Duration cpu() {
		return this.server.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/**
	 * Ask the server to stop, and wait until it has.
	 */
	void terminate() {
		this.server.destroy();
		await().atMost(PATIENCE).until(() -> !this.server.isAlive());
		this.guard.destroyForcibly();
	}

	/**
	 * Stop the server's threads, as a long pause of a garbage collector does.
	 */
	void pause() {
		signal("STOP");
	}

	void resume() {
		signal("CONT");
	}

	private void signal(String signal) {
		try {
			assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + this.server.pid()).start().waitFor())
				.isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	String output() {
		try {
			return Files.exists(log()) ? Files.readString(log()) : "";
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private String lastLines() {
		List<String> lines = output().lines().toList();
		return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
	}

	void close() {
		kill();
		try (Stream<Path> files = Files.walk(this.directory)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path log() {
		return this.directory.resolve("output.log");
	}

	static Path newDirectory(String name) {
		try {
			return Files.createTempDirectory("pushgate-" + name);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return a free port, such that the ones at the offsets are free as well. Not one of
	 * those that the system gives to clients, who would take it while a server restarts,
	 * nor one that another fork of the tests may take meanwhile.
	 */
	static int freePort(int... offsets) {
		while (true) {
			int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS_OF_A_FORK);
			if (isFree(port) && Arrays.stream(offsets).allMatch((offset) -> isFree(port + offset))) {
				return port;
			}
		}
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	static boolean accepts(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
