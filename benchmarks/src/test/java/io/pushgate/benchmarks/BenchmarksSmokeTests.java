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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every scenario once, with few connections: everything arrives and every table has its
 * row. No time is asserted.
 */
@Tag("tool")
@Tag("measured")
class BenchmarksSmokeTests {

	private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path"));

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "EPOLL", "BARE_NETTY", "BARE_SPRING" }, mode = Mode.INCLUDE)
	void everythingArrives(SubjectKind subject) {
		// The bare handler of Spring is held up by a stopped reader for 20 seconds.
		String scenarios = "connect,memory,fanout,coalesce,unicast,fairness,echo,churn"
				+ ((subject != SubjectKind.BARE_SPRING) ? ",stall" : "")
				+ ((subject.dialect() == Dialect.PUSHGATE) ? ",http" : "");
		everythingArrives(subject, scenarios, "--class-path=" + CLASS_PATH);
	}

	@Test
	void everythingArrivesFromTheGateway() {
		Path gateway = Path.of("../push-gateway/target/push-gateway.jar");
		Assumptions.assumeTrue(Files.exists(gateway), "Skipped, as the gateway is not built: run 'mvn package' first");
		everythingArrives(SubjectKind.GATEWAY, "connect,fanout,coalesce,echo,churn,http", "--class-path=" + CLASS_PATH,
				"--gateway=" + gateway);
	}

	@Test
	void everythingArrivesFromTheServerInC() throws Exception {
		Path server = this.directory.resolve("server");
		Assumptions.assumeTrue(Os.has("cc"), "Skipped, as there is no C compiler: install one that is called as 'cc'");
		Process compiler = new ProcessBuilder("cc", "-O2", "-Wall", "-Werror", "-o", server.toString(), "c/server.c")
			.inheritIO()
			.start();
		assertThat(compiler.waitFor()).isZero();
		everythingArrives(SubjectKind.C, "connect,fanout,coalesce,echo,churn", "--c-server=" + server);
	}

	private static void everythingArrives(SubjectKind subject, String scenarios, String... where) {
		List<String> arguments = new ArrayList<>(List.of(where));
		arguments
			.addAll(List.of("--connections=50", "--rounds=2", "--blocks=1", "--warmup=0", "--seconds=1", "--rate=500",
					"--pin=false", "--jvm-options=-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData",
					"--subjects=" + subject.name(), "--scenarios=" + scenarios));
		Options options = Options.parse(arguments.toArray(String[]::new));
		Results results = Benchmarks.run(options);
		assertThat(results.skipped()).isEmpty();
		assertThat(results.scenarios()).containsExactlyElementsOf(options.scenarios().stream().sorted().toList());
		for (Scenario scenario : results.scenarios()) {
			assertThat(results.table(scenario)).contains("\n| " + subject.title() + " | ");
			for (String metric : results.metrics(scenario)) {
				List<Double> values = results.values(scenario, subject, metric);
				if (metric.contains("arrived/expected") || metric.equals("came back/left")) {
					assertThat(values).as(scenario + ", " + metric).containsExactly(1.0);
				}
				else if (metric.startsWith("heap bytes")) {
					assertThat(values).as(scenario + ", " + metric).allMatch((bytes) -> bytes > 0);
				}
				else if (metric.equals("lost") || metric.equals("doubled") || metric.equals("refused")) {
					assertThat(values).as(scenario + ", " + metric).containsExactly(0.0);
				}
			}
		}
	}

	@Test
	void writesTablesAndPlots() throws Exception {
		Results results = new Results();
		results.add(Scenario.FANOUT, SubjectKind.EPOLL, "messages/s", 100_000);
		results.add(Scenario.FANOUT, SubjectKind.EPOLL, "messages/s", 110_000);
		results.add(Scenario.FANOUT, SubjectKind.BARE_NETTY, "messages/s", 117_000);
		results.skip(SubjectKind.SOCKETIO, "not installed");
		new ResultFiles(this.directory).write(results, Map.of("machine", "<one> & only"));
		assertThat(Files.readString(this.directory.resolve("results.md")))
			.contains("| Pushgate, Netty, epoll | 105000 (100000–110000) |")
			.contains("| Socket.IO, Node | skipped: not installed |");
		assertThat(Files.readAllLines(this.directory.resolve("results.csv"))).hasSize(4)
			.contains("FANOUT,EPOLL,\"messages/s\",2,110000.0");
		assertThat(Files.readString(this.directory.resolve("fanout.svg"))).startsWith("<svg ").contains("bare Netty");
		assertThat(this.directory.resolve("results.json")).isNotEmptyFile();
	}

}
