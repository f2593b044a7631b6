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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What to measure, and how much of it.
 *
 * @param connections how many connections
 * @param rounds how many fan-outs
 * @param blocks how often each subject is started anew; subjects take turns
 * @param warmup how many rounds of connections and fan-outs warm a subject up, as a
 * factor: 0 for none, 1 for the usual
 * @param bytes the size of a message's frame, without its header
 * @param seconds how long scenarios run that have no count
 * @param rate how many messages a second the unicast scenario sends
 * @param subjects what to measure
 * @param scenarios what to measure about it
 * @param pin whether to keep subjects on processor 0 and the generator on 1
 * @param java the Java launcher for subjects
 * @param jvmOptions the options of the subjects' JVMs
 * @param classPath the class path of subjects
 * @param socketIo where Socket.IO for Node is installed
 * @param cServer the server in C, compiled
 * @param gateway the gateway's jar
 * @param redis the address of a Redis for gateways, or {@code null} for none
 * @param rocketMq the address of a name server of RocketMQ for gateways, or {@code null}
 * for none
 * @param out the directory for results, or {@code null} to write none
 */
record Options(int connections, int rounds, int blocks, double warmup, int bytes, int seconds, int rate,
		List<SubjectKind> subjects, List<Scenario> scenarios, boolean pin, String java, List<String> jvmOptions,
		String classPath, Path socketIo, Path cServer, Path gateway, @Nullable String redis, @Nullable String rocketMq,
		@Nullable Path out) {

	private static final String SUBJECTS = "c,tomcat,jetty,epoll,io_uring,nio,gateway,gateway-redis,gateway-rocketmq,"
			+ "bare-netty,bare-io_uring,bare-spring,stomp,netty-socketio,socketio";

	static Options parse(String... args) {
		Map<String, String> values = CommandLine.parse(args, "connections", "rounds", "blocks", "warmup", "bytes",
				"seconds", "rate", "subjects", "scenarios", "pin", "java", "jvm-options", "class-path", "socketio",
				"c-server", "gateway", "redis", "rocketmq", "out");
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		boolean canPin = Os.has("taskset") && Runtime.getRuntime().availableProcessors() > 1;
		String jvmOptions = values.getOrDefault("jvm-options", "-Xmx2g");
		String out = values.get("out");
		return new Options(number(values, "connections", 15_000), number(values, "rounds", 20),
				number(values, "blocks", 3), Double.parseDouble(values.getOrDefault("warmup", "1")),
				number(values, "bytes", 300), number(values, "seconds", 10), number(values, "rate", 20_000),
				Arrays.stream(values.getOrDefault("subjects", SUBJECTS).split(",")).map(SubjectKind::of).toList(),
				values.containsKey("scenarios")
						? Arrays.stream(values.get("scenarios").split(",")).map(Scenario::of).toList()
						: List.of(Scenario.values()),
				canPin && Boolean.parseBoolean(values.getOrDefault("pin", "true")),
				values.getOrDefault("java", java.toString()),
				jvmOptions.isBlank() ? List.of() : List.of(jvmOptions.trim().split("\\s+")),
				values.getOrDefault("class-path", System.getProperty("java.class.path")),
				Path.of(values.getOrDefault("socketio", "benchmarks/socketio")),
				Path.of(values.getOrDefault("c-server", "benchmarks/c/server")),
				Path.of(values.getOrDefault("gateway", "push-gateway/target/push-gateway.jar")), values.get("redis"),
				values.get("rocketmq"), (out != null) ? Path.of(out) : null);
	}

	private static int number(Map<String, String> values, String name, int fallback) {
		String value = values.get(name);
		return (value != null) ? Integer.parseInt(value) : fallback;
	}

}
