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

import io.pushgate.transport.websocket.tomcat.PushNioProtocol;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TomcatProtocolCustomizer}, on a Tomcat that has started.
 */
class TomcatProtocolCustomizerTests {

	@Test
	void putsTheConnectorOnOurProtocolWithTomcatsOwnThreads() {
		start((protocol) -> {
			assertThat(protocol).isInstanceOf(PushNioProtocol.class);
			assertThat(protocol.getExecutor()).isInstanceOfSatisfying(ThreadPoolExecutor.class,
					(executor) -> assertThat(executor.getMaximumPoolSize()).isEqualTo(7));
			assertThat(((PushNioProtocol) protocol).getName()).startsWith("\"http-nio-");
		}, Application.class, "server.tomcat.threads.max=7");
	}

	@Test
	void leavesTheProtocolAloneWhereItIsOff() {
		start((protocol) -> assertThat(protocol).isExactlyInstanceOf(Http11NioProtocol.class), Application.class,
				"push.enabled=false");
	}

	@Test
	void leavesTheProtocolOfTheApplicationAlone() {
		start((protocol) -> assertThat(protocol).isInstanceOf(Http11Nio2Protocol.class), OwnProtocol.class);
	}

	@Test
	void backsOffForTheBeanOfTheApplication() {
		start((protocol) -> assertThat(protocol).isExactlyInstanceOf(Http11NioProtocol.class), OwnCustomizer.class);
	}

	private static void start(Consumer<ProtocolHandler> test, Class<?> source, String... properties) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(source)
			.web(WebApplicationType.SERVLET)
			.bannerMode(Banner.Mode.OFF)
			.properties("server.port=0", "push.auth.insecure-user-parameter=true", "spring.jmx.enabled=false")
			.properties(properties)
			.run()) {
			TomcatWebServer server = (TomcatWebServer) ((ServletWebServerApplicationContext) context).getWebServer();
			test.accept(server.getTomcat().getConnector().getProtocolHandler());
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = JettyServletWebServerAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProtocol extends Application {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> ownProtocol() {
			return (factory) -> factory.setProtocol(Http11Nio2Protocol.class.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCustomizer extends Application {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> pushTomcatProtocolCustomizer() {
			return (factory) -> {
			};
		}

	}

}
