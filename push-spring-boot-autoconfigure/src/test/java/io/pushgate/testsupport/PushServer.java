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

package io.pushgate.testsupport;

import java.util.ArrayList;
import java.util.List;

import io.pushgate.core.PushTemplate;
import io.pushgate.gateway.PushGateway;
import io.pushgate.session.SessionManager;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application with the starter, on a port of its own.
 */
public final class PushServer implements AutoCloseable {

	private static final List<String> BROKERS = List.of(
			"org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration");

	private final ConfigurableApplicationContext context;

	private PushServer(ConfigurableApplicationContext context) {
		this.context = context;
	}

	public static Builder on(Container container) {
		return new Builder(container);
	}

	public int port() {
		String name = (this.context instanceof ServletWebServerApplicationContext) ? "local.server.port"
				: "local.push.server.port";
		return this.context.getEnvironment().getRequiredProperty(name, Integer.class);
	}

	public PushTemplate push() {
		return this.context.getBean(PushTemplate.class);
	}

	public SessionManager sessions() {
		return this.context.getBean(SessionManager.class);
	}

	public PushGateway gateway() {
		return this.context.getBean(PushGateway.class);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public RawWebSocket.Builder client() {
		return RawWebSocket.to(port());
	}

	/**
	 * Connect as a user and read the welcome.
	 */
	public RawWebSocket connect(String user) {
		RawWebSocket client = client().user(user).open();
		client.readJson("welcome");
		return client;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Puts a server together.
	 */
	public static final class Builder {

		private final Container container;

		private final List<String> properties = new ArrayList<>();

		private final List<Class<?>> sources = new ArrayList<>(List.of(Application.class));

		private final List<String> excluded = new ArrayList<>(BROKERS);

		private boolean shutdownHook;

		private Builder(Container container) {
			this.container = container;
		}

		/**
		 * Stop the application when the process is told to end, as applications do.
		 */
		public Builder shutdownHook() {
			this.shutdownHook = true;
			return this;
		}

		public Builder property(String name, Object value) {
			this.properties.add(name + "=" + value);
			return this;
		}

		/**
		 * Make the application one node of several.
		 * @param broker what connects them
		 */
		public Builder connectedBy(ClusterBroker broker) {
			this.excluded.removeIf(broker::needs);
			broker.properties().forEach(this::property);
			return this;
		}

		/**
		 * Believe whoever a client says it is.
		 */
		public Builder trusting() {
			return property("push.auth.insecure-user-parameter", true);
		}

		public Builder with(Class<?> source) {
			this.sources.add(source);
			return this;
		}

		public PushServer start() {
			ServletWebServerFactory factory = this.container.factory();
			ApplicationContextInitializer<GenericApplicationContext> initializer = (context) -> {
				if (factory != null) {
					context.registerBean(ServletWebServerFactory.class, () -> factory);
				}
			};
			if (!this.container.isServlet()) {
				this.properties.add("push.endpoint.transport=netty");
				this.properties.add(0, "push.endpoint.port=0");
			}
			// Most applications are without the libraries of brokers, which are here for
			// the others.
			this.properties.add(0, "spring.autoconfigure.exclude=" + String.join(",", this.excluded));
			this.properties.add(0, "server.port=0");
			// WebFlux is here for the tests that are about it.
			this.properties
				.add("spring.main.web-application-type=" + (this.container.isServlet() ? "servlet" : "none"));
			this.properties.add("spring.main.register-shutdown-hook=" + this.shutdownHook);
			this.properties.add("spring.jmx.enabled=false");
			return new PushServer(new SpringApplicationBuilder().sources(this.sources.toArray(Class<?>[]::new))
				.web(this.container.isServlet() ? WebApplicationType.SERVLET : WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.initializers(initializer)
				.properties(this.properties.toArray(String[]::new))
				.run());
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
