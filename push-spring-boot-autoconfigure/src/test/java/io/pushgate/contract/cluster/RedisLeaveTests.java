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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeState;
import io.pushgate.gateway.Drain;
import io.pushgate.message.PushTarget;
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
 * What the other nodes and the clients of a cluster see of nodes that stop in good order.
 */
@ExtendWith(Brokers.class)
class RedisLeaveTests {

	private static final int CLIENTS = 20;

	@Test
	void theDirectoryAnswersWhileANodeLeaves(RedisServer redis) throws InterruptedException {
		ClusterBroker broker = broker(redis);
		try (PushServer staying = start(broker)) {
			List<Throwable> failures = new CopyOnWriteArrayList<>();
			Thread looking = new Thread(() -> look(staying.bean(Directory.class), failures));
			try (PushServer leaving = start(broker)) {
				awaitNodes(staying, 2);
				awaitNodes(leaving, 2);
				await().atMost(ThreeNodes.PATIENCE).until(() -> isAvailable(staying));
				looking.start();
			}
			// For as long as the node is heard: it would be missed in the directory.
			awaitNodes(staying, 1);
			looking.interrupt();
			looking.join();
			assertThat(failures).isEmpty();
		}
	}

	@Test
	void aClusterThatStopsAtOnceSpreadsItsClients(RedisServer redis) {
		ClusterBroker broker = broker(redis);
		try (PushServer one = start(broker); PushServer other = start(broker)) {
			awaitNodes(one, 2);
			awaitNodes(other, 2);
			List<RawWebSocket> clients = new ArrayList<>();
			try {
				for (int i = 0; i < CLIENTS; i++) {
					clients.add(one.connect("user-" + i));
				}
				other.bean(Drain.class).start();
				await().atMost(ThreeNodes.PATIENCE)
					.until(() -> one.bean(ClusterBus.class).nodes(NodeState.SERVING).size() == 1);
				one.bean(Drain.class).start();
				assertThat(clients).map((client) -> client.readJson("goodbye").path("retryAfter").asLong(-1))
					.anySatisfy((time) -> assertThat(time).isGreaterThan(200L));
			}
			finally {
				clients.forEach(RawWebSocket::close);
			}
		}
	}

	private static ClusterBroker broker(RedisServer redis) {
		return new ClusterBroker(
				"redis", Map.of("push.cluster.bus", "redis", "spring.data.redis.port", redis.port(),
						"push.cluster.topic", "push-" + UUID.randomUUID(), "push.cluster.directory", "redis"),
				true, false);
	}

	private static PushServer start(ClusterBroker broker) {
		return PushServer.on(Container.NETTY).trusting().connectedBy(broker).start();
	}

	private static void awaitNodes(PushServer server, int nodes) {
		await().atMost(ThreeNodes.PATIENCE).until(() -> server.bean(ClusterBus.class).nodes().size() == nodes);
	}

	private static void look(Directory directory, List<Throwable> failures) {
		try {
			while (failures.isEmpty()) {
				CompletableFuture<?> answer = directory.locate("default", PushTarget.user("ada"));
				answer.exceptionally((failure) -> {
					failures.add(failure);
					return null;
				});
				answer.handle((nodes, failure) -> null).get(10, TimeUnit.SECONDS);
			}
		}
		catch (InterruptedException ex) {
			// The node has left.
		}
		catch (Exception ex) {
			failures.add(ex);
		}
	}

	private static boolean isAvailable(PushServer server) {
		return !server.bean(Directory.class)
			.locate("default", PushTarget.user("ada"))
			.handle((nodes, failure) -> failure != null)
			.join();
	}

}
