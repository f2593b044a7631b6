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
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The file with the settings names every one of them, and none that is not there, with
 * the values that they have.
 */
class SettingsTests {

	/**
	 * What is no business of a gateway: it is one, and has no servlet container.
	 */
	private static final List<String> NOT_SHOWN = List.of("push.enabled", "push.endpoint.transport",
			"push.endpoint.buffer-size");

	/**
	 * What is another one in a gateway.
	 */
	private static final Map<String, String> DEFAULTS = Map.of("push.mode", "gateway", "push.api.enabled", "true",
			"push.netty.actuator", "true", "push.auth.jwt.require-expiry", "true");

	@Test
	void everySettingIsShown() throws IOException {
		TreeSet<String> shown = new TreeSet<>();
		uncommented().keySet()
			.stream()
			.filter((name) -> name.startsWith("push."))
			.map((name) -> name.replaceFirst("^(push.uplink.webhooks|push.uplink.namespaces|push.api.keys)\\..*", "$1"))
			.forEach(shown::add);
		TreeSet<String> all = new TreeSet<>(metadata().keySet());
		all.removeIf((name) -> !isShown(name));
		assertThat(shown).isEqualTo(all);
	}

	@Test
	void everyDefaultIsTheRealOne() throws IOException {
		Map<String, Object> shown = uncommented();
		metadata().forEach((name, property) -> {
			if (property.has("defaultValue") && isShown(name)) {
				String expected = DEFAULTS.getOrDefault(name, property.path("defaultValue").asString());
				assertThat(String.valueOf(shown.get(name))).as(name).isEqualTo(expected);
			}
		});
	}

	private static boolean isShown(String name) {
		// Those of an application that pushes through a gateway are not its own.
		return !NOT_SHOWN.contains(name) && !name.startsWith("push.client.");
	}

	/**
	 * An example that did not even start would be a bad one.
	 */
	@Test
	void everyExampleCanBeUsed() throws IOException {
		Map<String, Object> settings = uncommented();
		// Two ways to check a token are one too many, as are brokers that are not there.
		settings.keySet()
			.removeIf((name) -> name.startsWith("push.auth.webhook") || name.equals("push.auth.jwt.jwk-set-uri")
					|| name.startsWith("rocketmq.name-server") || name.startsWith("spring.ssl")
					|| name.equals("push.netty.ssl.bundle") || name.equals("push.netty.address"));
		settings.put("push.endpoint.port", 0);
		settings.put("management.server.port", 0);
		try (ConfigurableApplicationContext context = run(settings)) {
			assertThat(context.isRunning()).isTrue();
		}
	}

	@Test
	void aSettingThatIsLeftAloneIsNoSetting() throws IOException {
		try (ConfigurableApplicationContext context = run(Map.of("push.endpoint.port", 0))) {
			assertThat(context.getEnvironment().getProperty("push.api.enabled")).isEqualTo("true");
			assertThat(context.containsBean("pushCluster")).isFalse();
		}
	}

	private static ConfigurableApplicationContext run(Map<String, Object> settings) {
		return new SpringApplicationBuilder(PushGatewayApplication.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.run(settings.entrySet()
				.stream()
				.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
				.toArray(String[]::new));
	}

	/**
	 * Return the settings, those included that are commented out.
	 */
	private static Map<String, Object> uncommented() throws IOException {
		String yaml = new ClassPathResource("application.yml").getContentAsString(StandardCharsets.UTF_8);
		String all = Pattern.compile("^#(?=[a-z])", Pattern.MULTILINE).matcher(yaml).replaceAll("");
		Map<String, Object> settings = new TreeMap<>();
		new YamlPropertySourceLoader().load("test", new ByteArrayResource(all.getBytes(StandardCharsets.UTF_8)))
			.forEach((source) -> {
				for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
					settings.put(name, source.getProperty(name));
				}
			});
		return settings;
	}

	private static Map<String, JsonNode> metadata() throws IOException {
		Map<String, JsonNode> properties = new TreeMap<>();
		for (URL url : Collections
			.list(SettingsTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = url.openStream()) {
				JsonMapper.shared().readTree(in).path("properties").forEach((property) -> {
					String name = property.path("name").asString();
					if (name.startsWith("push.")) {
						properties.put(name, property);
					}
				});
			}
		}
		return properties;
	}

}
