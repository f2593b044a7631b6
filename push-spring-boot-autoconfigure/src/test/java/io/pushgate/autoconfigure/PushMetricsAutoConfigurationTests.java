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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.cluster.ClusterStatistics;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkError;
import io.pushgate.metrics.BusMeters;
import io.pushgate.metrics.ClusterMeters;
import io.pushgate.metrics.ConnectionMeters;
import io.pushgate.metrics.DeliveryMeters;
import io.pushgate.metrics.HistogramBinder;
import io.pushgate.metrics.UplinkMeters;
import io.pushgate.session.PushSession;
import io.pushgate.testsupport.LocalCluster;
import io.pushgate.transport.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link PushMetricsAutoConfiguration}.
 */
class PushMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, PushMetricsAutoConfiguration.class));

	private final ApplicationContextRunner bootRunner = this.runner
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void offersItsMetersWithoutARegistry() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ConnectionMeters.class)
			.hasSingleBean(DeliveryMeters.class)
			.doesNotHaveBean(MeterRegistry.class));
	}

	@Test
	void offersTheMetersOfAClusterWhereThereIsABus() {
		this.runner.run(
				(context) -> assertThat(context).doesNotHaveBean(BusMeters.class).doesNotHaveBean(ClusterMeters.class));
		this.bootRunner.withUserConfiguration(LocalCluster.class).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ClusterBus bus = context.getBean(ClusterBus.class);
			bus.awaitReady(BusNode.PATIENCE);
			bus.publish(ClusterDestination.all(), BusNode.message("key", "text")).join();
			// A node that is ready asks others who they are.
			assertThat(registry.get("push.bus.publish").tag("outcome", "accepted").functionTimer().count())
				.isEqualTo(1);
			assertThat(registry.get("push.cluster.routed").tag("way", "broadcast").functionCounter().count()).isZero();
			assertThat(registry.get("push.directory.available").gauge().value()).isEqualTo(1);
		});
	}

	@Test
	void leavesTheMetersOfAClusterToTheApplication() {
		ClusterMeters own = new ClusterMeters(new ClusterStatistics(), null);
		this.bootRunner.withUserConfiguration(LocalCluster.class)
			.withBean(ClusterMeters.class, () -> own)
			.withBean("own", BusMeters.class, () -> mock(BusMeters.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(BusMeters.class)
				.getBean(ClusterMeters.class)
				.isSameAs(own));
	}

	@Test
	void isBoundToSpringBootsRegistry() {
		this.bootRunner.run((context) -> assertShows(context.getBean(MeterRegistry.class)));
	}

	@Test
	void isBoundToTheApplicationsRegistry() {
		this.bootRunner.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertShows(context.getBean(SimpleMeterRegistry.class)));
	}

	@Test
	void isBoundToTheRegistriesOfAComposite() {
		this.bootRunner.withBean("one", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("two", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				assertThat(context).hasSingleBean(CompositeMeterRegistry.class);
				assertShows(context.getBean("one", MeterRegistry.class));
				assertShows(context.getBean("two", MeterRegistry.class));
			});
	}

	@Test
	void isBoundWhereBeansAreLazy() {
		this.bootRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertShows(context.getBean(MeterRegistry.class)));
	}

	@Test
	void isOffWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PushTemplate.class)
				.doesNotHaveBean(ConnectionMeters.class)
				.doesNotHaveBean(DeliveryMeters.class));
	}

	@Test
	void needsNoPrometheus() {
		this.bootRunner.withClassLoader(new FilteredClassLoader("io.micrometer.prometheusmetrics", "io.prometheus"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(HistogramBinder.class);
				assertThat(context.getBean(MeterRegistry.class).get("push.delivery").functionTimer().count()).isZero();
			});
		this.bootRunner.run((context) -> assertThat(context).hasSingleBean(HistogramBinder.class));
	}

	@Test
	void leavesMetersToTheApplication() {
		ConnectionMeters connections = new ConnectionMeters(500, "websocket");
		UplinkMeters uplink = new UplinkMeters();
		this.bootRunner.withBean(ConnectionMeters.class, () -> connections)
			.withBean(UplinkMeters.class, () -> uplink)
			.run((context) -> {
				assertThat(context.getBean(ConnectionMeters.class)).isSameAs(connections);
				assertThat(context.getBean(UplinkMeters.class)).isSameAs(uplink);
			});
	}

	@Test
	void showsHistogramsInTheApplicationsWay() {
		HistogramBinder none = (meter, registry) -> true;
		this.bootRunner.withBean(HistogramBinder.class, () -> none)
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("push.delivery").meter()).isNull());
	}

	@ParameterizedTest
	@CsvSource({ "netty, netty", "servlet, websocket", "auto, netty" })
	void showsTheTransportThatIsThere(String transport, String tag) {
		this.bootRunner.withPropertyValues("push.endpoint.transport=" + transport)
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).get("push.connections").gauges())
				.extracting((gauge) -> gauge.getId().getTag("transport"))
				.containsExactly(tag));
	}

	@Test
	void showsTheTransportOfAServletApplication() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, PushMetricsAutoConfiguration.class))
			.run((context) -> {
				SimpleMeterRegistry registry = new SimpleMeterRegistry();
				context.getBean(ConnectionMeters.class).bindTo(registry);
				assertThat(registry.get("push.connections").gauges())
					.extracting((gauge) -> gauge.getId().getTag("transport"))
					.containsExactly("websocket");
			});
	}

	@Test
	void timesWhatClientsSend() {
		this.bootRunner.run((context) -> {
			context.getBean(UplinkMeters.class)
				.answered("chat", new UplinkAnswer.Failure(UplinkError.NO_HANDLER, ""), Duration.ofMillis(5));
			assertThat(context.getBean(MeterRegistry.class)
				.get("push.uplink")
				.tags("namespace", "chat", "outcome", "no-handler")
				.timer()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void isOffByProperty() {
		this.bootRunner.withPropertyValues("push.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionMeters.class);
			assertThat(context.getBean(MeterRegistry.class).find("push.users").gauge()).isNull();
		});
	}

	@Test
	void isBoundToEveryRegistryWhereOneOfThemIsPrimary() {
		this.bootRunner
			.withBean("one", SimpleMeterRegistry.class, SimpleMeterRegistry::new,
					(definition) -> definition.setPrimary(true))
			.withBean("two", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(CompositeMeterRegistry.class);
				ConnectionMeters meters = context.getBean(ConnectionMeters.class);
				PushSession session = mock(PushSession.class);
				given(session.transport()).willReturn("polling");
				given(session.tenant()).willReturn("acme");
				meters.opened(session);
				meters.closed(session, CloseReason.KICKED);
				for (String name : new String[] { "one", "two" }) {
					MeterRegistry registry = context.getBean(name, MeterRegistry.class);
					assertShows(registry);
					assertThat(registry.find("push.connections").tag("tenant", "acme").gauge()).as(name).isNotNull();
					assertThat(registry.find("push.disconnects").functionCounter()).as(name).isNotNull();
				}
			});
	}

	@Test
	void isOffWhereThereIsNothingToMeasure() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PushMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DeliveryMeters.class));
	}

	private static void assertShows(MeterRegistry registry) {
		assertThat(registry.get("push.users").gauge().value()).isZero();
		assertThat(registry.get("push.connections").tag("transport", "netty").gauge().value()).isZero();
	}

}
