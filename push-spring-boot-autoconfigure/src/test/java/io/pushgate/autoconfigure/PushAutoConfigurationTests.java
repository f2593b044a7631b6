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

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.cluster.NodeId;
import io.pushgate.core.JacksonPayloadSerializer;
import io.pushgate.core.PayloadSerializer;
import io.pushgate.core.PushOperations;
import io.pushgate.core.PushTemplate;
import io.pushgate.gateway.GatewayLifecycle;
import io.pushgate.gateway.PushGateway;
import io.pushgate.session.SessionIdGenerator;
import io.pushgate.session.SessionListener;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.websocket.PushWebSocketHandlerMapping;
import io.pushgate.transport.websocket.ServletTransport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link PushAutoConfiguration}, and of what holds for all auto-configurations.
 */
class PushAutoConfigurationTests {

	private static final String SNAKE_CASE = "{\"first_name\":\"Ann\"}";

	private static final String CAMEL_CASE = "{\"firstName\":\"Ann\"}";

	private static final Class<?>[] ALL = { PushAutoConfiguration.class, PushServletAutoConfiguration.class,
			PushMetricsAutoConfiguration.class };

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ALL));

	private final WebApplicationContextRunner webRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ALL));

	@Test
	void pushesFromAnApplicationWithoutWeb() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(PushTemplate.class).hasSingleBean(PushOperations.class);
			assertThat(context).doesNotHaveBean(ServletTransport.class);
			assertThat(
					context.getBean(PushTemplate.class).toUser("42").send("greeting", "Hello").join().localSessions())
				.isZero();
		});
	}

	@Test
	void isOffByProperty() {
		this.webRunner.withPropertyValues("push.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(names(context)).isEmpty();
		});
	}

	@Test
	void isOffByPropertyWhereTheApplicationHandlesConnectionsItself() {
		this.webRunner.withPropertyValues("push.enabled=false")
			.withBean(ConnectionHandler.class, () -> mock(ConnectionHandler.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ServletTransport.class));
	}

	@Test
	void startsAndStopsTheSweep() {
		this.runner.run((context) -> {
			GatewayLifecycle lifecycle = context.getBean(GatewayLifecycle.class);
			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(lifecycle.isPauseable()).isFalse();
			context.getSourceApplicationContext().close();
			assertThat(lifecycle.isRunning()).isFalse();
		});
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("replaceable")
	void backsOffForTheApplicationsBean(String name, Class<?> type) {
		Object own = mock(type);
		replace(type, own).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(name).hasSingleBean(type);
			assertThat(context.getBean(type)).isSameAs(own);
		});
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private WebApplicationContextRunner replace(Class type, Object own) {
		return this.webRunner.withBean("own", type, () -> own);
	}

	/**
	 * Every bean method, so that none can be forgotten. The other tests have those that
	 * are replaced by something wider than their type.
	 */
	static Stream<Object[]> replaceable() {
		List<Object[]> replaceable = new ArrayList<>();
		for (Class<?> configuration : List.of(PushAutoConfiguration.class, PushWebhookConfiguration.class,
				PushAuthConfiguration.class, PushListenerConfiguration.class, PushServletAutoConfiguration.class,
				PushMetricsAutoConfiguration.class)) {
			for (Method method : configuration.getDeclaredMethods()) {
				Class<?> type = method.getReturnType();
				if (method.isAnnotationPresent(Bean.class) && type.getPackage() != HowToLetUsersIn.class.getPackage()
						&& type.getName().startsWith("io.pushgate.")) {
					replaceable.add(new Object[] { method.getName(), type });
				}
			}
		}
		return replaceable.stream();
	}

	@Test
	void everyBeanOfOursIsOneThatIsReplacedHere() {
		this.webRunner.run((context) -> {
			List<String> replaced = new ArrayList<>(replaceable().map((one) -> (String) one[0]).toList());
			replaced.addAll(List.of("pushTomcatBufferCustomizer", "pushTomcatProtocolCustomizer", "pushJettyUpgrade",
					"pushPrometheusHistogramBinder", "pushHowToLetUsersIn", "pushUnknownProperties",
					"pushServletEndpointReport", "pushReadiness", "pushClusterAvailability",
					"pushLazyInitializationExcludeFilter", "pushListenerLazyInitializationExcludeFilter"));
			assertThat(names(context).filter((name) -> !name.contains(".")))
				.containsExactlyInAnyOrderElementsOf(replaced);
		});
	}

	@Test
	void backsOffForOtherOperations() {
		this.webRunner.withBean(PushOperations.class, () -> mock(PushOperations.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PushTemplate.class)
				.hasSingleBean(PushOperations.class)
				.hasSingleBean(PushGateway.class));
	}

	@Test
	void backsOffForAnotherConnectionHandler() {
		ConnectionHandler own = mock(ConnectionHandler.class);
		this.webRunner.withBean(ConnectionHandler.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(PushGateway.class)
				.doesNotHaveBean(GatewayLifecycle.class)
				.hasSingleBean(PushTemplate.class)
				.hasSingleBean(PushWebSocketHandlerMapping.class);
			assertThat(context.getBean(ServletTransport.class)).extracting("handler").isSameAs(own);
		});
	}

	@Test
	void leadsTheLifeOfTheApplicationsGateway() {
		PushGateway own = mock(PushGateway.class);
		this.webRunner.withBean(PushGateway.class, () -> own)
			.run((context) -> assertThat(context.getBean(GatewayLifecycle.class)).extracting("gateway").isSameAs(own));
	}

	@Test
	void explainsNothingWhereTheApplicationJudgesCredentials() {
		this.runner.run(
				(context) -> assertThat(context.getBean(PushGateway.class)).extracting("authentication.howToLetUsersIn")
					.isNotNull());
		this.runner.withBean(AuthenticatorChain.class, () -> new AuthenticatorChain(List.of()))
			.run((context) -> assertThat(context.getBean(PushGateway.class))
				.extracting("authentication.howToLetUsersIn")
				.isNull());
	}

	@Test
	void tellsTheApplicationsSessionListeners() {
		SessionListener own = mock(SessionListener.class);
		this.runner.withBean(SessionListener.class, () -> own)
			.run((context) -> assertThat(context.getBean(SessionManager.class))
				.extracting("listeners", InstanceOfAssertFactories.LIST)
				.hasSize(3)
				.contains(own));
	}

	@Test
	void writesPayloadsAsTheApplicationDoes() {
		this.runner.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.run((context) -> assertThat(json(context)).isEqualTo(SNAKE_CASE));
	}

	@Test
	void writesPayloadsWithoutAMapperOfTheApplication() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(JsonMapper.class).hasSingleBean(JacksonPayloadSerializer.class);
			assertThat(json(context)).isEqualTo(CAMEL_CASE);
		});
	}

	@Test
	void writesPayloadsWithoutChoosingAmongMappers() {
		JsonMapper one = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		this.runner.withBean("one", JsonMapper.class, () -> one)
			.withBean("other", JsonMapper.class, JsonMapper::new)
			.run((context) -> assertThat(json(context)).isEqualTo(CAMEL_CASE));
		this.runner.withBean("one", JsonMapper.class, () -> one, (definition) -> definition.setPrimary(true))
			.withBean("other", JsonMapper.class, JsonMapper::new)
			.run((context) -> assertThat(json(context)).isEqualTo(SNAKE_CASE));
	}

	private static String json(ApplicationContext context) {
		return new String(context.getBean(PayloadSerializer.class).serialize(new Person("Ann")).bytes(),
				StandardCharsets.UTF_8);
	}

	@Test
	void leavesTheApplicationsExecutorsAlone() {
		this.webRunner
			.withConfiguration(
					AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(Scheduling.class)
			.run((context) -> {
				assertThat(context.getBeanNamesForType(Executor.class))
					.containsExactlyInAnyOrder("applicationTaskExecutor", "taskScheduler");
				assertThat(context.getBeanNamesForType(TaskScheduler.class)).containsExactly("taskScheduler");
			});
		this.webRunner
			.run((context) -> assertThat(context).doesNotHaveBean(Executor.class).doesNotHaveBean(TaskScheduler.class));
	}

	@Test
	void isLazyWhereTheApplicationIsButForTheSweepAndTheProperties() {
		this.webRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(names(context).filter((name) -> {
				BeanDefinition definition = context.getBeanFactory().getBeanDefinition(name);
				return !definition.isLazyInit() && !isInfrastructure(name);
			})).allMatch((name) -> List.of("pushGatewayLifecycle", "pushListenerRegistrar").contains(name)
					|| name.endsWith("Properties"))
				.contains("pushGatewayLifecycle")
				.hasSizeGreaterThan(5));
	}

	@Test
	void needsNoJwtLibrary() {
		this.webRunner.withClassLoader(new FilteredClassLoader("org.springframework.security", "com.nimbusds"))
			.run((context) -> assertThat(context.getBean(AuthenticatorChain.class))
				.extracting("authenticators", InstanceOfAssertFactories.LIST)
				.hasSize(1));
	}

	@Test
	void numbersSessionsByTheNode() {
		this.runner.withBean(NodeId.class, () -> new NodeId(7))
			.run((context) -> assertThat(context.getBean(SessionIdGenerator.class)).hasFieldOrPropertyWithValue("node",
					7));
	}

	private static boolean isInfrastructure(String name) {
		return name.endsWith("Configuration") || name.equals("pushLazyInitializationExcludeFilter");
	}

	private static Stream<String> names(ApplicationContext context) {
		return Stream.of(context.getBeanDefinitionNames())
			.filter((name) -> name.startsWith("push") || name.startsWith("io.pushgate.autoconfigure"));
	}

	@EnableScheduling
	static class Scheduling {

	}

	private record Person(String firstName) {
	}

}
