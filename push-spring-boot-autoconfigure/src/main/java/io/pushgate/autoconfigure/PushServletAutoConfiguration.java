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

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.listener.PushListenerRegistry;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.websocket.ClientScriptHandlerMapping;
import io.pushgate.transport.websocket.ContainerUpgrade;
import io.pushgate.transport.websocket.NoHandshakeHandlerMapping;
import io.pushgate.transport.websocket.PushWebSocketHandlerMapping;
import io.pushgate.transport.websocket.ServletTransport;
import io.pushgate.transport.websocket.SignIns;
import io.pushgate.transport.websocket.jetty.JettyUpgrade;
import jakarta.websocket.server.ServerContainer;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

/**
 * Auto-configuration for the WebSocket endpoint on the application's servlet container.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = PushAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, WebSocketHandlerMapping.class, ServerContainer.class })
@ConditionalOnBean(ConnectionHandler.class)
@Conditional({ OnPushEnabledCondition.class, OnServletTransportCondition.class })
@EnableConfigurationProperties(PushEndpointProperties.class)
public final class PushServletAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SignIns pushSignIns(ConnectionHandler handler) {
		return new SignIns(handler);
	}

	@Bean
	@ConditionalOnMissingBean
	ServletTransport pushServletTransport(ConnectionHandler handler, SignIns signIns, OutboundLimits limits,
			PushEndpointProperties properties) {
		return new ServletTransport(handler, signIns, limits, Math.toIntExact(properties.getMaxFrame().toBytes()));
	}

	@Bean
	@ConditionalOnMissingBean
	PushWebSocketHandlerMapping pushWebSocketHandlerMapping(ServletTransport transport,
			ObjectProvider<ContainerUpgrade> containers, PushEndpointProperties properties) {
		return new PushWebSocketHandlerMapping(properties.getPath(), transport, containers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	NoHandshakeHandlerMapping pushNoHandshakeHandlerMapping(ConnectionHandler handler,
			PushEndpointProperties properties) {
		return new NoHandshakeHandlerMapping(properties.getPath(), handler);
	}

	@Bean
	@ConditionalOnMissingBean
	ClientScriptHandlerMapping pushClientScriptHandlerMapping(PushEndpointProperties properties) {
		return new ClientScriptHandlerMapping(EndpointDescription.scriptPath(properties), properties.getPath());
	}

	@Bean
	@ConditionalOnMissingBean
	ServletEndpointReport pushServletEndpointReport(ApplicationContext context, PushEndpointProperties properties,
			ObjectProvider<AuthenticatorChain> authenticators, ObjectProvider<PushListenerRegistry> listeners) {
		return new ServletEndpointReport(context, new EndpointDescription(properties, authenticators, listeners),
				properties);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatServletWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "pushTomcatBufferCustomizer")
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> pushTomcatBufferCustomizer(
				PushEndpointProperties properties, ListableBeanFactory beanFactory) {
			return new TomcatBufferCustomizer(properties.getBufferSize(), beanFactory);
		}

		@Bean
		@ConditionalOnMissingBean(name = "pushTomcatProtocolCustomizer")
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> pushTomcatProtocolCustomizer() {
			return new TomcatProtocolCustomizer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JettyWebSocketServerContainer.class)
	static class JettyConfiguration {

		@Bean
		@ConditionalOnMissingBean
		JettyUpgrade pushJettyUpgrade() {
			return new JettyUpgrade();
		}

	}

}
