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

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that comes back to another node of an application and repeats its request has
 * it handled once.
 */
@ExtendWith(Brokers.class)
class RequestOnceTests {

	@Test
	void aRepeatAtAnotherNodeIsAnsweredButNotHandled(RedisServer redis) {
		ClusterBroker broker = new ClusterBroker("redis", Map.of("push.cluster.bus", "redis", "spring.data.redis.port",
				redis.port(), "push.cluster.topic", "push-" + UUID.randomUUID()), true, false);
		try (PushServer netty = start(Container.NETTY, broker); PushServer jetty = start(Container.JETTY, broker)) {
			for (int i = 0; i < 20; i++) {
				String first = ask((i % 2 == 0) ? netty : jetty, "r" + i);
				assertThat(ask((i % 2 == 0) ? jetty : netty, "r" + i)).isEqualTo(first).contains("\"reply\"");
			}
			assertThat(netty.bean(Till.class).handled.size() + jetty.bean(Till.class).handled.size()).isEqualTo(20);
			assertThat(netty.bean(Till.class).handled).isNotEmpty();
			assertThat(jetty.bean(Till.class).handled).isNotEmpty();
		}
	}

	private static PushServer start(Container container, ClusterBroker broker) {
		return PushServer.on(container).trusting().connectedBy(broker).with(Till.class).start();
	}

	private static String ask(PushServer node, String id) {
		return Awaitility.await().pollDelay(Duration.ZERO).atMost(ThreeNodes.PATIENCE).ignoreExceptions().until(() -> {
			try (RawWebSocket client = node.connect("ann")) {
				client.sendText("{\"type\":\"send\",\"namespace\":\"till\",\"event\":\"pay\",\"id\":\"" + id
						+ "\",\"data\":\"" + id + "\"}");
				return client.readJson().toString();
			}
		}, (answer) -> true);
	}

	static final class Till {

		private final Queue<String> handled = new ConcurrentLinkedQueue<>();

		@PushListener(namespace = "till", event = "pay")
		String pay(String id) {
			this.handled.add(id);
			return UUID.randomUUID().toString();
		}

	}

}
