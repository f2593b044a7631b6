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

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.http.GatewayClient;
import org.assertj.core.api.AbstractAssert;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every property of an application behind a gateway reaches what it is for.
 */
class ClientPropertyTargetTests {

	private static final Map<String, Target> TARGETS = new LinkedHashMap<>();

	static {
		target("push.client.gateway-url", "https://gateway.example.com/",
				(context) -> settings(context, "url", URI.create("https://gateway.example.com/push/api/v1")));
		target("push.client.api-key", "a key", (context) -> settings(context, "apiKey", "a key"));
		target("push.client.tenant", "acme", (context) -> {
			settings(context, "tenant", "acme");
			assertThat(context.getBean(PushTemplate.class)).extracting("tenant").isEqualTo("acme");
		});
		target("push.client.connections", "7", (context) -> {
			settings(context, "connections", 7);
			assertThat((Object[]) field(context, "lanes").actual()).hasSize(7);
		});
		target("push.client.timeout", "7s", (context) -> settings(context, "timeout", Duration.ofSeconds(7)));
		target("push.client.connect-timeout", "7s", (context) -> {
			settings(context, "connectTimeout", Duration.ofSeconds(7));
			assertThat(http(context).connectTimeout()).contains(Duration.ofSeconds(7));
		});
		target("push.client.read-timeout", "7s", (context) -> {
			settings(context, "readTimeout", Duration.ofSeconds(7));
			field(context, "http.rest.clientRequestFactory.readTimeout").isEqualTo(Duration.ofSeconds(7));
		});
		target("push.client.max-pending", "7MB", (context) -> settings(context, "maxPending", 7L * 1024 * 1024));
		target("push.client.max-batch", "7KB", (context) -> settings(context, "maxBatch", 7168));
		target("push.client.ssl.bundle", "gateway",
				(context) -> assertThat(http(context).sslParameters().getProtocols()).containsExactly("TLSv1.2"),
				"push.client.gateway-url=https://localhost:1");
	}

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("push.mode=client", "push.client.gateway-url=http://localhost:1",
				"spring.ssl.bundle.jks.gateway.options.enabled-protocols=TLSv1.2");

	@ParameterizedTest
	@MethodSource("targets")
	void reachesItsTarget(String property) {
		Target target = TARGETS.get(property);
		this.runner.withPropertyValues(target.with())
			.withPropertyValues(property + "=" + target.value())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				target.assertion().accept(context);
			});
	}

	@ParameterizedTest
	@MethodSource("targets")
	void makesADifference(String property) {
		Target target = TARGETS.get(property);
		this.runner.withPropertyValues(target.with())
			.run((context) -> assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> target.assertion().accept(context)));
	}

	static List<String> targets() {
		return List.copyOf(TARGETS.keySet());
	}

	private static void target(String property, String value, ContextConsumer<AssertableApplicationContext> assertion,
			String... with) {
		TARGETS.put(property, new Target(value, assertion, with));
	}

	private static AbstractAssert<?, ?> field(AssertableApplicationContext context, String path) {
		return assertThat(context.getBean(GatewayClient.class)).extracting(path);
	}

	private static HttpClient http(AssertableApplicationContext context) {
		return (HttpClient) field(context, "http.rest.clientRequestFactory.httpClient").actual();
	}

	private static void settings(AssertableApplicationContext context, String name, Object expected) {
		field(context, "settings." + name).isEqualTo(expected);
	}

	private record Target(String value, ContextConsumer<AssertableApplicationContext> assertion, String... with) {

	}

}
