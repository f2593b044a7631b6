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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.pushgate.autoconfigure.PushHeartbeatProperties;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in {@code deploy} fits the gateway: its settings are taken, its probes are
 * answered, and there is time for a drain.
 */
class DeploymentTests {

	private static final Path DEPLOY = Path.of("../deploy");

	private static final Path KUBERNETES = DEPLOY.resolve("kubernetes");

	@Test
	void theManifestsStartAGatewayWhoseProbesAreAnswered() throws IOException {
		Map<String, JsonNode> manifests = manifests();
		JsonNode container = container(manifests);
		assertThat(secrets(container)).containsOnlyKeys("PUSH_AUTH_JWT_SECRET", "PUSH_API_KEYS_DEFAULT");
		SpringApplication application = application(
				Map.of("PUSH_AUTH_JWT_SECRET", "s".repeat(32), "PUSH_API_KEYS_DEFAULT", "0".repeat(64)));
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
	@Test
	void theSecretIsNoneOfTheManifests() throws IOException {
		String text = Files.readString(KUBERNETES.resolve("push-gateway.yaml"));
		Map<String, JsonNode> manifests = manifests();
		assertThat(manifests).doesNotContainKey("Secret");
		secrets(container(manifests)).forEach((name, reference) -> {
			assertThat(reference.path("name").asString()).as(name).isEqualTo("push-gateway-secrets");
			// Without it, the pod does not start.
			assertThat(reference.path("optional").asBoolean(false)).as(name).isFalse();
			assertThat(text).contains("create secret generic " + reference.path("name").asString())
				.contains("--from-literal=" + reference.path("key").asString() + "=");
		});
	}

	@Test
	void podsAreReplacedWhenSettingsChange() throws Exception {
		StringBuilder settings = new StringBuilder();
		boolean on = false;
		for (String line : Files.readAllLines(KUBERNETES.resolve("push-gateway.yaml"))) {
			if (line.startsWith("  application.yml: |")) {
				on = true;
			}
			else if (line.startsWith("---")) {
				on = false;
			}
			else if (on) {
				settings.append(line).append('\n');
			}
		}
		byte[] sum = MessageDigest.getInstance("SHA-256").digest(settings.toString().getBytes(StandardCharsets.UTF_8));
		JsonNode annotations = manifests().get("Deployment").at("/spec/template/metadata/annotations");
		assertThat(annotations.path("checksum/config").asString()).isEqualTo(HexFormat.of().formatHex(sum));
	}

	@Test
	void thePodHasNoTokenOfTheApiServer() throws IOException {
		JsonNode pod = manifests().get("Deployment").at("/spec/template/spec");
		assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
		assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
		assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean(false)).isTrue();
		assertThat(pod.at("/containers/0/securityContext/readOnlyRootFilesystem").asBoolean(false)).isTrue();
	}

	@Test
	void probesSurviveAPause() throws IOException {
		JsonNode container = container(manifests());
		for (String name : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
			JsonNode probe = container.path(name);
			assertThat(probe.path("timeoutSeconds").asInt()).as(name).isGreaterThanOrEqualTo(2);
			assertThat(probe.path("failureThreshold").asInt()).as(name).isGreaterThanOrEqualTo(3);
		}
		JsonNode liveness = container.path("livenessProbe");
		assertThat(liveness.path("periodSeconds").asInt() * liveness.path("failureThreshold").asInt())
			.isGreaterThanOrEqualTo(60);
	}

	@Test
	void thereAreAsManyGatewaysAsConnectionsNeed() throws IOException {
		Map<String, JsonNode> manifests = manifests();
		int perNode = Integer.parseInt(value(settings(manifests), "push.session.max-per-node"));
		JsonNode spec = manifests("autoscaling.yaml").get("HorizontalPodAutoscaler").path("spec");
		assertThat(spec.at("/scaleTargetRef/name")).isEqualTo(manifests.get("Deployment").at("/metadata/name"));
		JsonNode pods = spec.at("/metrics/0/pods");
		assertThat(pods.at("/metric/name").asString()).isEqualTo("push_connections");
		int connections = Integer.parseInt(pods.at("/target/averageValue").asString());
		int min = spec.path("minReplicas").asInt();
		// One of the fewest may go, and the others have room for its clients.
		assertThat(connections * min).isLessThanOrEqualTo(perNode * (min - 1));
		assertThat(spec.at("/behavior/scaleDown/stabilizationWindowSeconds").asInt()).isGreaterThanOrEqualTo(600);

		JsonNode keda = manifests("keda.yaml").get("ScaledObject").path("spec");
		assertThat(keda.at("/scaleTargetRef/name")).isEqualTo(spec.at("/scaleTargetRef/name"));
		assertThat(keda.path("minReplicaCount").asInt()).isEqualTo(min);
		assertThat(keda.path("maxReplicaCount")).isEqualTo(spec.path("maxReplicas"));
		assertThat(keda.at("/triggers/0/metadata/query").asString()).contains("push_connections");
		assertThat(keda.at("/triggers/0/metadata/threshold").asString()).isEqualTo(Integer.toString(connections));
		assertThat(keda.at("/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown"))
			.isEqualTo(spec.at("/behavior/scaleDown"));
	}

