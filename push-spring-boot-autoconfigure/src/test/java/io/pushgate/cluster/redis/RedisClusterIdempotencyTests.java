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

import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The contract, in a Redis Cluster, whose servers answer in any order.
 */
@ExtendWith(Brokers.class)
class RedisClusterIdempotencyTests extends AbstractRedisIdempotencyTests {

	private RedisCluster cluster;

	@BeforeEach
	void use(RedisCluster cluster) {
		this.cluster = cluster;
	}

	@Override
	RedisConnectionFactory connect(RedisConnections connections) {
		return connections.to(this.cluster);
	}

}
