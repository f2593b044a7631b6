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
import java.util.Set;
import java.util.UUID;

import io.pushgate.cluster.AbstractDirectoryTests;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The contract, on a single Redis.
 */
@ExtendWith(Brokers.class)
class RedisDirectoryTests extends AbstractDirectoryTests {

	static final DirectoryTimes TIMES = new DirectoryTimes(Duration.ofMillis(300), Duration.ofSeconds(3),
			Duration.ofMinutes(5));

	private final RedisConnections connections = new RedisConnections();

	private final String topic = "push-" + UUID.randomUUID();

	private LettuceConnectionFactory factory;

	@BeforeEach
	void connect(RedisServer server) {
		this.factory = this.connections.to(server.port());
	}

	@AfterEach
	void disconnect() {
		this.connections.close();
	}

	@Override
	protected Directory directory(NodeId node, int maxPerUser, Duration offlineDelay) {
		return new RedisDirectory(this.factory, this.topic, node, maxPerUser, offlineDelay, Set::of, TIMES);
	}

	@Override
	protected void kill(Directory directory) {
		((RedisDirectory) directory).kill();
	}

}
