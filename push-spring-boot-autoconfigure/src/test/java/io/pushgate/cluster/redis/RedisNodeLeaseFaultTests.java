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
import java.util.concurrent.CopyOnWriteArrayList;

import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.cluster.NodeLeaseListener;
import io.pushgate.cluster.StoredNodeLeases;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What happens to a node's number when something happens to Redis.
 */
class RedisNodeLeaseFaultTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void lettingNobodyInWhileRedisIsAwayTheNodeKeepsItsNumber() {
		try (RedisConnections connections = new RedisConnections();
				RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
				RedisNodeLeaseStore store = new RedisNodeLeaseStore(connections.to(server.port()),
						"push-" + UUID.randomUUID())) {
			StoredNodeLeases leases = new StoredNodeLeases(store, Duration.ofSeconds(2), PATIENCE);
			try (NodeLease lease = leases.acquire()) {
				CopyOnWriteArrayList<String> events = new CopyOnWriteArrayList<>();
				lease.addListener(new NodeLeaseListener() {

					@Override
					public void lost(NodeId node, boolean forGood) {
						events.add("lost " + forGood);
					}

					@Override
					public void regained(NodeId node) {
						events.add("regained");
					}

				});
				server.kill();
				await().atMost(PATIENCE).untilAsserted(() -> assertThat(lease.isHeld()).isFalse());
				server.restart();
				await().atMost(PATIENCE).untilAsserted(() -> assertThat(lease.isHeld()).isTrue());
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(events).containsExactly("lost false", "regained"));
				try (NodeLease other = leases.acquire()) {
					assertThat(other.node()).isNotEqualTo(lease.node());
				}
			}
		}
	}

}
