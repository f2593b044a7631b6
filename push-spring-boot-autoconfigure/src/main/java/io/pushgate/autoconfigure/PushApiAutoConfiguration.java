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

import io.pushgate.api.ApiAuthenticator;
import io.pushgate.api.ApiKeyAuthenticator;
import io.pushgate.api.ApiSettings;
import io.pushgate.api.PushApi;
import io.pushgate.core.PushAudit;
import io.pushgate.core.PushOperations;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.websocket.HttpEndpointHandlerMapping;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Auto-configuration for the HTTP push API. It is served by the application's servlet
 * container and by the Netty port, whichever are there.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = PushAutoConfiguration.class)
@Conditional(OnPushEnabledCondition.class)
@ConditionalOnBooleanProperty("push.api.enabled")
@ConditionalOnBean(PushOperations.class)
public final class PushApiAutoConfiguration {

	private static final Log logger = LogFactory.getLog(PushApi.class);

	@Bean
	@ConditionalOnMissingBean
	ApiAuthenticator pushApiAuthenticator(PushApiProperties properties, PushAuthProperties auth) {
		if (properties.getKeys().isEmpty()) {
			logger.warn("No key of the HTTP push API at " + properties.getPath()
					+ " is configured, so it refuses every call that the application's own security has not "
					+ "authenticated. Make a key with 'openssl rand -hex 32', set 'push.api.keys.default' to what "
					+ "'printf %s <key> | sha256sum' says, and send 'Authorization: Bearer <key>'");
		}
		return new ApiKeyAuthenticator(properties.getKeys(),
				(principal) -> PushAuthConfiguration.tenantOf(principal, auth.getJwt()));
	}

	@Bean
	@ConditionalOnMissingBean
	PushApi pushApi(PushApiProperties properties, ApiAuthenticator authenticator, PushOperations operations,
			PushAudit audit, OutboundLimits limits, SessionManager sessions) {
		ApiSettings settings = new ApiSettings(properties.getPath(), Math.toIntExact(properties.getMaxBody().toBytes()),
				properties.getMaxRate());
		return new PushApi(settings, authenticator, operations, audit, limits, sessions::lanes);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ DispatcherServlet.class, HttpServletRequest.class })
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HttpEndpointHandlerMapping pushHttpEndpointHandlerMapping(ObjectProvider<HttpEndpoint> endpoints) {
			return new HttpEndpointHandlerMapping(endpoints.orderedStream().toList());
		}

	}

}
