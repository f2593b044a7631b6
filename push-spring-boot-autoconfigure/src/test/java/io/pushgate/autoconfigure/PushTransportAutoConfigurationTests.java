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

import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.netty.NettyTransport;
import io.pushgate.transport.websocket.ServletTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What becomes of {@code push.endpoint.transport} in each kind of application.
 */
class PushTransportAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			PushAutoConfiguration.class, PushNettyAutoConfiguration.class, PushServletAutoConfiguration.class,
			PushTransportAutoConfiguration.class);

	private static final String NO_CONNECTIONS = "If clients are not to connect to this application, set 'push.mode' "
			+ "to 'client' for one that pushes through others, or 'push.enabled' to 'false'.";

	@ParameterizedTest
	@CsvSource({ "servlet, , SERVLET", "servlet, auto, SERVLET", "servlet, AUTO, SERVLET", "servlet, servlet, SERVLET",
			"servlet, netty, NETTY", "reactive, , NETTY", "reactive, auto, NETTY", "reactive, netty, NETTY",
			"none, , NETTY", "none, auto, NETTY", "none, netty, NETTY" })
	void hasOneTransport(String application, @Nullable String transport, PushEndpointProperties.Transport expected) {
		AbstractApplicationContextRunner<?, ?, ?> runner = runner(application, transport);
		runner.run((context) -> {
			assertThat(context.getStartupFailure()).isNull();
			boolean servlet = expected == PushEndpointProperties.Transport.SERVLET;
			assertThat(context.getBeanNamesForType(ServletTransport.class)).hasSize(servlet ? 1 : 0);
			assertThat(context.getBeanNamesForType(NettyTransport.class)).hasSize(servlet ? 0 : 1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactive", "none" })
	void stopsTheStartWhereServletsAreWantedAndNotThere(String application) {
		fails(runner(application, "servlet"),
				"The property 'push.endpoint.transport' has the value 'servlet', but this is no servlet application.",
				"Remove the property, or set it to 'netty', for a port of its own. " + NO_CONNECTIONS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactive", "none" })
	void stopsTheStartWithoutNetty(String application) {
		fails(runner(application, null).withClassLoader(new FilteredClassLoader("io.netty")),
				"Clients cannot connect: this is no servlet application, and Netty is not on the classpath.",
				"Add the dependency io.netty:netty-codec-http, for a port of its own on Netty. " + NO_CONNECTIONS);
	}

	@ParameterizedTest
	@CsvSource({ "servlet", "reactive", "none" })
	void stopsTheStartWhereNettyIsWantedAndNotThere(String application) {
		fails(runner(application, "netty").withClassLoader(new FilteredClassLoader("io.netty")),
				"The property 'push.endpoint.transport' has the value 'netty', but Netty is not on the classpath.",
				"Add the dependency io.netty:netty-codec-http, and io.netty:netty-transport-native-epoll with the "
						+ "classifier of your platform for Linux's epoll.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "servlet" })
	void stopsTheStartOfAServletApplicationWithoutWebSockets(String transport) {
		fails(runner("servlet", transport).withClassLoader(new FilteredClassLoader(WebSocketHandlerMapping.class)),
				"Clients cannot connect: this is a servlet application, but spring-websocket or the container's "
						+ "WebSocket support is not on the classpath.",
				"Add the dependency org.springframework.boot:spring-boot-starter-websocket, or set "
						+ "'push.endpoint.transport' to 'netty' and add io.netty:netty-codec-http. " + NO_CONNECTIONS);
	}

	@Test
	void stopsTheStartWhereBeansAreLazy() {
		runner("none", "servlet").withPropertyValues("spring.main.lazy-initialization=true")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(InvalidPushPropertyException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "push.enabled=false", "push.mode=client" })
	void isContentWhereNoneAreHeld(String property) {
		AbstractApplicationContextRunner<?, ?, ?> runner = runner("none", null)
			.withClassLoader(new FilteredClassLoader("io.netty"))
			.withPropertyValues(property, "push.client.gateway-url=http://localhost:1");
		runner.run((context) -> assertThat(context.getStartupFailure()).isNull());
	}

	@Test
	void opensNoPortInAnApplicationBehindAGateway() {
		AbstractApplicationContextRunner<?, ?, ?> runner = runner("none", null).withPropertyValues("push.mode=client",
				"push.client.gateway-url=http://localhost:1");
		runner.run((context) -> {
			assertThat(context.getStartupFailure()).isNull();
			assertThat(context.getBeanNamesForType(NettyTransport.class)).isEmpty();
		});
	}

	@Test
	void leavesAnApplicationWithAHandlerOfItsOwnAlone() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("push.endpoint.transport=servlet")
			.withBean(ConnectionHandler.class, () -> mock(ConnectionHandler.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void fails(AbstractApplicationContextRunner<?, ?, ?> runner, String description, String action) {
		runner.run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isNotNull();
			Throwable cause = failure;
			while (cause.getCause() != null) {
				cause = cause.getCause();
			}
			assertThat(cause).isInstanceOfSatisfying(InvalidPushPropertyException.class, (invalid) -> {
				assertThat(invalid.analysis().getDescription()).isEqualTo(description);
				assertThat(invalid.analysis().getAction()).isEqualTo(action);
			});
		});
	}

	private static AbstractApplicationContextRunner<?, ? extends ConfigurableApplicationContext, ? extends ApplicationContextAssertProvider<?>> runner(
			String application, @Nullable String transport) {
		AbstractApplicationContextRunner<?, ? extends ConfigurableApplicationContext, ? extends ApplicationContextAssertProvider<?>> runner = switch (application) {
			case "servlet" -> new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS);
			case "reactive" -> new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS);
			default -> new ApplicationContextRunner().withConfiguration(CONFIGURATIONS);
		};
		runner = runner.withPropertyValues("push.endpoint.port=0");
		return (transport != null) ? runner.withPropertyValues("push.endpoint.transport=" + transport) : runner;
	}

}
