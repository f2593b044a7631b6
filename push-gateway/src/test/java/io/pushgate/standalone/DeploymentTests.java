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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What is in {@code deploy} fits the gateway: its settings are taken, its probes are
 * answered, and there is time for a drain.
 */
class DeploymentTests {

	private static final Path DEPLOY = Path.of("../deploy");

	@Test
	void theManifestsStartAGatewayWhoseProbesAreAnswered() throws IOException {
		Map<String, JsonNode> manifests = manifests();
		JsonNode container = container(manifests);
		Map<String, Object> secrets = strings(manifests.get("Secret").path("stringData"));
		assertThat(secrets).containsOnlyKeys("PUSH_AUTH_JWT_SECRET", "PUSH_API_KEYS_DEFAULT");
		secrets.put("PUSH_AUTH_JWT_SECRET", "s".repeat(32));
		secrets.put("PUSH_API_KEYS_DEFAULT", "0".repeat(64));
		SpringApplication application = application(secrets);
		List<String> arguments = new ArrayList<>(settings(manifests));
		int management = Integer.parseInt(value(arguments, "management.server.port"));
		assertThat(port(container, "management")).isEqualTo(management);
		assertThat(port(container, "push")).isEqualTo(9090);
		// There are no brokers here, and no ports that are known to be free.
		arguments.removeIf((argument) -> argument.startsWith("--push.cluster.") || argument.contains("redis")
				|| argument.startsWith("--management.server.port="));
		arguments.add("--push.endpoint.port=0");
		arguments.add("--management.server.port=0");
		try (ConfigurableApplicationContext context = application.run(arguments.toArray(String[]::new))) {
			int port = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
			for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
				JsonNode get = container.path(probe).path("httpGet");
				assertThat(get.path("port").asString()).isEqualTo("management");
				assertThat(Client.get(port, get.path("path").asString()).statusCode()).as(probe).isEqualTo(200);
			}
			JsonNode annotations = manifests.get("Deployment").at("/spec/template/metadata/annotations");
			assertThat(annotations.path("prometheus.io/port").asString()).isEqualTo(Integer.toString(management));
			assertThat(Client.get(port, annotations.path("prometheus.io/path").asString()).body())
				.contains("push_connections");
			assertThat(context.getEnvironment().getProperty("push.session.max-per-node")).isEqualTo("20000");
			assertThat(Client
				.push(context.getEnvironment().getRequiredProperty("local.push.server.port", Integer.class), "x", "{}")
				.statusCode()).isEqualTo(401);
		}
	}

	/**
	 * A secret that is published with the manifests would let anybody in.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "PUSH_AUTH_JWT_SECRET", "PUSH_API_KEYS_DEFAULT" })
	void theManifestsDoNotStartWithASecretThatIsNotReplaced(String name) throws IOException {
		Object published = strings(manifests().get("Secret").path("stringData")).get(name);
		SpringApplication application = application(Map.of(name, published));
		assertThatException()
			.isThrownBy(() -> application
				.run("--push.endpoint.port=0", "--logging.level.org.springframework.boot.diagnostics=off")
				.close())
			.satisfies((ex) -> assertThat(NestedExceptionUtils.getMostSpecificCause(ex).getClass().getSimpleName())
				.as(name)
				.isEqualTo("InvalidPushPropertyException"));
	}

	@Test
	void thereAreNoLibrariesOfTestsInTheJar() throws IOException {
		String[] path = Files.readString(Path.of("target/class-path")).split(File.pathSeparator);
		assertThat(path).hasSizeGreaterThan(50)
			.noneMatch((jar) -> Pattern.matches("(awaitility|hamcrest|junit|mockito|assertj)[-0-9a-z.]*",
					Path.of(jar).getFileName().toString()));
	}

	@Test
	void onlyMonitoringReachesThePortOfTheOperator() throws IOException {
		Map<String, JsonNode> manifests = manifests();
		JsonNode policy = manifests.get("NetworkPolicy").path("spec");
		assertThat(policy.at("/podSelector/matchLabels"))
			.isEqualTo(manifests.get("Deployment").at("/spec/template/metadata/labels"));
		assertThat(policy.at("/policyTypes/0").asString()).isEqualTo("Ingress");
		assertThat(policy.path("ingress").size()).isEqualTo(2);
		assertThat(policy.at("/ingress/0/ports/0/port").asString()).isEqualTo("push");
		assertThat(policy.at("/ingress/0/from").isMissingNode()).isTrue();
		assertThat(policy.at("/ingress/1/ports/0/port").asString()).isEqualTo("management");
		assertThat(policy.at("/ingress/1/from").size()).isPositive();
	}

	@Test
	void thereIsTimeForADrain() throws IOException {
		JsonNode pod = manifests().get("Deployment").at("/spec/template/spec");
		long drain = DurationStyle.detectAndParse("25s").toSeconds();
		long before = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong();
		assertThat(before).isPositive();
		assertThat(pod.path("terminationGracePeriodSeconds").asLong()).isGreaterThanOrEqualTo(before + drain + 20);
		Matcher stop = Pattern.compile("^TimeoutStopSec=(\\d+)$", Pattern.MULTILINE)
			.matcher(Files.readString(DEPLOY.resolve("push-gateway.service")));
		assertThat(stop.find()).isTrue();
		assertThat(Long.parseLong(stop.group(1))).isGreaterThanOrEqualTo(drain + 20);
	}

	@Test
	void serviceAndDisruptionBudgetFindThePods() throws IOException {
		Map<String, JsonNode> manifests = manifests();
		JsonNode labels = manifests.get("Deployment").at("/spec/template/metadata/labels");
		assertThat(manifests.get("Deployment").at("/spec/selector/matchLabels")).isEqualTo(labels);
		assertThat(manifests.get("Service").at("/spec/selector")).isEqualTo(labels);
		assertThat(manifests.get("PodDisruptionBudget").at("/spec/selector/matchLabels")).isEqualTo(labels);
		assertThat(manifests.get("Service").at("/spec/ports/0/targetPort").asString()).isEqualTo("push");
		assertThat(manifests.get("Service").at("/spec/ports").size()).isEqualTo(1);
	}

	@Test
	void theImageIsWhereTheManifestsHaveIt() throws IOException {
		String dockerfile = Files.readString(DEPLOY.resolve("Dockerfile"));
		JsonNode container = container(manifests());
		String mount = container.at("/volumeMounts/0/mountPath").asString();
		assertThat(dockerfile).contains("WORKDIR " + mount.substring(0, mount.lastIndexOf('/')) + "\n")
			.contains("COPY push-gateway/target/push-gateway.jar")
			// Into a directory of its own: extract refuses one in which the jar is.
			.contains("extract --layers --destination extracted\n")
			.contains("EXPOSE 9090");
		for (String layer : List.of("dependencies", "rocketmq", "spring-boot-loader", "snapshot-dependencies",
				"application")) {
			assertThat(dockerfile).contains("COPY --from=layers /layers/extracted/" + layer + "/ ./");
		}
	}

	private static Map<String, JsonNode> manifests() throws IOException {
		Map<String, JsonNode> manifests = new LinkedHashMap<>();
		String text = Files.readString(DEPLOY.resolve("kubernetes/push-gateway.yaml"));
		for (Object manifest : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
			JsonNode json = JsonMapper.shared().valueToTree(manifest);
			manifests.put(json.path("kind").asString(), json);
		}
		assertThat(manifests).hasSize(6);
		return manifests;
	}

	private static JsonNode container(Map<String, JsonNode> manifests) {
		return manifests.get("Deployment").at("/spec/template/spec/containers/0");
	}

	private static int port(JsonNode container, String name) {
		for (JsonNode port : container.path("ports").values()) {
			if (port.path("name").asString().equals(name)) {
				return port.path("containerPort").asInt();
			}
		}
		throw new AssertionError("There is no port " + name);
	}

	/**
	 * Return a gateway that sees variables as the container does.
	 */
	private static SpringApplication application(Map<String, Object> variables) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("secret-systemEnvironment", variables));
		SpringApplication application = new SpringApplication(PushGatewayApplication.class);
		application.setRegisterShutdownHook(false);
		application.setEnvironment(environment);
		return application;
	}

	private static Map<String, Object> strings(JsonNode node) {
		Map<String, Object> strings = new LinkedHashMap<>();
		node.properties().forEach((entry) -> strings.put(entry.getKey(), entry.getValue().asString()));
		return strings;
	}

	private static List<String> settings(Map<String, JsonNode> manifests) throws IOException {
		String yaml = manifests.get("ConfigMap").path("data").path("application.yml").asString();
		List<String> settings = new ArrayList<>();
		new YamlPropertySourceLoader().load("test", new ByteArrayResource(yaml.getBytes())).forEach((source) -> {
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				settings.add("--" + name + "=" + source.getProperty(name));
			}
		});
		return settings;
	}

	private static String value(List<String> arguments, String name) {
		return arguments.stream()
			.filter((argument) -> argument.startsWith("--" + name + "="))
			.map((argument) -> argument.substring(name.length() + 3))
			.findFirst()
			.orElseThrow();
	}

}
