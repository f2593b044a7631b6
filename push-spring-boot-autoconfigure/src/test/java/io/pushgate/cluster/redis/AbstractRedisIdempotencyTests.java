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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.AbstractIdempotencyStoreTests;
import io.pushgate.cluster.Claim;
import io.pushgate.cluster.ClaimUnavailableException;
import io.pushgate.cluster.ClusterIdempotencyStore;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.cluster.InMemoryIdempotencyStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

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

	@Test
	void anOutcomeThatCannotBeReadIsARefusal() {
		IdempotencyStore store = node(0);
		byte[] content = { 1 };
		Claim.Mine claim = (Claim.Mine) this.claims[0].claim("push:a:other", content, Duration.ofSeconds(30)).join();
		claim.done("of another version".getBytes(StandardCharsets.UTF_8), WINDOW).join();
		assertThat(store.once("a", "other", content, () -> new CompletableFuture<>()))
			.failsWithin(Duration.ofMinutes(1))
			.withThrowableThat()
			.withCauseExactlyInstanceOf(ClaimUnavailableException.class);
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
