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

import java.util.function.Consumer;

import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link TomcatBufferCustomizer}, on a Tomcat that has started.
 */
@ExtendWith(OutputCaptureExtension.class)
class TomcatBufferCustomizerTests {

	private static final String FRAMES = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

	private static final String TEXT = "org.apache.tomcat.websocket.textBufferSize";

	private static final String BINARY = "org.apache.tomcat.websocket.binaryBufferSize";

	private final @Nullable String framesBefore = System.clearProperty(FRAMES);

	@AfterEach
	void restore() {
		if (this.framesBefore != null) {
			System.setProperty(FRAMES, this.framesBefore);
		}
		else {
			System.clearProperty(FRAMES);
		}
	}

	@Test
	void makesAllBuffersSmall() {
		start((tomcat) -> {
			assertThat(socket(tomcat, "appReadBufSize")).isEqualTo("1024");
			assertThat(socket(tomcat, "appWriteBufSize")).isEqualTo("1024");
			assertThat(parameter(tomcat, TEXT)).isEqualTo("1024");
			assertThat(parameter(tomcat, BINARY)).isEqualTo("1024");
			assertThat(container(tomcat).getDefaultMaxTextMessageBufferSize()).isEqualTo(1024);
			assertThat(container(tomcat).getDefaultMaxBinaryMessageBufferSize()).isEqualTo(1024);
			assertThat(System.getProperty(FRAMES)).isEqualTo("1024");
		});
	}

	@Test
	void makesThemAsLargeAsToldTo() {
		start((tomcat) -> {
			assertThat(socket(tomcat, "appReadBufSize")).isEqualTo("8192");
			assertThat(socket(tomcat, "appWriteBufSize")).isEqualTo("8192");
			assertThat(parameter(tomcat, TEXT)).isEqualTo("8192");
			assertThat(parameter(tomcat, BINARY)).isEqualTo("8192");
			assertThat(container(tomcat).getDefaultMaxTextMessageBufferSize()).isEqualTo(8192);
			assertThat(container(tomcat).getDefaultMaxBinaryMessageBufferSize()).isEqualTo(8192);
			assertThat(System.getProperty(FRAMES)).isEqualTo("8192");
		}, "push.endpoint.buffer-size=8KB");
	}

	@Test
	void changesNothingWhereItIsOff() {
		start((tomcat) -> {
			assertThat(socket(tomcat, "appReadBufSize")).isEqualTo("8192");
			assertThat(parameter(tomcat, TEXT)).isNull();
			assertThat(System.getProperty(FRAMES)).isNull();
		}, "push.enabled=false");
	}

	@Test
	void leavesTheLastWordToTheApplicationsConnectorCustomizer() {
		start((tomcat) -> {
			assertThat(socket(tomcat, "appReadBufSize")).isEqualTo("4096");
			assertThat(socket(tomcat, "appWriteBufSize")).isEqualTo("1024");
		}, OwnConnector.class);
	}

	@Test
	void leavesTheSystemPropertyAloneWhereItIsSet() {
		System.setProperty(FRAMES, "2048");
		start((tomcat) -> assertThat(System.getProperty(FRAMES)).isEqualTo("2048"));
	}

	@Test
	void leavesTheLastWordToTheApplicationsContextParameters() {
		start((tomcat) -> {
			assertThat(parameter(tomcat, TEXT)).isEqualTo("3000");
			assertThat(parameter(tomcat, BINARY)).isEqualTo("1024");
		}, "server.servlet.context-parameters." + TEXT + "=3000");
	}

	@Test
	void leavesTheLastWordToTheApplicationsInitializers() {
		start((tomcat) -> {
			assertThat(parameter(tomcat, TEXT)).isEqualTo("3000");
			assertThat(parameter(tomcat, BINARY)).isEqualTo("1024");
		}, OwnInitializer.class);
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnEndpoint.class, OwnBroker.class, OwnMapping.class, OwnRequestHandler.class,
			OwnExporter.class })
	void leavesTheMessageBuffersOfOtherEndpointsAlone(Class<?> endpoint, CapturedOutput output) {
		start((tomcat) -> {
			assertThat(parameter(tomcat, TEXT)).isEqualTo("8192");
			assertThat(parameter(tomcat, BINARY)).isEqualTo("8192");
			assertThat(container(tomcat).getDefaultMaxTextMessageBufferSize()).isEqualTo(8192);
			assertThat(container(tomcat).getDefaultMaxBinaryMessageBufferSize()).isEqualTo(8192);
			assertThat(socket(tomcat, "appReadBufSize")).isEqualTo("1024");
			assertThat(output).contains("The application has another WebSocket endpoint");
		}, endpoint);
	}

	@Test
	void takesItsOwnEndpointForNoOther(CapturedOutput output) {
		start((tomcat) -> assertThat(output).doesNotContain("another WebSocket endpoint", "WebSocket client, too"));
	}

	@Test
	void leavesTheFrameBuffersOfClientsAlone(CapturedOutput output) {
		start((tomcat) -> {
			assertThat(System.getProperty(FRAMES)).isNull();
			assertThat(parameter(tomcat, TEXT)).isEqualTo("1024");
			assertThat(output).contains("The application is a WebSocket client, too");
		}, OwnClient.class);
	}

	private static String socket(TomcatWebServer tomcat, String name) {
		Connector connector = tomcat.getTomcat().getConnector();
		return String.valueOf(connector.getProperty("socket." + name));
	}

	private static @Nullable String parameter(TomcatWebServer tomcat, String name) {
		return servletContext(tomcat).getInitParameter(name);
	}

	private static ServerContainer container(TomcatWebServer tomcat) {
		return (ServerContainer) servletContext(tomcat).getAttribute(ServerContainer.class.getName());
	}

	private static ServletContext servletContext(TomcatWebServer tomcat) {
		return ((Context) tomcat.getTomcat().getHost().findChildren()[0]).getServletContext();
	}

	private static void start(Consumer<TomcatWebServer> assertion, String... properties) {
		start(assertion, Application.class, properties);
	}

	private static void start(Consumer<TomcatWebServer> assertion, Class<?> source, String... properties) {
		try (var context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class, source)
			.web(WebApplicationType.SERVLET)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.properties("server.port=0")
			.properties(properties)
			.run()) {
			assertion.accept((TomcatWebServer) context.getWebServer());
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = JettyServletWebServerAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConnector {

		@Bean
		TomcatConnectorCustomizer connectorCustomizer() {
			return (connector) -> connector.setProperty("socket.appReadBufSize", "4096");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnInitializer {

		@Bean
		ServletContextInitializer ownInitializer() {
			return (context) -> context.setInitParameter(TEXT, "3000");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class OwnEndpoint {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class OwnBroker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMapping {

		@Bean
		WebSocketHandlerMapping chatMapping() {
			return new WebSocketHandlerMapping();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRequestHandler {

		@Bean
		WebSocketHttpRequestHandler chat() {
			return new WebSocketHttpRequestHandler(mock(WebSocketHandler.class));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExporter {

		@Bean
		ServerEndpointExporter serverEndpointExporter() {
			return new ServerEndpointExporter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		WebSocketClient client() {
			return new StandardWebSocketClient();
		}

	}

}
