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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.pushgate.transport.websocket.PushWebSocketHandlerMapping;
import jakarta.servlet.ServletContext;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Makes Tomcat's buffers per connection small. Out of the box, an idle WebSocket holds
 * seven of 8 KB and more: two of the socket, one for incoming and two for outgoing
 * frames, and one each for text (of two bytes a character) and binary messages. None of
 * them needs to hold a whole message, as the endpoint takes messages in parts.
 *
 * <p>
 * Three settings, each of which an application can override:
 * <ul>
 * <li>The connector's {@code socket.appReadBufSize} and {@code socket.appWriteBufSize}:
 * by a {@link TomcatConnectorCustomizer}.</li>
 * <li>The system property {@code org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE}, for
 * the frames: by setting it. Tomcat reads it once in the life of a JVM. It also limits
 * the messages that the application receives as a WebSocket <em>client</em>, so where it
 * has a bean that is one, nothing is set.</li>
 * <li>The servlet context's {@code org.apache.tomcat.websocket.textBufferSize} and
 * {@code binaryBufferSize}, for the messages: by setting them, or by a
 * {@code ServletServerContainerFactoryBean}. They limit the messages of other WebSocket
 * endpoints, so where the application has one, they keep Tomcat's default of 8 KB.</li>
 * </ul>
 */
class TomcatBufferCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

	private static final Log logger = LogFactory.getLog(TomcatBufferCustomizer.class);

	private static final String FRAME_BUFFER = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

	private static final List<String> MESSAGE_BUFFERS = List.of("org.apache.tomcat.websocket.textBufferSize",
			"org.apache.tomcat.websocket.binaryBufferSize");

	private static final String TOMCAT_DEFAULT = "8192";

	/**
	 * Whose presence says that there is another WebSocket endpoint.
	 */
	private static final List<String> OTHER_ENDPOINTS = List.of(
			"org.springframework.web.socket.config.annotation.WebSocketConfigurationSupport",
			"org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurationSupport",
			"org.springframework.web.socket.server.support.WebSocketHandlerMapping",
			"org.springframework.web.socket.server.support.WebSocketHttpRequestHandler",
			"org.springframework.web.socket.server.standard.ServerEndpointExporter",
			"jakarta.websocket.server.ServerEndpointConfig");

	/**
	 * Whose presence says that the application is a WebSocket client, too.
	 */
	private static final List<String> CLIENTS = List.of(
			"org.springframework.web.socket.client.standard.WebSocketContainerFactoryBean",
			"org.springframework.web.socket.client.ConnectionManagerSupport",
			"org.springframework.web.socket.client.WebSocketClient",
			"org.springframework.web.socket.messaging.WebSocketStompClient");

	private final String size;

	private final ListableBeanFactory beanFactory;

	TomcatBufferCustomizer(DataSize size, ListableBeanFactory beanFactory) {
		this.size = Long.toString(size.toBytes());
		this.beanFactory = beanFactory;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		if (System.getProperty(FRAME_BUFFER) == null) {
			if (hasBean(CLIENTS)) {
				logger.info("The application is a WebSocket client, too, so Tomcat's frame buffers keep their default "
						+ "size of 8 KB: 24 KB for each connection. Set the system property " + FRAME_BUFFER
						+ " to change that");
			}
			else {
				System.setProperty(FRAME_BUFFER, this.size);
			}
		}
		// The application's customizers are there already, and shall have the last word.
		List<TomcatConnectorCustomizer> customizers = new ArrayList<>();
		customizers.add(this::customizeConnector);
		customizers.addAll(factory.getConnectorCustomizers());
		factory.setConnectorCustomizers(customizers);
		factory.addInitializers(this::customizeServletContext);
	}

	private void customizeConnector(Connector connector) {
		connector.setProperty("socket.appReadBufSize", this.size);
		connector.setProperty("socket.appWriteBufSize", this.size);
	}

	private void customizeServletContext(ServletContext context) {
		boolean other = hasBean(OTHER_ENDPOINTS);
		if (other) {
			logger.info("The application has another WebSocket endpoint, so Tomcat's message buffers keep their "
					+ "default size of 8 KB: 24 KB for each connection. Set the servlet context parameters "
					+ MESSAGE_BUFFERS + " to change that");
		}
		// Does nothing for a parameter that the application has set.
		MESSAGE_BUFFERS.forEach((name) -> context.setInitParameter(name, other ? TOMCAT_DEFAULT : this.size));
	}

	private boolean hasBean(List<String> types) {
		ClassLoader classLoader = getClass().getClassLoader();
		return types.stream()
			.filter((name) -> ClassUtils.isPresent(name, classLoader))
			.map((name) -> ClassUtils.resolveClassName(name, classLoader))
			.flatMap((type) -> Arrays.stream(this.beanFactory.getBeanNamesForType(type, true, false)))
			.anyMatch((name) -> !this.beanFactory.isTypeMatch(name, PushWebSocketHandlerMapping.class));
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
