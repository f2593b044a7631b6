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

import io.netty.handler.codec.http.HttpRequestDecoder;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.listener.PushListenerRegistry;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.netty.NettySettings;
import io.pushgate.transport.netty.NettyTransport;
import io.pushgate.transport.netty.NettyTransportLifecycle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration for the WebSocket endpoint on Netty, with a port of its own.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { PushAutoConfiguration.class, SslAutoConfiguration.class })
@Conditional({ OnPushEnabledCondition.class, OnNettyTransportCondition.class })
public final class PushNettyAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpRequestDecoder.class)
	@ConditionalOnBean(ConnectionHandler.class)
	@EnableConfigurationProperties({ PushEndpointProperties.class, PushNettyProperties.class,
			PushSessionProperties.class })
	static class NettyConfiguration {

		private static final Log logger = LogFactory.getLog(PushNettyAutoConfiguration.class);

		@Bean
		@ConditionalOnMissingBean
		NettyTransport pushNettyTransport(ConnectionHandler handler, OutboundLimits limits,
				PushEndpointProperties endpoint, PushNettyProperties netty, ObjectProvider<SslBundles> sslBundles,
				ObjectProvider<HttpEndpoint> endpoints, PushSessionProperties session) {
			if (endpoint.getTransport() == PushEndpointProperties.Transport.AUTO) {
				logger.info("As this is no servlet application, the push endpoint has a port of its own on Netty: "
						+ "'push.endpoint.port'. Pages of other origins need 'push.endpoint.allowed-origins' there, "
						+ "and the application's sign-in is not known");
			}
			NettySettings settings = new NettySettings(netty.getAddress(), endpoint.getPort(), endpoint.getPath(),
					EndpointDescription.scriptPath(endpoint), Math.toIntExact(endpoint.getMaxFrame().toBytes()),
					netty.getIo(), (netty.getWorkers() != null) ? netty.getWorkers() : 0, netty.getBacklog(),
					Math.toIntExact(netty.getMaxUnsent().toBytes()), netty.getHandshakeTimeout(),
					netty.getTrustedProxies(), netty.getForwardedHeaders(), netty.isProxyProtocol());
			String bundle = netty.getSsl().getBundle();
			NettyTransport transport = new NettyTransport(
					handler, limits, settings, (bundle != null) ? new ReloadableSslContext(bundle,
							netty.getSsl().getClientAuth(), sslBundles.getIfAvailable()) : null,
					endpoints.orderedStream().toList());
			transport.maxConnections(DescriptorLimit.current().accepted(session.getMaxPerNode()));
			return transport;
		}

		@Bean
		@ConditionalOnMissingBean
		NettyTransportLifecycle pushNettyTransportLifecycle(NettyTransport transport, PushEndpointProperties endpoint,
				ObjectProvider<AuthenticatorChain> authenticators, ObjectProvider<PushListenerRegistry> listeners,
				ConfigurableEnvironment environment) {
			EndpointDescription description = new EndpointDescription(endpoint, authenticators, listeners);
			return new NettyTransportLifecycle(transport,
					(port) -> LocalPorts.publish("local.push.server.port", port, environment.getPropertySources()),
					() -> description.text("", null));
		}

		/**
		 * Where beans are lazy, this one is not: nobody asks for it, but without it there
		 * is no port.
		 */
		@Bean
		static LazyInitializationExcludeFilter pushNettyLazyInitializationExcludeFilter() {
			return LazyInitializationExcludeFilter.forBeanTypes(NettyTransportLifecycle.class);
		}

	}

	/**
	 * Stops the start where Netty is missing; so it is not lazy where beans are.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnProperty(name = "push.endpoint.transport", havingValue = "netty")
	@ConditionalOnMissingClass("io.netty.handler.codec.http.HttpRequestDecoder")
	static class NettyMissingConfiguration {

		NettyMissingConfiguration() {
			throw TransportFailures.nettyIsMissing();
		}

	}

	/**
	 * Stops the start where what reads the PROXY protocol is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnBooleanProperty("push.netty.proxy-protocol")
	@ConditionalOnMissingClass("io.netty.handler.codec.haproxy.HAProxyMessageDecoder")
	static class ProxyProtocolMissingConfiguration {

		ProxyProtocolMissingConfiguration() {
			throw new InvalidPushPropertyException("push.netty.proxy-protocol", true,
					"what reads that protocol is not on the classpath",
					"Add the dependency io.netty:netty-codec-haproxy.");
		}

	}

}
