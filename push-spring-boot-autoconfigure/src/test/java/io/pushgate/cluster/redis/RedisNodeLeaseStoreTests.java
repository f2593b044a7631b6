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

import io.pushgate.cluster.AbstractNodeLeaseStoreTests;
import io.pushgate.cluster.NodeLeaseStore;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract, in Redis.
 */
@ExtendWith(Brokers.class)
class RedisNodeLeaseStoreTests extends AbstractNodeLeaseStoreTests {

	private final RedisConnections connections = new RedisConnections();

	private RedisNodeLeaseStore store;

	@BeforeEach
	void connect(RedisServer server) {
		this.store = new RedisNodeLeaseStore(this.connections.to(server.port()), "push-" + UUID.randomUUID());
	}

	@AfterEach
	void disconnect() {
		this.store.close();
		this.connections.close();
	}

	@Override
	protected NodeLeaseStore store() {
		return this.store;
	}

}
