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

package io.pushgate.testsupport.broker;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A Redis Cluster of three masters, which may have a replica each.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int SLOTS = 16_384;

	private static final int MASTERS = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<RedisServer> servers;

	private RedisCluster(List<RedisServer> servers) {
		this.servers = servers;
		List<RedisClient> clients = servers.stream()
			.map((server) -> RedisClient.create(RedisURI.create("127.0.0.1", server.port())))
			.toList();
		try {
			List<RedisCommands<String, String>> nodes = clients.stream()
				.map((client) -> client.connect().sync())
				.toList();
			for (int i = 0; i < servers.size(); i++) {
				nodes.get(0).clusterMeet("127.0.0.1", servers.get(i).port());
			}
			String known = "cluster_known_nodes:" + servers.size();
			await().atMost(PATIENCE)
				.untilAsserted(
						() -> assertThat(nodes).allSatisfy((node) -> assertThat(node.clusterInfo()).contains(known)));
			for (int i = 0; i < MASTERS; i++) {
				nodes.get(i).clusterAddSlots(IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray());
			}
			for (int i = MASTERS; i < servers.size(); i++) {
				nodes.get(i).clusterReplicate(nodes.get(i - MASTERS).clusterMyId());
			}
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes).allSatisfy((node) -> {
				assertThat(node.clusterInfo()).contains("cluster_state:ok");
				assertThat(node.clusterSlots()).hasSize(MASTERS);
			}));
			for (int i = MASTERS; i < servers.size(); i++) {
				RedisCommands<String, String> replica = nodes.get(i);
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(replica.info("replication")).contains("master_link_status:up"));
			}
		}
		finally {
			clients.forEach((client) -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
		}
	}

	public static RedisCluster start() {
		return start(MASTERS);
	}

	/**
	 * Start a cluster in which a replica takes over from a master that is killed.
	 */
	public static RedisCluster startWithReplicas() {
		return start(2 * MASTERS);
	}

	private static RedisCluster start(int count) {
		return new RedisCluster(Stream
			.generate(() -> RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000",
					"--cluster-require-full-coverage", "no", "--cluster-replica-validity-factor", "0"))
			.limit(count)
			.toList());
	}

	/**
	 * Return the nodes, as host and port each.
	 */
	public List<String> nodes() {
		return this.servers.stream().map((server) -> "127.0.0.1:" + server.port()).toList();
	}

	/**
	 * Return the servers, the masters first.
	 */
	public List<RedisServer> servers() {
		return this.servers;
	}

	/**
	 * Return the master that had the slot of a key or channel at the start.
	 */
	public RedisServer masterOf(String name) {
		return this.servers.get(SlotHash.getSlot(name) * MASTERS / SLOTS);
	}

	/**
	 * Move the slot of a channel, of which there are no keys.
	 */
	public void moveSlotOf(String channel, RedisServer from, RedisServer to) {
		int slot = SlotHash.getSlot(channel);
		try (RedisClient source = RedisClient.create(RedisURI.create("127.0.0.1", from.port()));
				RedisClient target = RedisClient.create(RedisURI.create("127.0.0.1", to.port()))) {
			RedisCommands<String, String> before = source.connect().sync();
			RedisCommands<String, String> after = target.connect().sync();
			after.clusterSetSlotImporting(slot, before.clusterMyId());
			before.clusterSetSlotMigrating(slot, after.clusterMyId());
			after.clusterSetSlotNode(slot, after.clusterMyId());
			before.clusterSetSlotNode(slot, after.clusterMyId());
		}
	}

	@Override
	public void close() {
		this.servers.forEach(RedisServer::close);
	}

}
