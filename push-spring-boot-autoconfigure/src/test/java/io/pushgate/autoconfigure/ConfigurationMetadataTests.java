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

import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what an IDE shows about the properties.
 */
class ConfigurationMetadataTests {

	/**
	 * The public names with their defaults; {@code null} where nothing is set. What is
	 * added here, is added to the documentation.
	 */
	private static final Map<String, @Nullable String> DEFAULTS = new TreeMap<>();

	static {
		DEFAULTS.put("management.endpoint.push.access", "unrestricted");
		DEFAULTS.put("management.endpoint.push.cache.time-to-live", "0ms");
		DEFAULTS.put("management.health.push.enabled", "true");
		DEFAULTS.put("push.enabled", "true");
		DEFAULTS.put("push.mode", "embedded");
		DEFAULTS.put("push.endpoint.path", "/push");
		DEFAULTS.put("push.endpoint.allowed-origins", null);
		DEFAULTS.put("push.endpoint.allowed-hosts", null);
		DEFAULTS.put("push.endpoint.allow-null-origin", "false");
		DEFAULTS.put("push.endpoint.max-frame", "64KB");
		DEFAULTS.put("push.endpoint.transport", "auto");
		DEFAULTS.put("push.endpoint.port", "9090");
		DEFAULTS.put("push.endpoint.script-path", null);
		DEFAULTS.put("push.endpoint.buffer-size", "1KB");
		DEFAULTS.put("push.session.max-per-user", "10");
		DEFAULTS.put("push.session.max-per-node", null);
		DEFAULTS.put("push.session.connect-rate", null);
		DEFAULTS.put("push.session.offline-delay", "5s");
		DEFAULTS.put("push.session.max-groups", "100");
		DEFAULTS.put("push.heartbeat.interval", "25s");
		DEFAULTS.put("push.heartbeat.timeout", "60s");
		DEFAULTS.put("push.heartbeat.step", "5s");
		DEFAULTS.put("push.heartbeat.max-interval", "60s");
		DEFAULTS.put("push.heartbeat.every", "3");
		DEFAULTS.put("push.netty.address", null);
		DEFAULTS.put("push.netty.io", "auto");
		DEFAULTS.put("push.netty.workers", null);
		DEFAULTS.put("push.netty.backlog", "4096");
		DEFAULTS.put("push.netty.max-unsent", "64KB");
		DEFAULTS.put("push.netty.handshake-timeout", "10s");
		DEFAULTS.put("push.netty.trusted-proxies", null);
		DEFAULTS.put("push.netty.forwarded-headers", "auto");
		DEFAULTS.put("push.netty.proxy-protocol", "false");
		DEFAULTS.put("push.netty.actuator", "false");
		DEFAULTS.put("push.netty.actuator-probes-only", "true");
		DEFAULTS.put("push.netty.ssl.bundle", null);
		DEFAULTS.put("push.netty.ssl.client-auth", "none");
		DEFAULTS.put("push.outbound.max-pending", "1MB");
		DEFAULTS.put("push.outbound.max-total", null);
		DEFAULTS.put("push.outbound.slow-consumer", "close");
		DEFAULTS.put("push.cluster.bus", "local");
		DEFAULTS.put("push.cluster.topic", "push");
		DEFAULTS.put("push.cluster.directory", "local");
		DEFAULTS.put("push.cluster.routing", "auto");
		DEFAULTS.put("push.cluster.probe-interval", "2s");
		DEFAULTS.put("push.inbox.store", "memory");
		DEFAULTS.put("push.auth.claims", null);
		DEFAULTS.put("push.auth.jwt.secret", null);
		DEFAULTS.put("push.auth.jwt.jwk-set-uri", null);
		DEFAULTS.put("push.auth.jwt.issuer", null);
		DEFAULTS.put("push.auth.jwt.audience", null);
		DEFAULTS.put("push.auth.jwt.user-claim", "sub");
		DEFAULTS.put("push.auth.jwt.tenant-claim", null);
		DEFAULTS.put("push.auth.jwt.require-expiry", "false");
		DEFAULTS.put("push.auth.webhook.url", null);
		DEFAULTS.put("push.auth.webhook.secret", null);
		DEFAULTS.put("push.auth.webhook.timeout", "2s");
		DEFAULTS.put("push.auth.webhook.cache-ttl", "1m");
		DEFAULTS.put("push.auth.webhook.negative-cache-ttl", "5s");
		DEFAULTS.put("push.auth.webhook.cache-size", "10000");
		DEFAULTS.put("push.auth.webhook.cookies", null);
		DEFAULTS.put("push.auth.late", "false");
		DEFAULTS.put("push.auth.timeout", "5s");
		DEFAULTS.put("push.auth.insecure-user-parameter", "false");
		DEFAULTS.put("push.uplink.max-rate", "100");
		DEFAULTS.put("push.uplink.burst", null);
		DEFAULTS.put("push.uplink.timeout", "10s");
		DEFAULTS.put("push.uplink.threads", "16");
		DEFAULTS.put("push.uplink.queue", "1000");
		DEFAULTS.put("push.uplink.queue-per-session", "100");
		DEFAULTS.put("push.uplink.queue-per-user", "200");
		DEFAULTS.put("push.uplink.request-memory", "5m");
		DEFAULTS.put("push.uplink.request-memory-size", "64MB");
		DEFAULTS.put("push.uplink.namespaces", null);
		DEFAULTS.put("push.uplink.webhooks", null);
		DEFAULTS.put("push.api.enabled", "false");
		DEFAULTS.put("push.api.path", "/push/api/v1");
		DEFAULTS.put("push.api.keys", null);
		DEFAULTS.put("push.api.max-body", "1MB");
		DEFAULTS.put("push.api.max-rate", null);
		DEFAULTS.put("push.api.idempotency-window", "10m");
		DEFAULTS.put("push.api.max-ids", null);
		DEFAULTS.put("push.client.gateway-url", null);
		DEFAULTS.put("push.client.api-key", null);
		DEFAULTS.put("push.client.tenant", "default");
		DEFAULTS.put("push.client.connections", "4");
		DEFAULTS.put("push.client.timeout", "10s");
		DEFAULTS.put("push.client.connect-timeout", "2s");
		DEFAULTS.put("push.client.read-timeout", "5s");
		DEFAULTS.put("push.client.max-pending", "32MB");
		DEFAULTS.put("push.client.max-batch", "256KB");
		DEFAULTS.put("push.client.ssl.bundle", null);
		DEFAULTS.put("push.drain.spread", "30s");
		DEFAULTS.put("push.drain.timeout", "25s");
	}

