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

import io.lettuce.core.RedisClient;
import io.pushgate.cluster.ClaimStore;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.cluster.NodeLeaseStore;
import io.pushgate.cluster.NodeState;
import io.pushgate.cluster.StoredNodeLeases;
import io.pushgate.cluster.redis.RedisClaimStore;
import io.pushgate.cluster.redis.RedisDirectory;
import io.pushgate.cluster.redis.RedisNodeLeaseStore;

import org.springframework.beans.factory.ListableBeanFactory;
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
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for a directory in Redis, with whatever bus. As Redis is there,
 * nodes lease their numbers from it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		before = { PushAutoConfiguration.class, PushRedisClusterAutoConfiguration.class,
				PushRocketMqClusterAutoConfiguration.class },
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@Conditional(OnPushEnabledCondition.class)
@ConditionalOnProperty(name = RequiredRedis.DIRECTORY, havingValue = "redis")
public final class PushRedisDirectoryAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnClass({ RedisConnectionFactory.class, RedisClient.class })
	@EnableConfigurationProperties({ PushClusterProperties.class, PushSessionProperties.class })
	static class RedisConfiguration {

		RedisConfiguration(ListableBeanFactory beanFactory) {
			// Before a number is leased that nobody needs.
			if (beanFactory.getBeanNamesForType(ClusterBus.class, true, false).length == 0) {
				throw new InvalidPushPropertyException(
						"The property 'push.cluster.directory' has the value 'redis', but 'push.cluster.bus' is "
								+ "'local', so nothing can be sent to the nodes that the directory names.",
						"Set 'push.cluster.bus' to 'redis' or 'rocketmq', or remove 'push.cluster.directory'.");
			}
		}

		@Bean
		@ConditionalOnMissingBean({ NodeLeaseStore.class, NodeLease.class, NodeId.class })
		RedisNodeLeaseStore pushNodeLeaseStore(ObjectProvider<RedisConnectionFactory> connectionFactory,
				PushClusterProperties properties) {
			return new RedisNodeLeaseStore(RequiredRedis.connectionFactory(RequiredRedis.DIRECTORY, connectionFactory),
					properties.getTopic());
		}

		@Bean
		@ConditionalOnMissingBean({ NodeLease.class, NodeId.class })
		NodeLease pushNodeLease(NodeLeaseStore store) {
			return new StoredNodeLeases(store, StoredNodeLeases.DEFAULT_TTL, StoredNodeLeases.DEFAULT_PATIENCE)
				.acquire();
		}

		@Bean
		@ConditionalOnMissingBean
		NodeId pushNodeId(NodeLease lease) {
			return lease.node();
		}

		@Bean
		@ConditionalOnMissingBean(Directory.class)
		RedisDirectory pushDirectory(ObjectProvider<RedisConnectionFactory> connectionFactory, NodeId node,
				ClusterBus bus, PushClusterProperties properties, PushSessionProperties session) {
			return new RedisDirectory(RequiredRedis.connectionFactory(RequiredRedis.DIRECTORY, connectionFactory),
					properties.getTopic(), node, session.getMaxPerUser(), session.getOfflineDelay(),
					() -> bus.nodes(NodeState.DRAINING));
		}

		@Bean
		@ConditionalOnMissingBean(ClaimStore.class)
		RedisClaimStore pushClaimStore(ObjectProvider<RedisConnectionFactory> connectionFactory,
				PushClusterProperties properties) {
			return new RedisClaimStore(RequiredRedis.connectionFactory(RequiredRedis.DIRECTORY, connectionFactory),
					properties.getTopic());
		}

		@Bean
		static LazyInitializationExcludeFilter pushRedisDirectoryLazyInitializationExcludeFilter() {
			return LazyInitializationExcludeFilter.forBeanTypes(Directory.class, NodeLease.class);
		}

	}

	/**
	 * Stops the start where Redis is missing; so it is not lazy where beans are.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnMissingClass("org.springframework.data.redis.connection.RedisConnectionFactory")
	static class RedisMissingConfiguration {

		RedisMissingConfiguration() {
			throw RequiredRedis.withoutSpringData(RequiredRedis.DIRECTORY);
		}

	}

	/**
	 * Stops the start where there is another driver of Redis than the one that is needed.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy(false)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnMissingClass("io.lettuce.core.RedisClient")
	static class LettuceMissingConfiguration {

		LettuceMissingConfiguration() {
			throw RequiredRedis.withoutLettuce(RequiredRedis.DIRECTORY);
		}

	}

}
