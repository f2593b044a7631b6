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
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.pushgate.cluster.DirectoryCluster;
import io.pushgate.cluster.DirectoryPeer;
import io.pushgate.cluster.DirectoryUnavailableException;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushTarget;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.TcpProxy;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the directory says when Redis has lost it.
 */
class RedisDirectoryLossTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final NodeId ONE = new NodeId(1);

	private static final NodeId TWO = new NodeId(2);

	private static final PushTarget ADA = PushTarget.user("ada");

	private static final DirectoryTimes QUICK = new DirectoryTimes(Duration.ofMillis(300), Duration.ofMinutes(1),
			Duration.ofMinutes(5));

	// Whoever comes between two beats is not seen for some time.
	private static final DirectoryTimes SLOW = new DirectoryTimes(Duration.ofSeconds(4), Duration.ofMinutes(1),
			Duration.ofMinutes(5));

	private final String topic = "push-" + UUID.randomUUID();

	private final DirectoryKeys keys = new DirectoryKeys(this.topic);

	private final AtomicReference<Set<NodeId>> heard = new AtomicReference<>(Set.of(ONE));

	@Test
	void nobodyIsForgottenWhoHasComeSinceTheLastBeat() {
		DirectoryCluster cluster = new DirectoryCluster();
		try (RedisServer redis = RedisServer.start();
				TcpProxy proxy = TcpProxy.to(redis.port());
				RedisConnections connections = new RedisConnections()) {
			LettuceConnectionFactory factory = connections.to(redis.port());
			RedisDirectory first = directory(factory, ONE, SLOW, this.heard::get);
			RedisDirectory second = directory(connections.to(proxy.port()), TWO, QUICK, () -> Set.of(ONE, TWO));
			try {
				DirectoryPeer one = cluster.add(1, first);
				await().atMost(PATIENCE).until(first::isAvailable);
				DirectoryPeer two = cluster.add(2, second);
				two.open("ada");
				assertThat(locate(one)).containsOnlyKeys(TWO);
				proxy.blackHole();
				this.heard.set(Set.of(ONE, TWO));
				redis.kill();
				redis.restart();
				await().atMost(PATIENCE).until(() -> {
					boolean stamped = hasStamped(factory);
					assertThat(isAnsweredWithoutAda(one)).as("answered as if nobody had the user").isFalse();
					return stamped;
				});
				proxy.heal();
				await().atMost(PATIENCE).until(first::isAvailable);
				assertThat(locate(one)).containsOnlyKeys(TWO);
			}
			finally {
				first.kill();
				second.kill();
			}
		}
	}

	private RedisDirectory directory(LettuceConnectionFactory factory, NodeId node, DirectoryTimes times,
			Supplier<Set<NodeId>> heard) {
		return new RedisDirectory(factory, this.topic, node, 10, Duration.ofMillis(200), heard, times);
	}

	private static Map<NodeId, PushTarget> locate(DirectoryPeer peer) {
		return peer.directory().locate(DirectoryPeer.TENANT, ADA).join().nodes();
	}

	private static boolean isAnsweredWithoutAda(DirectoryPeer peer) {
		try {
			return !locate(peer).containsKey(TWO);
		}
		catch (CompletionException ex) {
			assertThat(ex).hasCauseInstanceOf(DirectoryUnavailableException.class);
			return false;
		}
	}

	/**
	 * Return whether the first node has said again that all it has is there.
	 */
	private boolean hasStamped(LettuceConnectionFactory factory) {
		try (var connection = factory.getConnection()) {
			byte[] stamps = this.keys.stamps(DirectoryKeys.shard(DirectoryPeer.TENANT, "ada")).getBytes();
			return connection.hashCommands()
				.hKeys(stamps)
				.stream()
				.anyMatch((node) -> new String(node).startsWith("1:"));
		}
		catch (RuntimeException ex) {
			// Redis is not back yet.
			return false;
		}
	}

}
