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

package io.pushgate.contract.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.gateway.Drain;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When the clients of a node that drains are told to come back, with other nodes and
 * without.
 */
@ExtendWith(Brokers.class)
class RedisDrainTests {

	private static final int CLIENTS = 20;

	@Test
	void sendsClientsToOtherNodesAtOnceWhereThereAreAny(RedisServer redis) {
		ClusterBroker broker = new ClusterBroker("redis", Map.of("push.cluster.bus", "redis", "spring.data.redis.port",
				redis.port(), "push.cluster.topic", "push-" + UUID.randomUUID()), true, false);
		try (PushServer last = start(broker, Container.NETTY)) {
			try (PushServer first = start(broker, Container.TOMCAT)) {
				awaitNodes(first, 2);
				awaitNodes(last, 2);
				assertThat(drain(first)).hasSize(CLIENTS).containsOnly(0L);
			}
			awaitNodes(last, 1);
			// 20 clients, 50 a second.
			assertThat(drain(last)).hasSize(CLIENTS)
				.allSatisfy((time) -> assertThat(time).isBetween(0L, 400L))
				.anySatisfy((time) -> assertThat(time).isGreaterThan(200L));
		}
	}

	private static PushServer start(ClusterBroker broker, Container container) {
		return PushServer.on(container).trusting().connectedBy(broker).start();
	}

	private static void awaitNodes(PushServer server, int nodes) {
		await().atMost(ThreeNodes.PATIENCE).until(() -> server.bean(ClusterBus.class).nodes().size() == nodes);
	}

	private static List<Long> drain(PushServer server) {
		List<RawWebSocket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(server.connect("user-" + i));
			}
			server.bean(Drain.class).start();
			return clients.stream().map((client) -> client.readJson("goodbye").path("retryAfter").asLong(-1)).toList();
		}
		finally {
			clients.forEach(RawWebSocket::close);
		}
	}

}
