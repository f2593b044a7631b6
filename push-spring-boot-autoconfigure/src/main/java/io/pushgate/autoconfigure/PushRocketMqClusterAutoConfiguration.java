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

import java.time.Duration;

import io.pushgate.cluster.BusNodeLeases;
import io.pushgate.cluster.BusSettings;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.DefaultClusterBus;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.cluster.rocketmq.FastjsonCheck;
import io.pushgate.cluster.rocketmq.RocketMqBusEngine;
import org.apache.rocketmq.spring.autoconfigure.RocketMQProperties;
import org.apache.rocketmq.spring.core.RocketMQTemplate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration for a cluster over RocketMQ, in which nodes ask each other for a
 * number that is free.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = PushAutoConfiguration.class,
		afterName = "org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration")
@Conditional(OnPushEnabledCondition.class)
@ConditionalOnProperty(name = "push.cluster.bus", havingValue = "rocketmq")
public final class PushRocketMqClusterAutoConfiguration {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RocketMQTemplate.class)
	@EnableConfigurationProperties(PushClusterProperties.class)
	static class RocketMqConfiguration {

		RocketMqConfiguration(ResourceLoader resources) {
			FastjsonCheck.warn(resources.getClassLoader());
		}

		@Bean
		@ConditionalOnMissingBean({ NodeLease.class, NodeId.class })
		NodeLease pushNodeLease(ObjectProvider<RocketMQTemplate> template, ObjectProvider<RocketMQProperties> rocketMq,
				PushClusterProperties properties) {
			return new BusNodeLeases(() -> engine(template, rocketMq, properties), BusSettings.DEFAULTS, PATIENCE)
				.acquire();
		}

		@Bean
		@ConditionalOnMissingBean
		NodeId pushNodeId(NodeLease lease) {
			return lease.node();
		}

		@Bean
		@ConditionalOnMissingBean
		ClusterBus pushClusterBus(ObjectProvider<RocketMQTemplate> template,
				ObjectProvider<RocketMQProperties> rocketMq, NodeId node, ObjectProvider<NodeLease> lease,
				PushClusterProperties properties) {
			DefaultClusterBus bus = new DefaultClusterBus(engine(template, rocketMq, properties), node,
					properties.busSettings());
			if (lease.getIfAvailable() instanceof BusNodeLeases.BusNodeLease claimed) {
				claimed.watch(bus);
			}
			return bus;
		}

		@Bean
		static LazyInitializationExcludeFilter pushRocketMqClusterLazyInitializationExcludeFilter() {
			return LazyInitializationExcludeFilter.forBeanTypes(ClusterBus.class, NodeLease.class);
		}

		private static RocketMqBusEngine engine(ObjectProvider<RocketMQTemplate> template,
				ObjectProvider<RocketMQProperties> rocketMq, PushClusterProperties properties) {
			RocketMQTemplate available = template.getIfUnique();
			RocketMQProperties settings = rocketMq.getIfUnique();
			if (available == null || settings == null) {
				throw new InvalidPushPropertyException(
						"The property 'push.cluster.bus' has the value 'rocketmq', but RocketMQ is not set up.",
						"Set 'rocketmq.name-server' to the address of the name server, such as localhost:9876, and "
								+ "'rocketmq.producer.group' to a name such as that of the application.");
			}
			return new RocketMqBusEngine(available, settings, properties.getTopic());
		}

	}

	/**
	 * Stops the start where RocketMQ is missing; so it is not lazy where beans are.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnMissingClass("org.apache.rocketmq.spring.core.RocketMQTemplate")
	static class RocketMqMissingConfiguration {

		RocketMqMissingConfiguration() {
			throw new InvalidPushPropertyException(
					"The property 'push.cluster.bus' has the value 'rocketmq', but RocketMQ is not on the classpath.",
					"Add the dependency org.apache.rocketmq:rocketmq-spring-boot-starter:2.3.5.");
		}

	}

}
