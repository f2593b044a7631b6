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

import java.util.Collection;
import java.util.stream.Collectors;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Where Redis is looked for, with the properties that say so.
 */
final class RedisAddress {

	private RedisAddress() {
	}

	/**
	 * Describe the address.
	 * @param factory the application's
	 * @return such as {@code localhost:6379 ('spring.data.redis.host' and
	 * 'spring.data.redis.port')}
	 */
	static String of(RedisConnectionFactory factory) {
		if (!(factory instanceof LettuceConnectionFactory lettuce)) {
			return "the address of the application's connections";
		}
		RedisClusterConfiguration cluster = lettuce.getClusterConfiguration();
		if (cluster != null) {
			return join(cluster.getClusterNodes()) + " ('spring.data.redis.cluster.nodes')";
		}
		RedisSentinelConfiguration sentinel = lettuce.getSentinelConfiguration();
		if (sentinel != null) {
			return join(sentinel.getSentinels()) + " ('spring.data.redis.sentinel.nodes')";
		}
		return lettuce.getHostName() + ":" + lettuce.getPort()
				+ " ('spring.data.redis.host' and 'spring.data.redis.port', or 'spring.data.redis.url')";
	}

	private static String join(Collection<?> nodes) {
		return nodes.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
	}

}
