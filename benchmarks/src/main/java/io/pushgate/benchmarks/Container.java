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

package io.pushgate.benchmarks;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.context.support.GenericApplicationContext;

/**
 * What an application listens with. All of them are on the classpath, so the choice has
 * to be made by hand.
 */
public enum Container {

	/**
	 * The servlet transport on Tomcat.
	 */
	TOMCAT,

	/**
	 * The servlet transport on Jetty.
	 */
	JETTY,

	/**
	 * The Netty transport, without a web server beside it.
	 */
	NETTY;

	/**
	 * Return the container of a name.
	 * @param name the name, in any case
	 * @return the container
	 */
	public static Container of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	/**
	 * Prepare an application to listen with this container.
	 * @param application the application
	 * @param port the port, 0 for any free one
	 * @return the application
	 */
	public SpringApplicationBuilder prepare(SpringApplicationBuilder application, int port) {
		ServletWebServerFactory factory = factory();
		if (factory == null) {
			return application.web(WebApplicationType.NONE)
				.properties("push.endpoint.transport=netty", "push.endpoint.port=" + port);
		}
		return application.web(WebApplicationType.SERVLET)
			.properties("server.port=" + port, "server.tomcat.max-connections=20000", "server.tomcat.accept-count=4096",
					"server.tomcat.max-keep-alive-requests=-1", "server.jetty.max-connections=20000")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(ServletWebServerFactory.class,
					() -> factory));
	}

	private @Nullable ServletWebServerFactory factory() {
		return switch (this) {
			case TOMCAT -> new TomcatServletWebServerFactory();
			case JETTY -> new JettyServletWebServerFactory();
			case NETTY -> null;
		};
	}

	/**
	 * Return the property that holds the port once the application listens.
	 * @return the name of the property
	 */
	public String portProperty() {
		return (this == NETTY) ? "local.push.server.port" : "local.server.port";
	}

}
