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

import io.pushgate.transport.websocket.tomcat.ConnectionLimitValve;
import org.apache.catalina.connector.Connector;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Puts Tomcat's connector on a {@code PushNioProtocol}, where the application leaves it
 * at Tomcat's default, and keeps a few connections free of WebSockets on any protocol.
 */
class TomcatProtocolCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

	/**
	 * The name of the {@code PushNioProtocol}, by which Tomcat creates it.
	 */
	static final String PROTOCOL = "io.pushgate.transport.websocket.tomcat.PushNioProtocol";

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		// Tomcat looks the class up with its own class loader.
		if (TomcatServletWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())
				&& ClassUtils.isPresent(PROTOCOL, Connector.class.getClassLoader())) {
			factory.setProtocol(PROTOCOL);
		}
		factory.addEngineValves(new ConnectionLimitValve());
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
