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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A master of Redis, its replica, and a sentinel that lets the replica take over.
 */
public final class RedisSentinel implements AutoCloseable {

	public static final String MASTER = "main";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final RedisServer master;

	private final RedisServer replica;

	private final RedisServer sentinel;

	private RedisSentinel(RedisServer master, RedisServer replica, RedisServer sentinel) {
		this.master = master;
		this.replica = replica;
		this.sentinel = sentinel;
	}

	public static RedisSentinel start() {
		RedisServer master = RedisServer.start("--repl-diskless-sync-delay", "0");
		RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
		awaitInfo(replica, "replication", "master_link_status:up");
		RedisServer sentinel = RedisServer.startSentinel(configuration(master));
		awaitInfo(sentinel, "sentinel", "slaves=1");
		return new RedisSentinel(master, replica, sentinel);
	}

	private static Path configuration(RedisServer master) {
		try {
			return Files.write(Files.createTempFile("pushgate-sentinel", ".conf"),
					List.of("sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 1",
							"sentinel down-after-milliseconds " + MASTER + " 1000",
							"sentinel failover-timeout " + MASTER + " 10000"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void awaitInfo(RedisServer server, String section, String expected) {
		try (RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()))) {
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(client.connect().sync().info(section)).contains(expected));
		}
	}

	public int port() {
		return this.sentinel.port();
	}

	public RedisServer master() {
		return this.master;
	}

	@Override
	public void close() {
		this.sentinel.close();
		this.replica.close();
		this.master.close();
	}

}
