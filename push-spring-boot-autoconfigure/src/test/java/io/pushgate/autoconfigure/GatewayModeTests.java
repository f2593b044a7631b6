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

package io.pushgate.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.pushgate.actuate.ActuatorHttpEndpoint;
import io.pushgate.actuate.PrometheusPage;
import io.pushgate.api.PushApi;
import io.pushgate.gateway.Drain;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.netty.NettyHttpPort;
import io.pushgate.transport.netty.NettyTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that is a gateway and nothing else: connections, the HTTP push API and
 * what operators ask for, without a web server.
 */
class GatewayModeTests {

	private static final String BROKERS = "org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration,"
			+ "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration,"
			+ "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration,"
			+ "org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration";

	private static final String ON_ONE_PORT = "push.netty.actuator-probes-only=false";

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void servesEverythingOnOnePort() throws Exception {
		start(ON_ONE_PORT, "management.endpoints.web.exposure.include=health,prometheus",
				"push.api.keys.default=" + ApiClient.sha256(ApiClient.KEY));
		int port = port("local.push.server.port");
		try (RawWebSocket client = RawWebSocket.to(port).user("ann").open()) {
			client.readJson("welcome");
			assertThat(push(port, ApiClient.KEY).statusCode()).isEqualTo(202);
			assertThat(client.readJson("message").path("event").asString()).isEqualTo("hi");
			assertThat(push(port, "other").statusCode()).isEqualTo(401);
		}
		assertThat(get(port, "/push/client.js").statusCode()).isEqualTo(200);
		HttpResponse<String> health = get(port, "/actuator/health");
		assertThat(health.statusCode()).isEqualTo(200);
		assertThat(json(health).path("status").asString()).isEqualTo("UP");
		assertThat(json(health).has("components")).isFalse();
		assertThat(json(health).path("groups").values()).extracting(JsonNode::asString)
			.contains("liveness", "readiness");
		assertThat(health.headers().firstValue("Content-Type"))
			.hasValue("application/vnd.spring-boot.actuator.v3+json");
		HttpResponse<String> meters = get(port, "/actuator/prometheus");
		assertThat(meters.body()).contains("push_handshakes_total{outcome=\"accepted\"} 1.0", "jvm_memory_used_bytes");
		assertThat(meters.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
		assertThat(get(port, "/actuator/prometheus", "Accept", "application/openmetrics-text;version=1.0.0").body())
			.endsWith("# EOF\n");
	}

	@Test
	void answersProbes() throws Exception {
		start();
		int port = port("local.push.server.port");
		for (String group : List.of("liveness", "readiness")) {
			HttpResponse<String> probe = get(port, "/actuator/health/" + group);
			assertThat(probe.statusCode()).isEqualTo(200);
			assertThat(json(probe).path("status").asString()).isEqualTo("UP");
		}
		bean(Drain.class).start();
		await().atMost(RawWebSocket.PATIENCE).until(() -> get(port, "/actuator/health/readiness").statusCode() == 503);
		assertThat(json(get(port, "/actuator/health/readiness")).path("status").asString()).isEqualTo("OUT_OF_SERVICE");
		assertThat(get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
	}

	@Test
	void showsNothingElse() throws Exception {
		start(ON_ONE_PORT, "management.endpoints.web.exposure.include=*");
		int port = port("local.push.server.port");
		for (String path : List.of("/actuator", "/actuator/", "/actuator/env", "/actuator/push", "/actuator/heapdump",
				"/actuator/health/nothing", "/actuator/healthy", "/actuator/prometheus/x", "/actuator/health/../env")) {
			assertThat(get(port, path).statusCode()).as(path).isEqualTo(404);
		}
		for (String method : List.of("POST", "DELETE", "PUT")) {
			HttpResponse<String> response = send(port, "/actuator/health", method);
			assertThat(response.statusCode()).isEqualTo(405);
			assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
		}
		HttpResponse<String> head = send(port, "/actuator/health", "HEAD");
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
	}

	@Test
	void showsPrometheusOnlyWhereItIsExposed() throws Exception {
		start(ON_ONE_PORT);
		assertThat(context()).satisfies(
				(context) -> assertThat(context.getBeanProvider(PrometheusPage.class).getIfAvailable()).isNull());
		assertThat(get(port("local.push.server.port"), "/actuator/prometheus").statusCode()).isEqualTo(404);
	}

	@Test
	void showsDetailsToEverybodyOnlyIfToldTo() throws Exception {
		start(ON_ONE_PORT, "management.endpoint.health.show-details=always");
		JsonNode health = json(get(port("local.push.server.port"), "/actuator/health"));
		assertThat(health.path("components").propertyNames()).contains("push");
	}

	@Test
	void saysThatItIsDown() throws Exception {
		start(Broken.class, ON_ONE_PORT);
		HttpResponse<String> health = get(port("local.push.server.port"), "/actuator/health");
		assertThat(health.statusCode()).isEqualTo(503);
		assertThat(health.body()).contains("DOWN").doesNotContain("secret");
	}

	@Test
	void hasAPortOfItsOwnForOperators() throws Exception {
		start("management.server.port=0", "management.server.address=127.0.0.1",
				"management.endpoints.web.base-path=/manage",
				"management.endpoints.web.exposure.include=health,prometheus");
		int port = port("local.push.server.port");
		int management = port("local.management.port");
		assertThat(management).isNotEqualTo(port);
		assertThat(get(management, "/manage/health").statusCode()).isEqualTo(200);
		assertThat(get(management, "/manage/prometheus").body()).contains("push_connections");
		for (String path : List.of("/manage/health", "/manage/health/liveness", "/actuator/health/liveness",
				"/manage/prometheus")) {
			assertThat(get(port, path).statusCode()).isEqualTo(404);
		}
		assertThat(get(management, "/actuator/health").statusCode()).isEqualTo(404);
		HttpResponse<String> elsewhere = push(management, ApiClient.KEY);
		assertThat(elsewhere.statusCode()).isEqualTo(404);
		assertThat(elsewhere.body()).isEqualTo("Nothing is at this path");
		assertThat(RawWebSocket.to(management).path("/push?user=ann").refused().status()).isEqualTo(404);
		assertThat(RawWebSocket.to(management).path("/").refused().status()).isEqualTo(404);
		context().close();
		assertThat(isOpen(management)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.server.port=-1", "push.netty.actuator=false" })
	void servesNoOperatorsWhereItIsToldSo(String property) throws Exception {
		start(property, ON_ONE_PORT);
		assertThat(get(port("local.push.server.port"), "/actuator/health/liveness").statusCode()).isEqualTo(404);
		assertThat(context().getBeanProvider(NettyHttpPort.class).getIfAvailable()).isNull();
	}

	@Test
	void servesPathsAtTheRoot() throws Exception {
		start("management.endpoints.web.base-path=/");
		int port = port("local.push.server.port");
		assertThat(get(port, "/health/liveness").statusCode()).isEqualTo(200);
		assertThat(get(port, "/push/client.js").statusCode()).isEqualTo(200);
		try (RawWebSocket client = RawWebSocket.to(port).user("ann").open()) {
			assertThat(client.readJson("welcome").path("user").asString()).isEqualTo("ann");
		}
	}

	@Test
	void letsTheApplicationSayOtherwise() {
		start("push.api.enabled=false", "push.netty.actuator=false");
		assertThat(context().getBeanProvider(PushApi.class).getIfAvailable()).isNull();
		assertThat(context().getBeanProvider(ActuatorHttpEndpoint.class).getIfAvailable()).isNull();
		assertThat(context().getBeanProvider(NettyTransport.class).getIfAvailable()).isNotNull();
	}

	@Test
	void letsTheApplicationsDefaultsSayOtherwise() {
		this.context = new SpringApplicationBuilder(Gateway.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(arguments("push.api.enabled=false"))
			.run();
		assertThat(context().getBeanProvider(PushApi.class).getIfAvailable()).isNull();
	}

	@Test
	void changesNothingInAnotherMode() {
		start("push.mode=embedded");
		assertThat(context().getBeanProvider(PushApi.class).getIfAvailable()).isNull();
		assertThat(context().getBeanProvider(ActuatorHttpEndpoint.class).getIfAvailable()).isNull();
	}

	@Test
	void servesOperatorsInAnotherModeAsWellIfToldTo() throws Exception {
		start("push.mode=embedded", "push.endpoint.transport=netty", "push.netty.actuator=true");
		assertThat(get(port("local.push.server.port"), "/actuator/health/readiness").statusCode()).isEqualTo(200);
	}

	@Test
	void doesWithoutActuator() throws Exception {
		this.context = new SpringApplicationBuilder(WithoutActuator.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.resourceLoader(new DefaultResourceLoader(new FilteredClassLoader("org.springframework.boot.actuate",
					"org.springframework.boot.health", "org.springframework.boot.micrometer", "io.micrometer.core",
					"io.micrometer.prometheusmetrics", "io.prometheus")))
			.run(withDashes(arguments()));
		int port = port("local.push.server.port");
		assertThat(get(port, "/actuator/health/liveness").statusCode()).isEqualTo(404);
		assertThat(get(port, "/push/client.js").statusCode()).isEqualTo(200);
	}

	private void start(String... properties) {
		start(Gateway.class, properties);
	}

	private void start(Class<?> source, String... properties) {
		this.context = builder().sources(source).run(withDashes(arguments(properties)));
	}

	private static SpringApplicationBuilder builder() {
		return new SpringApplicationBuilder(Gateway.class).web(WebApplicationType.NONE).bannerMode(Banner.Mode.OFF);
	}

	private static String[] arguments(String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("push.mode=gateway", "push.endpoint.port=0", "push.auth.insecure-user-parameter=true",
						"spring.main.register-shutdown-hook=false", "spring.autoconfigure.exclude=" + BROKERS));
		for (String property : properties) {
			String name = property.substring(0, property.indexOf('=') + 1);
			arguments.removeIf((argument) -> argument.startsWith(name));
			arguments.add(property);
		}
		return arguments.toArray(String[]::new);
	}

	private static String[] withDashes(String[] arguments) {
		return List.of(arguments).stream().map((argument) -> "--" + argument).toArray(String[]::new);
	}

	private ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.context);
	}

	private <T> T bean(Class<T> type) {
		return context().getBean(type);
	}

	private int port(String property) {
		return context().getEnvironment().getRequiredProperty(property, Integer.class);
	}

	private HttpResponse<String> push(int port, String key) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/push/api/v1/messages"))
			.timeout(RawWebSocket.PATIENCE)
			.header("Authorization", "Bearer " + key)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"to\":{\"users\":[\"ann\"]},\"event\":\"hi\"}"))
			.build();
		return this.http.send(request, BodyHandlers.ofString());
	}

	private HttpResponse<String> get(int port, String path, String... headers) throws Exception {
		return send(port, path, "GET", headers);
	}

	private HttpResponse<String> send(int port, String path, String method, String... headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(RawWebSocket.PATIENCE)
			.method(method, BodyPublishers.noBody());
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private boolean isOpen(int port) throws InterruptedException {
		try {
			this.http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
					BodyHandlers.discarding());
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Gateway {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, PushAutoConfiguration.class,
			PushNettyAutoConfiguration.class, PushApiAutoConfiguration.class, PushActuatorHttpAutoConfiguration.class,
			PushHealthContributorAutoConfiguration.class, PushMetricsAutoConfiguration.class })
	static class WithoutActuator {

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		HealthIndicator brokenHealthIndicator() {
			return () -> Health.down().withDetail("why", "secret").build();
		}

	}

}