	@Test
	void theIngressIsMorePatientThanHeartbeatsAndShowsNoApi() throws IOException {
		JsonNode ingress = manifests("ingress.yaml").get("Ingress");
		long longest = new PushHeartbeatProperties().getMaxInterval().toSeconds();
		for (String name : List.of("proxy-read-timeout", "proxy-send-timeout")) {
			String value = ingress.at("/metadata/annotations").path("nginx.ingress.kubernetes.io/" + name).asString();
			assertThat(Long.parseLong(value)).as(name).isGreaterThan(longest);
		}
		JsonNode service = manifests().get("Service");
		for (JsonNode path : ingress.at("/spec/rules/0/http/paths").values()) {
			assertThat(path.path("path").asString()).isIn("/push", "/push/client.js");
			assertThat(path.path("pathType").asString()).isEqualTo("Exact");
			assertThat(path.at("/backend/service/name")).isEqualTo(service.at("/metadata/name"));
			assertThat(path.at("/backend/service/port/name")).isEqualTo(service.at("/spec/ports/0/name"));
		}
		assertThat(ingress.at("/spec/tls/0/hosts/0")).isEqualTo(ingress.at("/spec/rules/0/host"));
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
		// A version in full, for both stages, and no name that moves.
		assertThat(dockerfile).containsPattern("(?m)^ARG JAVA=eclipse-temurin:\\d+\\.\\d+\\.\\d+_\\d+-jre$")
			.doesNotContainPattern("(?m)^FROM (?!\\$\\{JAVA})");
		// What is recorded is what is read, after the options have been set.
		assertThat(dockerfile.indexOf("RUN java -XX:AOTCacheOutput=gateway.aot -Dspring.context.exit=onRefresh -jar"))
			.isGreaterThan(dockerfile.indexOf("ENV JDK_JAVA_OPTIONS"))
			.isLessThan(dockerfile.indexOf("\nUSER "));
		assertThat(dockerfile).contains("ENTRYPOINT [\"java\", \"-XX:AOTCache=gateway.aot\", \"-jar\"");
		assertThat(Files.readAllLines(Path.of("../.dockerignore")).stream().filter((line) -> !line.startsWith("#")))
			.containsExactly("*", "!push-gateway/target/push-gateway.jar");
		for (String layer : List.of("dependencies", "rocketmq", "spring-boot-loader", "snapshot-dependencies",
				"application")) {
			assertThat(dockerfile).contains("COPY --from=layers /layers/extracted/" + layer + "/ ./");
		}
	}

	private static Map<String, JsonNode> manifests() throws IOException {
		Map<String, JsonNode> manifests = manifests("push-gateway.yaml");
		assertThat(manifests).hasSize(5);
		return manifests;
	}

	private static Map<String, JsonNode> manifests(String file) throws IOException {
		Map<String, JsonNode> manifests = new LinkedHashMap<>();
		String text = Files.readString(KUBERNETES.resolve(file));
		for (Object manifest : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
			JsonNode json = JsonMapper.shared().valueToTree(manifest);
			manifests.put(json.path("kind").asString(), json);
		}
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

	/**
	 * Return the variables of a container that come from a secret.
	 */
	private static Map<String, JsonNode> secrets(JsonNode container) {
		Map<String, JsonNode> secrets = new LinkedHashMap<>();
		container.path("env")
			.values()
			.forEach((variable) -> secrets.put(variable.path("name").asString(),
					variable.at("/valueFrom/secretKeyRef")));
		return secrets;
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
