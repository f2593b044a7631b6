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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisCluster;
import io.pushgate.testsupport.broker.RedisSentinel;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What happens to the bus when something happens to Redis, or to the way there.
 */
@ExtendWith(Brokers.class)
@Tag("tool")
class RedisBusFaultTests {

	private final RedisConnections connections = new RedisConnections();

	private final String topic = "push-" + UUID.randomUUID();

	private final List<AutoCloseable> closeables = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
		this.connections.close();
	}

	private BusNode node(int number, int port) {
		return with(BusNode.started(number, new RedisBusEngine(this.connections.to(port), this.topic)));
	}

	private <T extends AutoCloseable> T with(T closeable) {
		this.closeables.add(0, closeable);
		return closeable;
	}

	@Test
	void refusesAtOnceWhileRedisIsDownAndRecovers() {
		RedisServer server = with(RedisServer.start());
		BusNode first = node(1, server.port());
		BusNode second = node(2, server.port());
		server.kill();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.bus().state()).isEqualTo(BusState.LOST));
		for (int i = 0; i < 1000; i++) {
			assertThat(first.toAll("key", "refused")).isCompletedExceptionally();
		}
		server.restart();
		first.awaitReady();
		second.awaitReady();
		first.toAll("key", "after").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.texts()).containsExactly("after"));
		assertThat(second.missing()).isZero();
	}

	@Test
	void startsWhileRedisIsDown() {
		RedisServer server = with(RedisServer.start());
		server.kill();
		BusNode node = with(new BusNode(1, new RedisBusEngine(this.connections.to(server.port()), this.topic)));
		node.bus().start();
		assertThat(node.toAll("key", "refused")).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(BusUnavailableException.class);
		server.restart();
		node.awaitReady();
		node.toAll("key", "text").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(node.texts()).containsExactly("text"));
	}

	@Test
	void findsWhatWasPublishedWhileItsOwnLineWasCut(RedisServer server) {
		TcpProxy line = with(TcpProxy.to(server.port()));
		BusNode first = node(1, server.port());
		BusNode second = node(2, line.port());
		first.toAll("key", "before").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.texts()).containsExactly("before"));
		second.awaitHearing(first);
		line.cut();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.bus().state()).isEqualTo(BusState.LOST));
		for (int i = 0; i < 5; i++) {
			first.toAll("key", "lost").join();
		}
		first.to(second, "key", "lost").join();
		line.heal();
		second.awaitReady();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.missing()).isEqualTo(6));
		assertThat(first.missing()).isZero();
		first.toAll("key", "after").join();
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(second.texts()).containsExactly("before", "after"));
	}

	@Test
	void noticesALineThatSwallowsEverything(RedisServer server) {
		TcpProxy line = with(TcpProxy.to(server.port()));
		BusNode first = node(1, server.port());
		BusNode second = node(2, line.port());
		second.awaitHearing(first);
		line.blackHole();
		CompletableFuture<Void> swallowed = second.toAll("key", "swallowed");
		assertThat(swallowed).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(BusUnavailableException.class);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.bus().state()).isEqualTo(BusState.LOST));
		first.toAll("key", "lost").join();
		line.heal();
		second.awaitReady();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.missing()).isOne());
		second.toAll("key", "after").join();
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(first.texts()).containsExactly("lost", "after"));
		// What was swallowed was never accepted, so nobody misses it.
		assertThat(first.missing()).isZero();
	}

	@Test
	void toleratesALineThatIsSlow(RedisServer server) {
		TcpProxy line = with(TcpProxy.to(server.port()));
		BusNode first = node(1, server.port());
		BusNode second = node(2, line.port());
		line.delay(200);
		first.flood("key", 200, 50);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.texts()).hasSize(200));
		assertThat(second.missing()).isZero();
	}

	@Tag("fault")
	@ParameterizedTest
	@ValueSource(strings = { "pubsub", "normal", "any" })
	void losesNothingUntoldWhenConnectionsAreKilledUnderLoad(String type, RedisServer server) {
		BusNode first = node(1, server.port());
		BusNode second = node(2, server.port());
		second.awaitHearing(first);
		int accepted = 0;
		try (RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
				StatefulRedisConnection<String, String> connection = client.connect()) {
			List<CompletableFuture<Void>> published = new ArrayList<>();
			for (int i = 0; i < 20_000; i++) {
				published.add(first.toAll("key", Integer.toString(i)));
				if (i % 5000 == 2500) {
					kill(connection, type);
				}
				if (i % 100 == 0) {
					CompletableFuture.allOf(published.get(i)).exceptionally((ex) -> null).join();
					first.awaitReady();
				}
			}
			for (CompletableFuture<Void> one : published) {
				accepted += (one.handle((done, failure) -> failure == null).join()) ? 1 : 0;
			}
		}
		int expected = accepted;
		for (BusNode node : List.of(first, second)) {
			await().atMost(BusNode.PATIENCE).untilAsserted(() -> {
				assertThat(node.bus().state()).isEqualTo(BusState.READY);
				// What was refused may have been accepted nevertheless, and arrive.
				assertThat(node.texts().size() + node.missing()).isGreaterThanOrEqualTo(expected);
			});
			assertThat(node.texts()).doesNotHaveDuplicates();
			if (type.equals("normal")) {
				assertThat(node.missing()).as("lost by subscriptions that nobody broke").isZero();
			}
		}
		System.out.printf(
				"CLIENT KILL (%s) under load: published 20000, accepted %d, arrived %d + %d, "
						+ "told missing %d + %d%n",
				type, accepted, first.texts().size(), second.texts().size(), first.missing(), second.missing());
	}

	private static void kill(StatefulRedisConnection<String, String> connection, String type) {
		if (!type.equals("normal")) {
			connection.sync().clientKill(KillArgs.Builder.typePubsub().skipme());
		}
		if (!type.equals("pubsub")) {
			connection.sync().clientKill(KillArgs.Builder.typeNormal().skipme());
		}
	}

	@Test
	void comesBackWithACluster() {
		RedisServer.assumeShardedChannels();
		RedisCluster cluster = with(RedisCluster.start());
		BusNode first = node(1, cluster);
		BusNode second = node(2, cluster);
		cluster.servers().forEach(RedisServer::kill);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.bus().state()).isEqualTo(BusState.LOST));
		assertThat(first.toAll("key", "refused")).isCompletedExceptionally();
		cluster.servers().forEach(RedisServer::restart);
		assertGoesOn(first, second);
	}

	@Test
	void followsTheReplicaThatTakesOverInACluster() {
		RedisServer.assumeShardedChannels();
		RedisCluster cluster = with(RedisCluster.startWithReplicas());
		BusNode first = node(1, cluster);
		BusNode second = node(2, cluster);
		cluster.masterOf(this.topic + ":all").kill();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.bus().state()).isEqualTo(BusState.LOST));
		assertGoesOn(first, second);
	}

	@Test
	void followsAChannelThatMovesToAnotherNodeOfACluster() {
		RedisServer.assumeShardedChannels();
		RedisCluster cluster = with(RedisCluster.start());
		BusNode first = node(1, cluster);
		BusNode second = node(2, cluster);
		String channel = this.topic + ":all";
		RedisServer from = cluster.masterOf(channel);
		cluster.moveSlotOf(channel, from,
				cluster.servers().stream().filter((server) -> server != from).findFirst().orElseThrow());
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.bus().state()).isEqualTo(BusState.LOST));
		assertGoesOn(first, second);
	}

	@Test
	void keepsMessagesOnTheShardOfTheirChannel() {
		RedisServer.assumeShardedChannels();
		RedisCluster cluster = with(RedisCluster.start());
		node(1, cluster);
		for (RedisServer server : cluster.servers()) {
			try (RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()))) {
				List<String> expected = Stream.of(this.topic + ":all", this.topic + ":node:1")
					.filter((channel) -> cluster.masterOf(channel) == server)
					.toList();
				assertThat(client.connect().sync().pubsubShardChannels()).containsExactlyInAnyOrderElementsOf(expected);
				assertThat(client.connect().sync().pubsubChannels()).isEmpty();
			}
		}
	}

	@Test
	void followsTheMasterThatSentinelNames() {
		RedisSentinel sentinel = with(RedisSentinel.start());
		BusNode first = with(BusNode.started(1, new RedisBusEngine(this.connections.to(sentinel), this.topic)));
		BusNode second = with(BusNode.started(2, new RedisBusEngine(this.connections.to(sentinel), this.topic)));
		first.toAll("key", "before").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.texts()).containsExactly("before"));
		sentinel.master().kill();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.bus().state()).isEqualTo(BusState.LOST));
		assertGoesOn(first, second);
	}

	private BusNode node(int number, RedisCluster cluster) {
		return with(BusNode.started(number, new RedisBusEngine(this.connections.to(cluster), this.topic)));
	}

	private static void assertGoesOn(BusNode first, BusNode second) {
		await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
			first.toAll("key", "after").join();
			second.to(first, "key", "after, for one").join();
			assertThat(second.texts()).contains("after");
			assertThat(first.texts()).contains("after, for one");
		});
		assertThat(first.bus().state()).isEqualTo(BusState.READY);
	}

	@Test
	void spansAClusterThatHasNoShardedChannels(RedisCluster cluster) {
		List<BusNode> nodes = new ArrayList<>();
		for (int i = 1; i <= 2; i++) {
			RedisBusEngine engine = new RedisBusEngine(this.connections.to(cluster), this.topic);
			engine.spanClusters();
			nodes.add(with(BusNode.started(i, engine)));
		}
		nodes.get(0).toAll("key", "for all").join();
		nodes.get(0).to(nodes.get(1), "key", "for two").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> {
			assertThat(nodes.get(0).texts()).containsExactly("for all");
			assertThat(nodes.get(1).texts()).containsExactlyInAnyOrder("for all", "for two");
		});
	}

	@Test
	void leavesTheApplicationsConnectionsAlone(RedisServer server) {
		LettuceConnectionFactory factory = this.connections.withSharedResources(server.port());
		BusNode node = BusNode.started(1, new RedisBusEngine(factory, this.topic));
		node.close();
		try (RedisConnection connection = factory.getConnection()) {
			assertThat(connection.ping()).isEqualTo("PONG");
		}
		assertThat(factory.getClientConfiguration().getClientOptions().orElseThrow().getDisconnectedBehavior())
			.isEqualTo(ClientOptions.DisconnectedBehavior.DEFAULT);
	}

	@Test
	void doesNotStartWithAWrongPassword() {
		RedisServer server = with(RedisServer.start("--requirepass", "right"));
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("127.0.0.1", server.port());
		configuration.setPassword("wrong");
		BusNode node = with(new BusNode(1, new RedisBusEngine(this.connections.to(configuration), this.topic)));
		assertThatExceptionOfType(BusConfigurationException.class).isThrownBy(node.bus()::start)
			.satisfies((ex) -> assertThat(ex.remedy()).contains("spring.data.redis.password"));
	}

	@Test
	void doesNotStartWithoutThePermissionToSubscribe() {
		RedisServer server = with(RedisServer.start("--user", "app", "on", ">secret", "~*", "+@all", "resetchannels"));
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("127.0.0.1", server.port());
		configuration.setUsername("app");
		configuration.setPassword("secret");
		BusNode node = with(new BusNode(1, new RedisBusEngine(this.connections.to(configuration), this.topic)));
		assertThatExceptionOfType(BusConfigurationException.class).isThrownBy(node.bus()::start)
			.satisfies((ex) -> assertThat(ex.remedy()).contains("&push:*"));
	}

}
