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

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.cluster.BusNode;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link RedisClients} where the application shares what its clients have, as
 * Spring Boot's do.
 */
@ExtendWith({ Brokers.class, OutputCaptureExtension.class })
class RedisClientResourcesTests {

	@Test
	void leaveNothingOpenHoweverOftenTheyConnect(RedisServer server, CapturedOutput output) {
		try (RedisConnections connections = new RedisConnections()) {
			LettuceConnectionFactory factory = connections.withSharedResources(server.port());
			List<WeakReference<RedisClients>> closed = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				closed.add(new WeakReference<>(connectAndClose(factory)));
			}
			await().atMost(BusNode.PATIENCE).untilAsserted(() -> {
				System.gc();
				System.runFinalization();
				assertThat(closed).allSatisfy((clients) -> assertThat(clients.get()).isNull());
			});
			// What Lettuce says when it finds something open that nobody has any more.
			assertThat(output).doesNotContain("was not shut down properly");
			try (RedisConnection connection = factory.getConnection()) {
				assertThat(connection.ping()).isEqualTo("PONG");
			}
		}
	}

	private static RedisClients connectAndClose(LettuceConnectionFactory factory) {
		RedisClients clients = RedisClients.like(factory);
		try (RedisConnection connection = clients.factory().getConnection()) {
			assertThat(connection.ping()).isEqualTo("PONG");
		}
		clients.close();
		return clients;
	}

}
