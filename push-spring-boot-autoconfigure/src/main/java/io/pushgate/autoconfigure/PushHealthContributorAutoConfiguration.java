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

import io.pushgate.actuate.GatewayHealthIndicator;
import io.pushgate.actuate.PushHealthIndicator;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.gateway.Drain;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.netty.NettyTransportLifecycle;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for the health of this node, shown as {@code push}, and for that of
 * the gateway that it pushes through, shown as {@code pushGateway}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { PushAutoConfiguration.class, PushNettyAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@Conditional(OnPushEnabledCondition.class)
public final class PushHealthContributorAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("push")
	@ConditionalOnBean(SessionManager.class)
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = { "pushHealthIndicator", "pushHealthContributor" })
		PushHealthIndicator pushHealthIndicator(NodeId node, SessionManager sessions, NodeReadiness readiness,
				ObjectProvider<Directory> directory, ObjectProvider<NettyTransportLifecycle> netty,
				ObjectProvider<Drain> drain) {
			// A servlet container listens as long as it can be asked.
			return new PushHealthIndicator(node, sessions, readiness, directory.getIfAvailable(),
					() -> netty.stream().allMatch(NettyTransportLifecycle::isRunning), drain.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("push")
	@ConditionalOnBean(GatewayClient.class)
	static class GatewayHealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = { "pushGatewayHealthIndicator", "pushGatewayHealthContributor" })
		GatewayHealthIndicator pushGatewayHealthIndicator(GatewayClient client) {
			return new GatewayHealthIndicator(client);
		}

	}

}
