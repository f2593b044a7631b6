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
import java.util.UUID;

import io.lettuce.core.RedisClient;
import io.pushgate.cluster.BusSettings;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.DefaultClusterBus;
import io.pushgate.cluster.LocalBroker;
import io.pushgate.cluster.LocalBusEngine;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.cluster.NodeLeaseStore;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration;
import org.apache.rocketmq.spring.core.RocketMQTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link PushRedisClusterAutoConfiguration} and
 * {@link PushRocketMqClusterAutoConfiguration}.
 */
@ExtendWith(Brokers.class)
class PushClusterAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final String topic = "push-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, PushRedisClusterAutoConfiguration.class,
				PushRocketMqClusterAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RocketMQAutoConfiguration.class))
		.withPropertyValues("push.cluster.topic=" + this.topic);

	@Test
	void thereIsNoBusUnlessOneIsChosen() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ClusterBus.class)
			.doesNotHaveBean(NodeLease.class)
			.getBean(NodeId.class)
			.isEqualTo(NodeId.LOCAL));
	}

	@Test
	void isOffWherePushgateIs() {
		this.runner.withPropertyValues("push.enabled=false", "push.cluster.bus=redis")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterBus.class));
	}

	@Test
	void nodesHearEachOtherOverRedisAndHaveNumbersOfTheirOwn(RedisServer server) {
		ApplicationContextRunner redis = this.runner.withPropertyValues("push.cluster.bus=redis",
				"spring.data.redis.port=" + server.port());
		redis.run((first) -> redis.run((second) -> {
			ClusterBus bus = first.getBean(ClusterBus.class);
			assertThat(bus.awaitReady(PATIENCE)).isTrue();
			assertThat(bus.name()).isEqualTo("redis");
			assertThat(bus.node()).isEqualTo(first.getBean(NodeId.class))
				.isEqualTo(first.getBean(NodeLease.class).node())
				.isNotEqualTo(second.getBean(NodeId.class));
			assertThat(second.getBean(ClusterBus.class).awaitReady(PATIENCE)).isTrue();
			try (RedisConnection connection = first.getBean(RedisConnectionFactory.class).getConnection()) {
				assertThat(connection.publish((this.topic + ":all").getBytes(), new byte[1])).isEqualTo(2);
			}
		}));
	}

	@Test
	void probeAsOftenAsTheyAreTold(RedisServer server) {
		this.runner
			.withPropertyValues("push.cluster.bus=redis", "spring.data.redis.port=" + server.port(),
					"push.cluster.probe-interval=7s")
			.run((context) -> assertThat(context.getBean(ClusterBus.class))
				.extracting("watch.interval", "watch.timeout", "heardWindow", "gapGrace")
				.containsExactly(7_000_000_000L, 21_000_000_000L, 21_000_000_000L, 17_500_000_000L));
	}

	@Test
	void giveTheirNumbersBackWhenTheyStop(RedisServer server) {
		ApplicationContextRunner redis = this.runner.withPropertyValues("push.cluster.bus=redis",
				"spring.data.redis.port=" + server.port());
		for (int i = 0; i < 3; i++) {
			redis.run((context) -> assertThat(context.getBean(NodeId.class)).isEqualTo(new NodeId(0)));
		}
	}

	@Test
	void nodesHearEachOtherOverRocketMq(RocketMqServer server) {
		ApplicationContextRunner rocketMq = this.runner.withPropertyValues("push.cluster.bus=rocketmq",
				"rocketmq.name-server=" + server.nameServer(), "rocketmq.producer.group=test");
		rocketMq.run((context) -> {
			assertThat(context).hasNotFailed();
			ClusterBus bus = context.getBean(ClusterBus.class);
			assertThat(bus.awaitReady(PATIENCE)).isTrue();
			assertThat(bus.name()).isEqualTo("rocketmq");
			assertThat(bus.node()).isEqualTo(context.getBean(NodeLease.class).node());
			NodeReadiness readiness = context.getBean(NodeReadiness.class);
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(readiness.isJoined()).isTrue());
			assertThat(context.getBean(NodeLease.class).isHeld()).isTrue();
			assertThat(readiness.refusal()).isNull();
		});
	}

	@Test
	void backsOffForTheApplicationsOwn() {
		ClusterBus own = new DefaultClusterBus(new LocalBusEngine(new LocalBroker()), new NodeId(5),
				BusSettings.DEFAULTS);
		this.runner.withBean(ClusterBus.class, () -> own)
			.withBean(NodeId.class, () -> new NodeId(5))
			.withPropertyValues("push.cluster.bus=redis")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(NodeLease.class)
				.doesNotHaveBean(NodeLeaseStore.class)
				.getBean(ClusterBus.class)
				.isSameAs(own));
	}

	@Test
	void busThatIsAwayDoesNotStopTheStart() {
		RedisServer away = RedisServer.start();
		away.close();
		this.runner.withBean(NodeId.class, () -> new NodeId(5))
			.withPropertyValues("push.cluster.bus=redis", "spring.data.redis.port=" + away.port())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ClusterBus.class).isRunning()).isTrue();
			});
	}

	@Test
	void startsWhileRedisIsAwayAndJoinsWhenItIsThere() {
		try (RedisServer server = RedisServer.start("--appendonly", "yes")) {
			server.kill();
			this.runner.withPropertyValues("push.cluster.bus=redis", "spring.data.redis.port=" + server.port())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					NodeReadiness readiness = context.getBean(NodeReadiness.class);
					assertThat(readiness.refusal()).isNotNull();
					assertThat(context.getBean(NodeLease.class).isHeld()).isFalse();
					server.restart();
					await().atMost(PATIENCE).untilAsserted(() -> assertThat(readiness.refusal()).isNull());
					assertThat(readiness.isJoined()).isTrue();
				});
		}
	}

	@Test
	void passwordThatIsWrongStopsTheStart() {
		try (RedisServer server = RedisServer.start("--requirepass", "right")) {
			this.runner
				.withPropertyValues("push.cluster.bus=redis", "spring.data.redis.port=" + server.port(),
						"spring.data.redis.password=wrong")
				.run((context) -> {
					FailureAnalysis analysis = new PushClusterFailureAnalyzer().analyze(context.getStartupFailure());
					assertThat(analysis.getDescription()).startsWith("Redis does not know the user or the password");
					assertThat(analysis.getAction()).contains("spring.data.redis.password");
				});
		}
	}

	@Test
	void libraryThatIsMissingStopsTheStart() {
		fails("redis", "Add the dependency org.springframework.boot:spring-boot-starter-data-redis.",
				this.runner.withClassLoader(new FilteredClassLoader(RedisConnectionFactory.class)));
		fails("redis", "Add the dependency io.lettuce:lettuce-core.",
				this.runner.withClassLoader(new FilteredClassLoader(RedisClient.class)));
		fails("rocketmq", "Add the dependency org.apache.rocketmq:rocketmq-spring-boot-starter",
				this.runner.withClassLoader(new FilteredClassLoader(RocketMQTemplate.class)));
	}

	@Test
	void settingsThatAreMissingStopTheStart() {
		fails("rocketmq", "Set 'rocketmq.name-server'", this.runner);
		fails("redis",
				"Add the dependency org.springframework.boot:spring-boot-starter-data-redis and set "
						+ "'spring.data.redis.host'",
				new ApplicationContextRunner().withConfiguration(
						AutoConfigurations.of(PushAutoConfiguration.class, PushRedisClusterAutoConfiguration.class)));
	}

	private static void fails(String bus, String remedy, ApplicationContextRunner runner) {
		runner.withPropertyValues("push.cluster.bus=" + bus).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidPushPropertyException.class,
						(failure) -> assertThat(failure.analysis().getAction()).startsWith(remedy));
		});
	}

}
