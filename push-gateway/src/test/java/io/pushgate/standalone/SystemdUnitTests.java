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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The service of systemd fits the gateway: its credentials are settings, its start check
 * asks for what is served, and it gets the memory that its JVM may take.
 */
class SystemdUnitTests {

	private static final Path UNIT = Path.of("../deploy/push-gateway.service");

	@TempDir
	private Path directory;

	@Test
	void aCredentialIsASetting() throws IOException {
		Map<String, List<String>> unit = unit();
		Map<String, String> secrets = Map.of("push.auth.jwt.secret", "s".repeat(32), "push.api.keys.default",
				"0".repeat(64));
		List<String> names = new ArrayList<>();
		for (String credential : unit.get("LoadCredential")) {
			String name = credential.substring(0, credential.indexOf(':'));
			names.add(name);
			Files.writeString(this.directory.resolve(name), secrets.get(name) + "\n");
		}
		assertThat(names).containsExactlyInAnyOrderElementsOf(secrets.keySet());
		Map<String, Object> variables = new HashMap<>(variables(unit));
		variables.remove("JDK_JAVA_OPTIONS");
		variables.computeIfPresent("SPRING_CONFIG_IMPORT",
				(name, value) -> value.toString().replace("%d", this.directory.toString()));
		assertThat(variables).containsEntry("SPRING_CONFIG_IMPORT", "configtree:" + this.directory + "/");
		String port = variables.remove("MANAGEMENT_SERVER_PORT").toString();
		String check = unit.get("ExecStartPost").get(0);
		Matcher url = Pattern.compile("http://localhost:" + port + "(/\\S+)$").matcher(check);
		assertThat(url.find()).as(check).isTrue();
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("unit-systemEnvironment", variables));
		SpringApplication application = new SpringApplication(PushGatewayApplication.class);
		application.setRegisterShutdownHook(false);
		application.setEnvironment(environment);
		try (ConfigurableApplicationContext context = application.run("--push.endpoint.port=0",
				"--management.server.port=0")) {
			secrets.forEach(
					(name, value) -> assertThat(context.getEnvironment().getProperty(name)).as(name).isEqualTo(value));
			int open = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
			assertThat(Client.get(open, url.group(1)).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void aStartIsCheckedWhileItMayTakeItsTime() throws IOException {
		Map<String, List<String>> unit = unit();
		assertThat(unit.get("Type")).containsExactly("exec");
		Matcher retries = Pattern.compile("--fail .*--retry (\\d+) --retry-delay 1 --retry-connrefused")
			.matcher(unit.get("ExecStartPost").get(0));
		assertThat(retries.find()).isTrue();
		assertThat(Integer.parseInt(unit.get("TimeoutStartSec").get(0)))
			.isGreaterThan(Integer.parseInt(retries.group(1)));
	}

	@Test
	void thereIsTimeForADrain() throws IOException {
		// push.drain.timeout, and what follows it
		assertThat(Integer.parseInt(unit().get("TimeoutStopSec").get(0))).isGreaterThanOrEqualTo(25 + 20);
	}

	@Test
	void thereIsMemoryForAllThatTheJvmMayTake() throws IOException {
		Map<String, List<String>> unit = unit();
		Matcher sizes = Pattern.compile("-Xmx(\\d+)m -XX:MaxDirectMemorySize=(\\d+)m")
			.matcher(variables(unit).get("JDK_JAVA_OPTIONS"));
		assertThat(sizes.find()).isTrue();
		long max = DataSize.parse(unit.get("MemoryMax").get(0) + "B").toMegabytes();
		assertThat(max).isGreaterThanOrEqualTo(Long.parseLong(sizes.group(1)) + Long.parseLong(sizes.group(2)) + 200);
	}

	@Test
	void theProcessMayDoWhatServicesDo() throws IOException {
		Map<String, List<String>> unit = unit();
		assertThat(unit.get("SystemCallFilter")).containsExactly("@system-service", "~@privileged @resources");
		assertThat(unit.get("SystemCallArchitectures")).containsExactly("native");
		for (String name : List.of("DynamicUser", "NoNewPrivileges", "ProtectClock", "ProtectKernelLogs",
				"RestrictRealtime", "LockPersonality")) {
			assertThat(unit.get(name)).as(name).containsExactly("yes");
		}
		// The JVM compiles: its memory is written and run.
		assertThat(unit).doesNotContainKey("MemoryDenyWriteExecute");
	}

	@Test
	@Tag("tool")
	void systemdFindsNoFault() throws Exception {
		Path program = Path.of("/usr/bin/systemd-analyze");
		assumeThat(program).isExecutable();
		Path copy = this.directory.resolve("push-gateway.service");
		// Not every machine has the two programs in these places.
		Files.writeString(copy, Files.readString(UNIT).replaceAll("/usr/bin/(java|curl)", "/bin/true"));
		Process process = new ProcessBuilder(program.toString(), "verify", "--man=no", copy.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).doesNotContain("push-gateway.service");
	}

	/**
	 * Return the settings of the section {@code Service}, each with its values in order.
	 */
	private static Map<String, List<String>> unit() throws IOException {
		Map<String, List<String>> unit = new HashMap<>();
		boolean service = false;
		for (String line : Files.readAllLines(UNIT)) {
			if (line.startsWith("[")) {
				service = line.equals("[Service]");
			}
			else if (service && !line.isEmpty() && !line.startsWith("#")) {
				String[] setting = line.split("=", 2);
				unit.computeIfAbsent(setting[0], (name) -> new ArrayList<>()).add(setting[1]);
			}
		}
		return unit;
	}

	private static Map<String, String> variables(Map<String, List<String>> unit) {
		Map<String, String> variables = new HashMap<>();
		for (String line : unit.get("Environment")) {
			String[] variable = line.replace("\"", "").split("=", 2);
			variables.put(variable[0], variable[1]);
		}
		return variables;
	}

}
