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

import java.lang.management.ManagementFactory;
import java.util.Objects;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.pushgate.actuate.PushEndpoint;
import io.pushgate.actuate.PushHealthIndicator;
import io.pushgate.core.PushTemplate;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link PushEndpointAutoConfiguration} and
 * {@link PushHealthContributorAutoConfiguration}.
 */
class PushActuatorAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=push";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, PushNettyAutoConfiguration.class,
				PushEndpointAutoConfiguration.class, PushHealthContributorAutoConfiguration.class))
		.withPropertyValues("push.endpoint.port=0");

	@Test
	void offersAnEndpointWhereItIsExposed() {
		this.runner.withPropertyValues(EXPOSED).run((context) -> assertThat(context).hasSingleBean(PushEndpoint.class));
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(PushEndpoint.class));
	}

	@Test
	void offersNoEndpointWhereItIsOff() {
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.push.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PushEndpoint.class));
		this.runner.withPropertyValues(EXPOSED, "push.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PushEndpoint.class)
				.doesNotHaveBean(PushHealthIndicator.class));
	}

	@Test
	void leavesTheEndpointToTheApplication() {
		PushEndpoint own = mock(PushEndpoint.class);
		this.runner.withPropertyValues(EXPOSED)
			.withBean(PushEndpoint.class, () -> own)
			.run((context) -> assertThat(context.getBean(PushEndpoint.class)).isSameAs(own));
	}

	@Test
	void needsNeitherActuatorNorHealth() {
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PushTemplate.class)
				.hasSingleBean(PushHealthIndicator.class)
				.doesNotHaveBean(PushEndpoint.class));
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PushTemplate.class)
				.doesNotHaveBean(PushHealthIndicator.class));
	}

	@Test
	void tellsTheHealthWithoutNetty() {
		this.runner.withClassLoader(new FilteredClassLoader("io.netty"))
			.run((context) -> assertThat(health(context.getBean(PushHealthIndicator.class))).isEqualTo(Status.UP));
	}

	@Test
	void tellsNoHealthWhereItIsOff() {
		this.runner.withPropertyValues("management.health.push.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PushHealthIndicator.class));
	}

	@Test
	void leavesTheHealthToTheApplication() {
		HealthIndicator own = mock(HealthIndicator.class);
		this.runner.withBean("pushHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context).doesNotHaveBean(PushHealthIndicator.class));
	}

	@Test
	void isDownWhereThePortIsClosed() {
		this.runner.withPropertyValues("push.endpoint.transport=netty", "push.endpoint.port=0").run((context) -> {
			PushHealthIndicator indicator = context.getBean(PushHealthIndicator.class);
			assertThat(health(indicator)).isEqualTo(Status.UP);
			context.getBean("pushNettyTransportLifecycle", SmartLifecycle.class).stop();
			assertThat(health(indicator)).isEqualTo(Status.DOWN);
		});
	}

	private static Status health(HealthIndicator indicator) {
		return Objects.requireNonNull(indicator.health()).getStatus();
	}

	@Test
	void worksByJmx() {
		this.runner
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, JmxAutoConfiguration.class,
					EndpointAutoConfiguration.class, JacksonEndpointAutoConfiguration.class,
					JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=push",
					"management.endpoints.jmx.domain=push-test")
			.run((context) -> {
				MBeanServer server = context.getBeanProvider(MBeanServer.class)
					.getIfAvailable(ManagementFactory::getPlatformMBeanServer);
				ObjectName name = server.queryNames(new ObjectName("push-test:*"), null).iterator().next();
				Object node = server.invoke(name, "node", new Object[] { null, null },
						new String[] { String.class.getName(), String.class.getName() });
				assertThat(node).asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
					.containsEntry("node", "0")
					.containsEntry("users", 0);
				Object drained = server.invoke(name, "drain", new Object[] { true },
						new String[] { Boolean.class.getName() });
				assertThat(drained).asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
					.extractingByKey("state")
					.isIn("DRAINING", "DRAINED");
			});
	}

}
