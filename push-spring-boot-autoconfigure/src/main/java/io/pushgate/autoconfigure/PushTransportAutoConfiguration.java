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

import io.pushgate.gateway.PushGateway;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.web.context.WebApplicationContext;

/**
 * Auto-configuration that says what became of {@code push.endpoint.transport}: it warns
 * where WebFlux was probably meant, and stops the start of an application that holds
 * connections but has no transport for them. An application with a
 * {@link io.pushgate.transport.ConnectionHandler} of its own has transports of its own.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { PushServletAutoConfiguration.class, PushNettyAutoConfiguration.class })
@Conditional(OnPushEnabledCondition.class)
@ConditionalOnBean(PushGateway.class)
public final class PushTransportAutoConfiguration {

	/**
	 * Not lazy where beans are: nobody asks for it.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(name = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
	@ConditionalOnProperty(name = "push.endpoint.transport", havingValue = "auto", matchIfMissing = true)
	static class WebFluxNotUsedConfiguration {

		private static final Log logger = LogFactory.getLog(PushTransportAutoConfiguration.class);

		WebFluxNotUsedConfiguration(Environment environment) {
			if (!environment.containsProperty("spring.main.web-application-type")) {
				logger.warn("This is a servlet application, although spring-boot-starter-webflux is on the classpath: "
						+ "push-spring-boot-starter brings Spring MVC, which Spring Boot prefers. For a reactive "
						+ "application, set 'spring.main.web-application-type' to 'reactive', or exclude "
						+ "spring-boot-starter-websocket from push-spring-boot-starter. If a servlet application is "
						+ "meant, set 'push.endpoint.transport' to 'servlet'");
			}
		}

	}

	/**
	 * Stops the start where clients could not connect; so it is not lazy where beans are.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnMissingBean(
			type = { "io.pushgate.transport.websocket.ServletTransport", "io.pushgate.transport.netty.NettyTransport" })
	static class NoTransportConfiguration {

		NoTransportConfiguration(PushEndpointProperties properties, ApplicationContext context) {
			throw TransportFailures.noTransport(properties.getTransport(), context instanceof WebApplicationContext);
		}

	}

}
