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

import java.time.Duration;
import java.util.Objects;

import io.pushgate.actuate.GatewayHealthIndicator;
import io.pushgate.core.PushTemplate;
import io.pushgate.testsupport.WebhookServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link GatewayHealthIndicator} and its auto-configuration.
 */
class GatewayHealthTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(PushAutoConfiguration.class, PushHealthContributorAutoConfiguration.class))
		.withPropertyValues("push.mode=client", "push.client.gateway-url=http://localhost:1",
				"push.client.api-key=s3cret");

	@Test
	void tellsHowTheLastCallWasAnswered() {
		try (WebhookServer gateway = new WebhookServer(WebhookServer.json(202, "[{\"id\":\"1\"}]"))) {
			String url = "http://127.0.0.1:" + gateway.port();
			this.runner.withPropertyValues("push.client.gateway-url=" + url, "push.client.timeout=30s")
				.run((context) -> {
					HealthIndicator indicator = context.getBean(GatewayHealthIndicator.class);
					PushTemplate push = context.getBean(PushTemplate.class);
					assertThat(health(indicator).getStatus()).isEqualTo(Status.UNKNOWN);
					push.toUser("u").send("e", 1).join();
					assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
					assertThat(health(indicator).getDetails()).containsEntry("url", url + "/push/api/v1")
						.containsEntry("pendingBytes", 0L)
						.doesNotContainKey("reason");
					gateway.answer(503, "");
					push.toUser("u").send("e", 1);
					Awaitility.await().atMost(PATIENCE).until(() -> health(indicator).getStatus().equals(Status.DOWN));
					assertThat(health(indicator).getDetails()).containsEntry("reason", "it answers with status 503");
					assertThat(health(indicator).getDetails()).asString().doesNotContain("s3cret");
					gateway.answer(202, "[{}]");
				});
		}
	}

	@Test
	void isNotThereWhereNoGatewayIsCalled() {
		this.runner.withPropertyValues("push.mode=embedded")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GatewayHealthIndicator.class));
	}

	@Test
	void isNotThereWhereItIsOff() {
		this.runner.withPropertyValues("management.health.push.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GatewayHealthIndicator.class));
	}

	@Test
	void backsOffForTheApplications() {
		this.runner.withBean("pushGatewayHealthIndicator", HealthIndicator.class, () -> mock(HealthIndicator.class))
			.run((context) -> assertThat(context).doesNotHaveBean(GatewayHealthIndicator.class));
	}

	@Test
	void needsNoHealthOnTheClassPath() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GatewayHealthIndicator.class));
	}

	private static Health health(HealthIndicator indicator) {
		return Objects.requireNonNull(indicator.health());
	}

}
