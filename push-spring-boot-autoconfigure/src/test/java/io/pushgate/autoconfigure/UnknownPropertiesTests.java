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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of names of properties that nobody knows.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

	@Test
	void knowsThePropertiesOfTheMetadata() {
		PropertyNames known = new PropertyNames();
		Set<String> names = new TreeSet<>(known.names());
		names.addAll(known.maps().keySet());
		assertThat(names).containsExactlyElementsOf(
				Metadata.properties().keySet().stream().filter((name) -> name.startsWith("push.")).toList());
		assertThat(known.maps()).containsOnlyKeys("push.api.keys", "push.uplink.namespaces", "push.uplink.webhooks");
	}

	@ParameterizedTest
	@CsvSource({ "push.hearbeat.interval, push.heartbeat.interval", "push.heartbeat.intervall, push.heartbeat.interval",
			"push.session.maxPerUsr, push.session.max-per-user", "push.heartbeat-interval, push.heartbeat.interval",
			"push.enpoint.allowed-origins[0], push.endpoint.allowed-origins", "push.mod, push.mode",
			"push.auth.jwt.secert, push.auth.jwt.secret", "push.api.key.acme[0], push.api.keys",
			"push.uplink.namespace.chat.timeout, push.uplink.namespaces",
			"push.uplink.namespaces.chat.timout, push.uplink.namespaces.*.timeout",
			"push.uplink.namespaces[chat.room].thread, push.uplink.namespaces.*.threads" })
	void namesThePropertyThatWasMeant(String name, String meant, CapturedOutput output) {
		start(Map.of(name, "1"), Map.of());
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("The property '" + name + "' is not known and does nothing. Did you mean '" + meant + "'?");
	}

	@ParameterizedTest
	@CsvSource({ "PUSH_HEARBEAT_INTERVAL, PUSH_HEARTBEAT_INTERVAL", "PUSH_SESSION_MAXPERUSR, PUSH_SESSION_MAXPERUSER",
			"PUSH_ENDPOINT_ALLOWED_ORIGIN_0, PUSH_ENDPOINT_ALLOWEDORIGINS", "PUSH_API_KEY_ACME, PUSH_API_KEYS" })
	void namesTheVariableThatWasMeant(String name, String meant, CapturedOutput output) {
		start(Map.of(), Map.of(name, "1"));
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("The environment variable '" + name + "' is not known and does nothing. Did you mean '" + meant
					+ "'?");
	}

	@Test
	void leavesWhatIsKnownAndWhatResemblesNothingAlone(CapturedOutput output) {
		Map<String, Object> properties = new LinkedHashMap<>();
		Metadata.properties().keySet().stream().filter((name) -> name.startsWith("push.")).forEach((name) -> {
			properties.put(name, "");
			properties.put(name.replace("-", ""), "");
			properties.put(name.replace("-", "_"), "");
		});
		for (String name : List.of("push.api.keys.acme", "push.api.keys[acme.eu][0]",
				"push.uplink.namespaces.chat.timeout", "push.uplink.namespaces[chat.room].queue",
				"push.uplink.webhooks.shop.max-reply", "push.uplink.webhooks.shop.events[1]",
				"push.endpoint.allowedOrigins[0]", "push.notification.sound", "push", "pushed.mode", "push.")) {
			properties.put(name, "");
		}
		Map<String, Object> variables = new LinkedHashMap<>();
		for (String name : List.of("PUSH_ENDPOINT_PORT", "PUSH_SESSION_MAX_PER_USER", "PUSH_SESSION_MAXPERUSER",
				"PUSH_API_KEYS_ACME_0_", "PUSH_API_KEYS_ACME_0", "PUSH_UPLINK_NAMESPACES_CHAT_TIMEOUT",
				"PUSH_ENDPOINT_ALLOWEDORIGINS_0", "PUSH_SERVICE_HOST", "PUSH_PORT_9090_TCP", "PUSH_", "PUSH")) {
			variables.put(name, "");
		}
		start(properties, variables);
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void saysNothingWhereItIsOff(CapturedOutput output) {
		start(Map.of("push.enabled", "false", "push.mod", "gateway"), Map.of());
		assertThat(warnings(output)).isEmpty();
	}

	private void start(Map<String, Object> properties, Map<String, Object> variables) {
		this.runner.withInitializer((context) -> {
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
			context.getEnvironment()
				.getPropertySources()
				.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables));
		}).run((context) -> {
			// Whether it starts with these values does not matter.
		});
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("is not known and does nothing")).toList();
	}

}
