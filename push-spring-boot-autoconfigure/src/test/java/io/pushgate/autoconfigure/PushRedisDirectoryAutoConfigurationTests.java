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

package io.pushgate.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.lettuce.core.RedisClient;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.cluster.redis.RedisDirectory;
import io.pushgate.cluster.redis.RedisNodeLeaseStore;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link PushRedisDirectoryAutoConfiguration}.
 */
@ExtendWith(Brokers.class)
class PushRedisDirectoryAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final String topic = "push-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, PushRedisClusterAutoConfiguration.class,
				PushRedisDirectoryAutoConfiguration.class, PushRocketMqClusterAutoConfiguration.class,
				DataRedisAutoConfiguration.class, RocketMQAutoConfiguration.class))
		.withPropertyValues("push.cluster.topic=" + this.topic);

	private ApplicationContextRunner with(RedisServer server) {
		return this.runner.withPropertyValues("push.cluster.directory=redis",
				"spring.data.redis.port=" + server.port());
	}

	@Test
	void thereIsNoDirectoryUnlessOneIsChosen(RedisServer server) {
		this.runner.withPropertyValues("push.cluster.bus=redis", "spring.data.redis.port=" + server.port())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Directory.class));
	}

	@Test
	void isOffWherePushgateIs() {
		this.runner.withPropertyValues("push.enabled=false", "push.cluster.directory=redis")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Directory.class));
	}

	@Test
	void nodesFindEachOthersUsers(RedisServer server) {
		ApplicationContextRunner redis = with(server).withPropertyValues("push.cluster.bus=redis");
		redis.run((first) -> redis.run((second) -> {
			Directory directory = first.getBean(Directory.class);
			NodeId node = first.getBean(NodeId.class);
			directory
				.enter("default",
						new SessionDetails("4096", "ada", "phone", node.name(), "websocket", Instant.now(),
								Instant.now()))
				.join();
			Directory other = second.getBean(Directory.class);
			await().atMost(PATIENCE).until(other::isAvailable);
			assertThat(other.locate("default", PushTarget.user("ada")).join().nodes()).containsOnlyKeys(node);
			try (RedisConnection connection = first.getBean(RedisConnectionFactory.class).getConnection()) {
				assertThat(connection.keyCommands().exists((this.topic + ":{nodes}:alive").getBytes())).isTrue();
			}
		}));
	}

	@Test
	void worksWithRocketMqAsTheBusAndLeasesTheNumberFromRedis(RedisServer server, RocketMqServer rocketMq) {
		with(server)
			.withPropertyValues("push.cluster.bus=rocketmq", "rocketmq.name-server=" + rocketMq.nameServer(),
					"rocketmq.producer.group=test")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(NodeLease.class).hasSingleBean(NodeId.class);
				assertThat(context.getBean(ClusterBus.class).name()).isEqualTo("rocketmq");
				assertThat(context.getBean(Directory.class).name()).isEqualTo("redis");
				assertThat(context).hasSingleBean(RedisNodeLeaseStore.class);
				await().atMost(PATIENCE).until(context.getBean(Directory.class)::isAvailable);
			});
	}

	@Test
	void knowsTheLimitsOfSessions(RedisServer server) {
		with(server)
			.withPropertyValues("push.cluster.bus=redis", "push.session.max-per-user=3",
					"push.session.offline-delay=7s")
			.run((context) -> assertThat(context.getBean(RedisDirectory.class))
				.hasFieldOrPropertyWithValue("maxPerUser", 3)
				.hasFieldOrPropertyWithValue("offlineDelay", Duration.ofSeconds(7)));
	}

	@Test
	void backsOffForTheApplicationsOwn(RedisServer server) {
		Directory own = mock(Directory.class);
		given(own.getPhase()).willReturn(Directory.PHASE);
		willAnswer((stop) -> {
			stop.<Runnable>getArgument(0).run();
			return null;
		}).given(own).stop(any());
		with(server).withBean(Directory.class, () -> own)
			.withPropertyValues("push.cluster.bus=redis")
			.run((context) -> assertThat(context).hasNotFailed().getBean(Directory.class).isSameAs(own));
	}

	@Test
	void redisThatIsAwayDoesNotStopTheStart() {
		RedisServer away = RedisServer.start();
		away.close();
		with(away).withBean(NodeId.class, () -> new NodeId(5))
			.withPropertyValues("push.cluster.bus=redis")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Directory.class).isRunning()).isTrue();
				assertThat(context.getBean(Directory.class).isAvailable()).isFalse();
			});
	}

	@Test
	void aDirectoryWithoutABusStopsTheStart() {
		fails(this.runner, "Set 'push.cluster.bus' to 'redis' or 'rocketmq', or remove 'push.cluster.directory'.");
		fails(this.runner.withPropertyValues("spring.main.lazy-initialization=true"), "Set 'push.cluster.bus'");
	}

	@Test
	void whatIsMissingStopsTheStart() {
		fails(this.runner.withClassLoader(new FilteredClassLoader(RedisConnectionFactory.class)),
				"Add the dependency org.springframework.boot:spring-boot-starter-data-redis.");
		fails(this.runner.withClassLoader(new FilteredClassLoader(RedisClient.class)),
				"Add the dependency io.lettuce:lettuce-core.");
		ApplicationContextRunner withoutConnections = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PushAutoConfiguration.class, PushRedisDirectoryAutoConfiguration.class))
			.withBean(ClusterBus.class, () -> mock(ClusterBus.class));
		fails(withoutConnections, "Add the dependency org.springframework.boot:spring-boot-starter-data-redis and set "
				+ "'spring.data.redis.host'");
	}

	private static void fails(ApplicationContextRunner runner, String remedy) {
		runner.withPropertyValues("push.cluster.directory=redis").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidPushPropertyException.class,
						(failure) -> assertThat(failure.analysis().getAction()).startsWith(remedy));
		});
	}

}
