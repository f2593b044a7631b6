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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.webhook.WebhookAuthenticator;
import io.pushgate.listener.webhook.WebhookEventType;
import io.pushgate.listener.webhook.WebhookEvents;
import io.pushgate.listener.webhook.WebhookForwarder;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every property of a webhook reaches what it is for.
 */
class WebhookPropertyTargetTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final String[] AUTH = { "push.auth.webhook.url=http://localhost/",
			"push.auth.webhook.secret=" + SECRET };

	private static final String[] UPLINK = { "push.uplink.webhooks.a.url=http://localhost/",
			"push.uplink.webhooks.a.secret=" + SECRET };

	private static final Map<String, Target> TARGETS = new LinkedHashMap<>();

	static {
		target("push.auth.webhook.url", "http://localhost/who",
				(context) -> webhook(context, "webhook.settings.url", URI.create("http://localhost/who")), AUTH);
		target("push.auth.webhook.secret", "whsec_" + "YWJj".repeat(8),
				(context) -> field(webhookAuthenticator(context), "webhook.settings.secret.key")
					.isEqualTo(new SecretKeySpec("abc".repeat(8).getBytes(StandardCharsets.UTF_8), "HmacSHA256")),
				AUTH);
		target("push.auth.webhook.timeout", "3s", (context) -> {
			webhook(context, "webhook.settings.timeout", Duration.ofSeconds(3));
			webhook(context, "webhook.settings.total", Duration.ofSeconds(3));
		}, AUTH);
		target("push.auth.webhook.cache-ttl", "3m",
				(context) -> webhook(context, "settings.cacheTtl", Duration.ofMinutes(3)), AUTH);
		target("push.auth.webhook.negative-cache-ttl", "3s",
				(context) -> webhook(context, "settings.negativeCacheTtl", Duration.ofSeconds(3)), AUTH);
		target("push.auth.webhook.cache-size", "77", (context) -> webhook(context, "settings.cacheSize", 77), AUTH);
		target("push.auth.webhook.cookies", "A,B", (context) -> webhook(context, "settings.cookies", List.of("A", "B")),
				AUTH);

		target("push.uplink.webhooks.a.url", "http://localhost/a",
				(context) -> uplink(context, "url").isEqualTo(URI.create("http://localhost/a")), UPLINK);
		target("push.uplink.webhooks.a.secret", "whsec_" + "YWJj".repeat(8),
				(context) -> uplink(context, "secret.key")
					.isEqualTo(new SecretKeySpec("abc".repeat(8).getBytes(StandardCharsets.UTF_8), "HmacSHA256")),
				UPLINK);
		target("push.uplink.webhooks.a.timeout", "3s",
				(context) -> uplink(context, "timeout").isEqualTo(Duration.ofSeconds(3)), UPLINK);
		target("push.uplink.webhooks.a.attempts", "7", (context) -> uplink(context, "attempts").isEqualTo(7), UPLINK);
		target("push.uplink.webhooks.a.max-reply", "7KB", (context) -> uplink(context, "maxAnswer").isEqualTo(7168),
				UPLINK);
		target("push.uplink.webhooks.a.concurrency", "7",
				(context) -> field(context.getBean(WebhookForwarder.class), "namespaces.a.lanes.concurrency")
					.isEqualTo(7),
				UPLINK);
		target("push.uplink.webhooks.a.events", "online,offline",
				(context) -> field(context.getBean(WebhookEvents.class), "byType")
					.asInstanceOf(InstanceOfAssertFactories.MAP)
					.containsOnlyKeys(WebhookEventType.ONLINE, WebhookEventType.OFFLINE),
				UPLINK);
		target("push.uplink.webhooks.a.event-queue", "7",
				(context) -> field(context.getBean(WebhookEvents.class), "queues.a.bound").isEqualTo(7), UPLINK[0],
				UPLINK[1], "push.uplink.webhooks.a.events=online");
	}

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

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

	private static AbstractAssert<?, ?> field(Object bean, String path) {
		return assertThat(bean).extracting(path);
	}

	private static AbstractAssert<?, ?> uplink(AssertableApplicationContext context, String path) {
		return field(context.getBean(WebhookForwarder.class), "namespaces.a.webhook.settings." + path);
	}

	private static WebhookAuthenticator webhookAuthenticator(AssertableApplicationContext context) {
		return assertThat(context.getBean(AuthenticatorChain.class))
			.extracting("authenticators", InstanceOfAssertFactories.list(PushAuthenticator.class))
			.actual()
			.stream()
			.filter(WebhookAuthenticator.class::isInstance)
			.map(WebhookAuthenticator.class::cast)
			.findFirst()
			.orElseThrow();
	}

	private static void webhook(AssertableApplicationContext context, String path, Object expected) {
		field(webhookAuthenticator(context), path).isEqualTo(expected);
	}

	private record Target(String value, ContextConsumer<AssertableApplicationContext> assertion, String... with) {

	}

}