	/**
	 * Where nothing is set, the description says what holds, but for these: nothing does.
	 */
	private static final Set<String> SWITCHED_ON_BY_BEING_SET = Set.of("push.auth.jwt.secret",
			"push.auth.jwt.jwk-set-uri", "push.auth.webhook.secret", "push.endpoint.allowed-origins");

	@Test
	void namesAreThePublicOnes() {
		assertThat(Metadata.properties().keySet()).isEqualTo(DEFAULTS.keySet());
	}

	@Test
	void defaultsAreThePublicOnes() {
		Map<String, @Nullable String> defaults = new TreeMap<>();
		Metadata.properties()
			.forEach((name, property) -> defaults.put(name,
					property.has("defaultValue") ? property.path("defaultValue").asString() : null));
		assertThat(defaults).isEqualTo(DEFAULTS);
	}

	@Test
	void descriptionsAreSentences() {
		assertThat(Metadata.properties())
			.allSatisfy((name, property) -> assertThat(property.path("description").asString("")).endsWith(".")
				.matches("(?s)\\p{Lu}.*")
				.doesNotContain("  ", "\n", "{@", "<", "TODO")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.doesNotStartWith("An ")
				.doesNotStartWith("Whether or not"));
	}

	@Test
	void switchesAreDescribedAsSuch() {
		assertThat(Metadata.properties().values())
			.filteredOn((property) -> property.path("type").asString().equals("java.lang.Boolean"))
			.hasSize(10)
			.allSatisfy((property) -> assertThat(property.path("description").asString()).startsWith("Whether "));
	}

	@Test
	void descriptionsSayWhatHoldsWhereNothingIsSet() {
		assertThat(Metadata.properties()).allSatisfy((name, property) -> {
			String description = property.path("description").asString();
			if (property.has("defaultValue") || SWITCHED_ON_BY_BEING_SET.contains(name)) {
				assertThat(description).doesNotContain("unless set");
			}
			else {
				assertThat(description).as(name).containsIgnoringCase("unless set");
			}
		});
	}

	@Test
	void listsAreDescribedAsSuch() {
		assertThat(Metadata.properties().values())
			.filteredOn((property) -> property.path("type").asString().startsWith("java.util.List"))
			.hasSize(5)
			.allSatisfy((property) -> assertThat(property.path("description").asString())
				.startsWith("Comma-separated list "));
	}

	@Test
	void choicesShowTheirValues() throws Exception {
		// An IDE reads them off the enum.
		for (JsonNode property : Metadata.properties().values()) {
			String type = property.path("type").asString();
			if (!type.startsWith("io.pushgate.")) {
				continue;
			}
			Class<?> choice = ClassUtils.forName(type, null);
			assertThat(choice).isPublic().matches(Class::isEnum);
			assertThat(choice.getFields()).filteredOn(Field::isEnumConstant)
				.extracting((constant) -> constant.getName().toLowerCase(Locale.ROOT))
				.contains(property.path("defaultValue").asString());
		}
	}

	@Test
	void hintsAreForPropertiesThatExist() {
		assertThat(Metadata.properties().keySet()).containsAll(Metadata.hints().keySet());
		assertThat(Metadata.hints()).isNotEmpty();
	}

}
