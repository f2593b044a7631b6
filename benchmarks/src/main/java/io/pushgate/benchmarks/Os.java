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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What Linux tells of a process and of itself. Elsewhere, all figures are
 * {@link Double#NaN}.
 */
final class Os {

	/**
	 * The unit of processor time in {@code /proc/PID/stat}: 100 to the second on all
	 * common platforms.
	 */
	private static final double TICKS = 100;

	private Os() {
	}

	/**
	 * Return the processor time that a process has had, in seconds.
	 */
	static double cpuSeconds(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

	/**
	 * Return the resident memory of a process, in bytes.
	 */
	static double residentBytes(long pid) {
		return kilobytes(Path.of("/proc/" + pid + "/status"), "VmRSS:");
	}

	/**
	 * Return the memory of the kernel's own objects, in bytes: all processes together.
	 */
	static double slabBytes() {
		return kilobytes(Path.of("/proc/meminfo"), "Slab:");
	}

	private static double kilobytes(Path file, String name) {
		try {
			return Files.readAllLines(file)
				.stream()
				.filter((line) -> line.startsWith(name))
				.mapToDouble((line) -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
				.findFirst()
				.orElse(Double.NaN);
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

	/**
	 * Return whether a program is installed.
	 */
	static boolean has(String program) {
		String path = System.getenv().getOrDefault("PATH", "");
		return Arrays.stream(path.split(":")).anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	/**
	 * Keep this process on a processor.
	 */
	static void pin(int processor) {
		run("taskset", "-a", "-p", "-c", Integer.toString(processor), Long.toString(ProcessHandle.current().pid()));
	}

	/**
	 * Run a command and return the first line of its output, empty if it fails.
	 */
	static String run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			if (!process.waitFor(10, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				return "";
			}
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return output.lines().findFirst().orElse("");
		}
		catch (IOException ex) {
			return "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new UncheckedIOException(new IOException(ex));
		}
	}

}
