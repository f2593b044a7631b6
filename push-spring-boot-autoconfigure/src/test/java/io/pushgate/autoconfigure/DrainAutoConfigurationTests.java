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

import io.pushgate.gateway.Drain;
import io.pushgate.gateway.DrainState;
import io.pushgate.gateway.GatewayLifecycle;
import io.pushgate.transport.netty.NettyTransportLifecycle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the drain is tied to the application's life.
 */
@ExtendWith(OutputCaptureExtension.class)
class DrainAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, LifecycleAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class));

	@Test
	void refusesTrafficFromTheDrainToItsEnd() {
		this.runner.run((context) -> {
			publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			Drain drain = context.getBean(Drain.class);
			assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			drain.start();
			assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
			assertThat(drain.resume()).isTrue();
			assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		});
	}

	@Test
	void doesNotAcceptWhatSomebodyElseRefuses() {
		this.runner.run((context) -> {
			publish(context, ReadinessState.REFUSING_TRAFFIC);
			Drain drain = context.getBean(Drain.class);
			drain.start();
			drain.resume();
			assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
			publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			drain.start();
			publish(context, ReadinessState.REFUSING_TRAFFIC);
			drain.resume();
			assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		});
	}

	@Test
	void drainsWhereNobodyKeepsTheAvailability() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class))
			.run((context) -> {
				Drain drain = context.getBean(Drain.class);
				assertThat(drain.start().state()).isNotEqualTo(DrainState.ACCEPTING);
				assertThat(drain.resume()).isTrue();
				assertThat(drain.status().state()).isEqualTo(DrainState.ACCEPTING);
			});
	}

	@Test
	void leavesTheReadinessToABeanOfThatName() {
		this.runner.withBean("pushReadiness", Object.class, Object::new).run((context) -> {
			assertThat(context).doesNotHaveBean(ReadinessDrainListener.class);
			publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			context.getBean(Drain.class).start();
			assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		});
	}

	@Test
	void leavesTheAvailabilityOfANodeToABeanOfThatName() {
		this.runner.withBean("pushClusterAvailability", Object.class, Object::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterAvailability.class));
	}

	@Test
	void drainsBeforeTheWebServerStopsToTakeRequests() {
		this.runner.run((context) -> assertThat(context.getBean(GatewayLifecycle.class).getPhase())
			.isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE));
		assertThat(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
			.isGreaterThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
			.isGreaterThan(NettyTransportLifecycle.PHASE);
	}

	@Test
	void takesTheTimeThatThePropertySays(CapturedOutput output) {
		assertTimeout(null, "27s", "PT27S");
		assertTimeout("3m", "150s", "PT2M30S");
		assertThat(output).doesNotContain("push.drain.timeout");
	}

	@Test
	void takesNoMoreTimeThanTheContextWaits(CapturedOutput output) {
		assertTimeout("20s", null, "PT18S");
		assertThat(output).contains("A drain takes at most 18000 ms and not 'push.drain.timeout', which is 25000 ms, "
				+ "as 'spring.lifecycle.timeout-per-shutdown-phase' is 20000 ms");
	}

	private void assertTimeout(@Nullable String phase, @Nullable String drain, String expected) {
		ApplicationContextRunner runner = this.runner;
		if (phase != null) {
			runner = runner.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=" + phase);
		}
		if (drain != null) {
			runner = runner.withPropertyValues("push.drain.timeout=" + drain);
		}
		runner.run((context) -> assertThat(context.getBean(Drain.class)).extracting("timeout")
			.isEqualTo(Duration.parse(expected)));
	}

	private static void publish(ApplicationContext context, ReadinessState state) {
		AvailabilityChangeEvent.publish(context, state);
	}

	private static ReadinessState readiness(ApplicationContext context) {
		return context.getBean(ApplicationAvailability.class).getReadinessState();
	}

}
