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

package io.pushgate.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.resource.ClientResources;
import io.pushgate.testsupport.broker.RedisCluster;
import io.pushgate.testsupport.broker.RedisSentinel;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections of the applications of a test.
 */
final class RedisConnections implements AutoCloseable {

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	private final List<ClientResources> resources = new ArrayList<>();

	LettuceConnectionFactory to(int port) {
		return to(new RedisStandaloneConfiguration("127.0.0.1", port));
	}

	LettuceConnectionFactory to(RedisCluster cluster) {
		return start(new LettuceConnectionFactory(new RedisClusterConfiguration(cluster.nodes())));
	}

	LettuceConnectionFactory to(RedisSentinel sentinel) {
		return start(new LettuceConnectionFactory(
				new RedisSentinelConfiguration().master(RedisSentinel.MASTER).sentinel("127.0.0.1", sentinel.port())));
	}

	/**
	 * Connect as Spring Boot does: with resources that the factory shares and does not
	 * end.
	 */
	LettuceConnectionFactory withSharedResources(int port) {
		ClientResources resources = ClientResources.create();
		this.resources.add(resources);
		return start(new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port),
				LettuceClientConfiguration.builder().clientResources(resources).build()));
	}

	LettuceConnectionFactory to(RedisStandaloneConfiguration configuration) {
		return start(new LettuceConnectionFactory(configuration));
	}

	private LettuceConnectionFactory start(LettuceConnectionFactory factory) {
		factory.afterPropertiesSet();
		factory.start();
		this.factories.add(factory);
		return factory;
	}

	@Override
	public void close() {
		this.factories.forEach(LettuceConnectionFactory::destroy);
		// Last: a connection that ends after its timer wants to come back and throws.
		this.resources.forEach((resources) -> resources.shutdown(0, 2, TimeUnit.SECONDS).syncUninterruptibly());
	}

}
