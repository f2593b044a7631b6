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

import java.util.UUID;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.pushgate.cluster.AbstractClusterBusTests;
import io.pushgate.cluster.BusEngine;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisCluster;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The contract, on a Redis Cluster with channels that stay on their shard.
 */
@ExtendWith(Brokers.class)
@Tag("tool")
class RedisClusterBusTests extends AbstractClusterBusTests {

	private final RedisConnections connections = new RedisConnections();

	private final String topic = "push-" + UUID.randomUUID();

	private LettuceConnectionFactory factory;

	@BeforeEach
	void connect(RedisCluster cluster) {
		RedisServer.assumeShardedChannels();
		this.factory = this.connections.to(cluster);
	}

	@AfterEach
	void disconnect() {
		this.connections.close();
	}

	@Override
	protected BusEngine engine() {
		return new RedisBusEngine(this.factory, this.topic);
	}

	@Override
	protected void publishGarbage(byte[] bytes) {
		RedisClusterClient client = (RedisClusterClient) this.factory.getRequiredNativeClient();
		try (StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
			connection.sync().spublish((this.topic + ":all").getBytes(), bytes);
		}
	}

}
