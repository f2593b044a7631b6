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

import io.pushgate.actuate.PushEndpoint;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.core.PushAudit;
import io.pushgate.core.PushOperations;
import io.pushgate.gateway.Drain;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.OutboundLimits;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for the Actuator endpoint {@code push}. As every endpoint, it is
 * reached over HTTP only where {@code management.endpoints.web.exposure.include} names
 * it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = PushAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@Conditional(OnPushEnabledCondition.class)
public final class PushEndpointAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(PushEndpoint.class)
	@ConditionalOnBean({ SessionManager.class, PushOperations.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PushEndpoint pushEndpoint(NodeId node, SessionManager sessions, PushOperations push, OutboundLimits outbound,
				NodeReadiness readiness, ObjectProvider<Directory> directory, ObjectProvider<Drain> drain,
				PushAudit audit) {
			return new PushEndpoint(node, sessions, push, outbound, readiness, directory.getIfAvailable(),
					drain.getIfAvailable(), audit);
		}

	}

}
