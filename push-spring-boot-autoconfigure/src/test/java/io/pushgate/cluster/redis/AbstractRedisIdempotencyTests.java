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

import java.time.Duration;
import java.util.UUID;

import io.pushgate.cluster.AbstractIdempotencyStoreTests;
import io.pushgate.cluster.ClusterIdempotencyStore;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.cluster.InMemoryIdempotencyStore;
import org.junit.jupiter.api.AfterEach;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The contract, with claims in Redis.
 */
abstract class AbstractRedisIdempotencyTests extends AbstractIdempotencyStoreTests {

	static final Duration WINDOW = Duration.ofMinutes(10);

	private final RedisConnections connections = new RedisConnections();

	private final String topic = "push-" + UUID.randomUUID();

	private final RedisClaimStore[] claims = new RedisClaimStore[2];

	private final ClusterIdempotencyStore[] stores = new ClusterIdempotencyStore[2];

	/**
	 * Connect an application.
	 */
	abstract RedisConnectionFactory connect(RedisConnections connections);

	@Override
	protected IdempotencyStore node(int node) {
		synchronized (this.stores) {
			if (this.stores[node] == null) {
				this.claims[node] = new RedisClaimStore(connect(this.connections), this.topic);
				this.stores[node] = new ClusterIdempotencyStore(this.claims[node],
						new InMemoryIdempotencyStore(WINDOW, 100_000), WINDOW);
			}
			return this.stores[node];
		}
	}

	@AfterEach
	void disconnect() {
		for (int i = 0; i < 2; i++) {
			if (this.stores[i] != null) {
				this.stores[i].close();
				this.claims[i].close();
			}
		}
		this.connections.close();
	}

}
