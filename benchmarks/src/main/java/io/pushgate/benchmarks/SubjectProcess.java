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

package io.pushgate.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A subject in a process of its own, see {@link SubjectMain} for what is said to it. The
 * process ends with this one, whatever happens.
 */
final class SubjectProcess implements AutoCloseable {

	private static final int MAX_SHOWN = 20;

	private static final String ENDED = "ended";

	private final Process process;

	private final BufferedWriter out;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final Thread killer;

	private final int port;

	private final long pid;

	SubjectProcess(List<String> command) {
		try {
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not start " + command, ex);
		}
		this.killer = new Thread(this.process::destroyForcibly);
		Runtime.getRuntime().addShutdownHook(this.killer);
		this.out = new BufferedWriter(new OutputStreamWriter(this.process.getOutputStream(), StandardCharsets.UTF_8));
		Thread reader = new Thread(this::readAnswers, "subject-output");
		reader.setDaemon(true);
		reader.start();
		try {
			String[] ready = answer("ready", Duration.ofSeconds(90)).trim().split(" ");
			this.port = Integer.parseInt(ready[0]);
			this.pid = (ready.length > 1) ? Long.parseLong(ready[1]) : this.process.pid();
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void readAnswers() {
		int shown = 0;
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				if (line.startsWith("ready ") || line.startsWith("done ") || line.startsWith("failed ")) {
					this.answers.add(line);
				}
				else if (shown++ < MAX_SHOWN) {
					System.err.println("    | " + line);
				}
			}
		}
		catch (IOException ex) {
			// The process is gone, which is what is told next.
		}
		this.answers.add(ENDED);
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.pid;
	}

	double cpuSeconds() {
		return Os.cpuSeconds(pid());
	}

	/**
	 * Give a command and wait for its answer.
	 */
	long ask(String command, Duration patience) {
		send(command);
		return (long) number(answer("done", patience));
	}

	/**
	 * Give a command, to be waited for later with {@link #awaitDone}.
	 */
	void send(String command) {
		try {
			this.out.write(command + "\n");
			this.out.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The subject has ended", ex);
		}
	}

	void awaitDone(Duration patience) {
		answer("done", patience);
	}

	private String answer(String expected, Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		try {
			while (true) {
				@Nullable String line = this.answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				if (line == null || line.equals(ENDED) || line.startsWith("failed ")) {
					throw new IllegalStateException("The subject did not answer '" + expected + "' but: " + line);
				}
				if (line.startsWith(expected + " ")) {
					return line.substring(expected.length() + 1);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private static double number(String text) {
		return Double.parseDouble(text.trim());
	}

	@Override
	public void close() {
		// What it has started does not end with it.
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
			Runtime.getRuntime().removeShutdownHook(this.killer);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IllegalStateException ex) {
			// This process is ending, too.
		}
	}

}
