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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A Redis Cluster of three masters.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int SLOTS = 16_384;

	private static final int MASTERS = 3;

	private final List<RedisServer> servers;

	private RedisCluster(List<RedisServer> servers) {
		this.servers = servers;
		List<RedisClient> clients = servers.stream()
			.map((server) -> RedisClient.create(RedisURI.create("127.0.0.1", server.port())))
			.toList();
		try {
			List<RedisCommands<String, String>> masters = clients.stream()
				.map((client) -> client.connect().sync())
				.toList();
			for (int i = 0; i < MASTERS; i++) {
				masters.get(i)
					.clusterAddSlots(IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray());
				masters.get(0).clusterMeet("127.0.0.1", servers.get(i).port());
			}
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(masters).allSatisfy((master) -> {
				assertThat(master.clusterInfo()).contains("cluster_state:ok", "cluster_known_nodes:3");
				assertThat(master.clusterSlots()).hasSize(MASTERS);
			}));
		}
		finally {
			clients.forEach((client) -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
		}
	}

	public static RedisCluster start() {
		return new RedisCluster(Stream
			.generate(() -> RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000",
					"--cluster-require-full-coverage", "no"))
			.limit(MASTERS)
			.toList());
	}

	/**
	 * Return the masters, as host and port each.
	 */
	public List<String> nodes() {
		return this.servers.stream().map((server) -> "127.0.0.1:" + server.port()).toList();
	}

	public List<RedisServer> servers() {
		return this.servers;
	}

	@Override
	public void close() {
		this.servers.forEach(RedisServer::close);
	}

}
