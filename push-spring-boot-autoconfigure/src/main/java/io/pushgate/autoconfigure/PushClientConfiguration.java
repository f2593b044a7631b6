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

import io.pushgate.cluster.ClusterBus;
import io.pushgate.delivery.http.GatewayClient;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Stops the start of an application that has no gateway to reach its users by.
 */
@Configuration(proxyBeanMethods = false)
@Lazy(false)
@ConditionalOnPushMode(PushProperties.Mode.CLIENT)
@ConditionalOnMissingBean({ ClusterBus.class, GatewayClient.class })
class PushClientConfiguration {

	PushClientConfiguration() {
		throw new InvalidPushPropertyException(
				"The property 'push.mode' has the value 'client', but there is no way to a gateway.",
				"Set 'push.cluster.bus' to 'redis' or 'rocketmq', as the gateways have it, or "
						+ "'push.client.gateway-url' to the address of a gateway.");
	}

}
