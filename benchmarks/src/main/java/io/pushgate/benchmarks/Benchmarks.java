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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.util.Version;

import org.springframework.boot.SpringBootVersion;

/**
 * Measures subjects side by side: each in a process of its own on one processor, the
 * generator on another, block after block in turns. Prints a Markdown table for each
 * scenario. See {@code docs/benchmarks.md}.
 *
 * <pre class="code">
 * java -cp benchmarks.jar io.pushgate.benchmarks.Benchmarks --connections=15000 --subjects=epoll,bare-netty
 * </pre>
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Measure, print, write.
	 * @param args see {@link Options}
	 * @throws IOException if results cannot be written
	 */
	public static void main(String[] args) throws IOException {
		Options options = Options.parse(args);
		if (options.pin()) {
			Os.pin(1);
		}
		Map<String, String> setting = setting(options, args);
		Results results = run(options);
		setting.forEach((name, value) -> Console.println("* " + name + ": " + value));
		for (Scenario scenario : results.scenarios()) {
			Console.println("");
			Console.println(results.table(scenario));
		}
		if (options.out() != null) {
			new ResultFiles(options.out()).write(results, setting);
		}
		System.exit(0);
	}

	/**
	 * Run all blocks.
	 */
	static Results run(Options options) {
		Results results = new Results();
		for (int block = 1; block <= options.blocks(); block++) {
			for (SubjectKind kind : options.subjects()) {
				List<String> command = kind.command(options);
				if (command == null) {
					results.skip(kind, "not installed");
					continue;
				}
				Console.println("Block " + block + ", " + kind.title());
				try (Block one = new Block(options, kind, results, new SubjectProcess(command))) {
					new Scenarios(one).run();
					one.client()
						.takeProblems()
						.forEach((problem, count) -> Console.println("  " + problem + ": " + count));
				}
				catch (RuntimeException ex) {
					Console.println("  failed: " + ex);
					results.skip(kind, "failed in block " + block);
				}
			}
		}
		return results;
	}

	private static Map<String, String> setting(Options options, String... args) throws IOException {
		Map<String, String> setting = new LinkedHashMap<>();
		setting.put("command", "Benchmarks " + String.join(" ", args));
		setting.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		setting.put("machine", Os.run("sh", "-c", "grep -m1 'model name' /proc/cpuinfo | cut -d: -f2").trim() + ", "
				+ Os.run("nproc", "--all") + " processors, " + Os.run("uname", "-sr"));
		setting.put("pinned", options.pin() ? "subject on processor 0, generator on 1" : "no");
		setting.put("load average before", Os.run("cut", "-d ", "-f1-3", "/proc/loadavg"));
		setting.put("JVM of subjects",
				Os.run(options.java(), "-version") + " " + String.join(" ", options.jvmOptions()));
		setting.put("versions",
				"Spring Boot " + SpringBootVersion.getVersion() + ", Netty "
						+ Version.identify()
							.getOrDefault("netty-transport", Version.identify().values().iterator().next())
							.artifactVersion());
		return setting;
	}

}
