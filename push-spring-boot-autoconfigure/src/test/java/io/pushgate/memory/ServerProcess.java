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

package io.pushgate.memory;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.RawWebSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A {@link MemoryServer} in a process of its own: for what cannot be seen, or must not be
 * done, in the process of the tests.
 */
public final class ServerProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader in;

	private final BufferedWriter out;

	private final int port;

	private ServerProcess(Process process) throws IOException {
		this.process = process;
		this.in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		this.out = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
		this.port = (int) read("port");
	}

	public static Builder of(Container container) {
		return new Builder(container);
	}

	public int port() {
		return this.port;
	}

	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return the time that the process has spent on processors.
	 */
	public Duration cpuTime() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	public long ask(String command) throws IOException {
		send(command);
		return read(command);
	}

	public void awaitSessions(int count) {
		await().atMost(RawWebSocket.PATIENCE).untilAsserted(() -> assertThat(ask("sessions")).isEqualTo(count));
	}

	/**
	 * Tell the process to end, as {@code kill} and container platforms do.
	 */
	public void terminate() {
		this.process.destroy();
	}

	/**
	 * Wait for the process to end.
	 * @return its exit code
	 */
	public int awaitExit() {
		await().atMost(RawWebSocket.PATIENCE).until(() -> !this.process.isAlive());
		return this.process.exitValue();
	}

	void printHistogram() throws IOException {
		send("histogram");
		int lines = 0;
		for (String line = this.in.readLine(); !line.equals("end"); line = this.in.readLine()) {
			if (lines++ < 60) {
				System.out.println(line);
			}
		}
	}

	private void send(String command) throws IOException {
		this.out.write(command + "\n");
		this.out.flush();
	}

	private long read(String name) throws IOException {
		String line = this.in.readLine();
		while (line != null && !line.startsWith(name + " ")) {
			line = this.in.readLine();
		}
		assertThat(line).as("the answer of the server process").isNotNull();
		return Long.parseLong(line.substring(name.length() + 1));
	}

	@Override
	public void close() throws IOException {
		this.out.close();
		this.process.destroyForcibly();
	}

	/**
	 * Puts a process together.
	 */
	public static final class Builder {

		// For a process that does not live long.
		private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

		private final Container container;

		private final List<String> options = new ArrayList<>();

		private final List<String> properties = new ArrayList<>();

		private final List<String> missing = new ArrayList<>();

		private int descriptors;

		private Builder(Container container) {
			this.container = container;
		}

		/**
		 * Add options of the JVM, with blanks between them.
		 */
		public Builder options(String options) {
			this.options.addAll(List.of(options.split(" ")));
			return this;
		}

		public Builder property(String name, Object value) {
			this.properties.add(name + "=" + value);
			return this;
		}

		/**
		 * Add properties, with commas between them.
		 */
		public Builder properties(String properties) {
			if (!properties.isEmpty()) {
				this.properties.addAll(List.of(properties.split(",")));
			}
			return this;
		}

		/**
		 * Leave jars out of the classpath.
		 * @param names what their file names start with
		 */
		public Builder without(String... names) {
			this.missing.addAll(List.of(names));
			return this;
		}

		/**
		 * Limit the number of file descriptors that the process may have.
		 */
		public Builder descriptors(int limit) {
			this.descriptors = limit;
			return this;
		}

		public ServerProcess start() throws IOException {
			return new ServerProcess(
					new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		}

		/**
		 * Start a server that cannot start.
		 * @return what it has written
		 */
		public String fail() throws IOException, InterruptedException {
			Process process = new ProcessBuilder(command()).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isNotZero();
			return output;
		}

		private List<String> command() {
			List<String> command = new ArrayList<>();
			if (this.descriptors > 0) {
				command.addAll(List.of("sh", "-c", "ulimit -n " + this.descriptors + " && exec \"$@\"", "sh"));
			}
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(this.options.isEmpty() ? QUICK : this.options);
			command.addAll(List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
					"-cp", classPath(), MemoryServer.class.getName(), this.container.name()));
			command.addAll(this.properties);
			return command;
		}

		private String classPath() {
			String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
			return Arrays.stream(classPath.split(File.pathSeparator))
				.filter((entry) -> this.missing.stream().noneMatch(new File(entry).getName()::startsWith))
				.collect(Collectors.joining(File.pathSeparator));
		}

	}

}
