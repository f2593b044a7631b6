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

import io.pushgate.core.PushTemplate;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.websocket.ClientScriptHandlerMapping;
import io.pushgate.transport.websocket.ContainerUpgrade;
import io.pushgate.transport.websocket.NoHandshakeHandlerMapping;
import io.pushgate.transport.websocket.PushWebSocketHandlerMapping;
import io.pushgate.transport.websocket.ServletTransport;
import io.pushgate.transport.websocket.jetty.JettyUpgrade;
import jakarta.websocket.server.ServerContainer;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link PushServletAutoConfiguration}.
 */
class PushServletAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(PushAutoConfiguration.class,
			PushServletAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void servesTheEndpointAndTheClient() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ServletTransport.class).hasSingleBean(TomcatBufferCustomizer.class);
			assertThat(context.getBean(PushWebSocketHandlerMapping.class).getUrlMap()).containsOnlyKeys("/push");
			assertThat(context.getBean(NoHandshakeHandlerMapping.class).getUrlMap()).containsOnlyKeys("/push");
			assertThat(context.getBean(ClientScriptHandlerMapping.class).getUrlMap())
				.containsOnlyKeys("/push/client.js", "/push/client.d.ts");
		});
	}

	@Test
	void isOffWithoutAServletContainer() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(PushTemplate.class)
				.doesNotHaveBean(ServletTransport.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(PushTemplate.class)
				.doesNotHaveBean(ServletTransport.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { WebSocketHandlerMapping.class, ServerContainer.class, DispatcherServlet.class })
	void isOffWithoutALibraryThatItNeeds(Class<?> missing) {
		this.runner.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PushTemplate.class)
				.doesNotHaveBean(ServletTransport.class)
				.doesNotHaveBean(WebServerFactoryCustomizer.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { Tomcat.class, TomcatServletWebServerFactory.class })
	void leavesBuffersAloneWithoutTomcat(Class<?> missing) {
		this.runner.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ServletTransport.class)
				.doesNotHaveBean(WebServerFactoryCustomizer.class));
	}

	@Test
	void backsOffForTheApplicationsBufferCustomizer() {
		this.runner.withBean("pushTomcatBufferCustomizer", WebServerFactoryCustomizer.class, () -> (factory) -> {
		}).run((context) -> assertThat(context).doesNotHaveBean(TomcatBufferCustomizer.class));
	}

	@Test
	void knowsJettysOwnInterfaceWhereItIsThere() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(JettyUpgrade.class));
		this.runner.withClassLoader(new FilteredClassLoader(JettyWebSocketServerContainer.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ServletTransport.class)
				.doesNotHaveBean(ContainerUpgrade.class));
		this.runner.withBean("own", JettyUpgrade.class, JettyUpgrade::new)
			.run((context) -> assertThat(context.getBeanNamesForType(ContainerUpgrade.class)).containsExactly("own"));
	}

	@Test
	void staysBesideTheApplicationsWebServerCustomizers() {
		this.runner.withBean("own", WebServerFactoryCustomizer.class, () -> (factory) -> {
		}).run((context) -> assertThat(context).hasSingleBean(TomcatBufferCustomizer.class));
	}

	@Test
	void staysBesideTheApplicationsWebSocketMapping() {
		this.runner.withBean("webSocketHandlerMapping", WebSocketHandlerMapping.class, WebSocketHandlerMapping::new)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(PushWebSocketHandlerMapping.class));
	}

	@Test
	void needsAConnectionHandlerOnly() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(PushServletAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ServletTransport.class));
		this.runner.withBean(ConnectionHandler.class, () -> mock(ConnectionHandler.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ServletTransport.class));
	}

	@Test
	void servesNoClientWhereItsPathIsEmpty() {
		this.runner.withPropertyValues("push.endpoint.script-path=")
			.run((context) -> assertThat(context.getBean(ClientScriptHandlerMapping.class).getUrlMap()).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "SERVLET", "Servlet" })
	void isChosenByPropertyInAnyCase(String transport) {
		this.runner.withPropertyValues("push.endpoint.transport=" + transport)
			.run((context) -> assertThat(context).hasSingleBean(ServletTransport.class));
	}

}
