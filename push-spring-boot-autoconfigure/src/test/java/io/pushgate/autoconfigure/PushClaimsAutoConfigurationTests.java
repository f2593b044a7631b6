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
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.cluster.BusSettings;
import io.pushgate.cluster.ClaimStore;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterIdempotencyStore;
import io.pushgate.cluster.DefaultClusterBus;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.cluster.LocalBroker;
import io.pushgate.cluster.LocalBusEngine;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.redis.RedisClaimStore;
import io.pushgate.core.PushTemplate;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.cluster.ClaimedUplinkDispatcher;
import io.pushgate.message.PushResult;
import io.pushgate.metrics.ClaimMeters;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What is done once in a cluster is remembered in Redis wherever there is one.
 */
@ExtendWith(Brokers.class)
class PushClaimsAutoConfigurationTests {

	private final String topic = "push-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, PushRedisClusterAutoConfiguration.class,
				PushRedisDirectoryAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("push.cluster.topic=" + this.topic);

	@Test
	void oneNodeRemembersByItself() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ClaimStore.class)
			.getBean(IdempotencyStore.class)
			.isInstanceOf(InMemoryIdempotencyStore.class));
	}

	@Test
	void nodesThatRedisConnectsRememberInRedis(RedisServer server) {
		redis(server).withPropertyValues("push.api.idempotency-window=70s").run((context) -> {
			assertThat(context).hasNotFailed()
				.getBean(IdempotencyStore.class)
				.isInstanceOf(ClusterIdempotencyStore.class);
			assertThat(context).getBean(ClaimStore.class).isInstanceOf(RedisClaimStore.class);
			context.getBean(IdempotencyStore.class)
				.once("t", "1", new byte[1], PushClaimsAutoConfigurationTests::made)
				.join();
			assertThat(context.getBean(StringRedisTemplate.class).getExpire(this.topic + ":once:push:t:1"))
				.isBetween(1L, 70L);
			PushTemplate push = context.getBean(PushTemplate.class);
			assertThat(push).extracting("publisher.delivery.store").isSameAs(context.getBean(IdempotencyStore.class));
		});
	}

	@Test
	void nodesWithADirectoryInRedisRememberInRedis(RedisServer server) {
		ClusterBus other = new DefaultClusterBus(new LocalBusEngine(new LocalBroker()), new NodeId(5),
				BusSettings.DEFAULTS);
		this.runner.withBean(ClusterBus.class, () -> other)
			.withPropertyValues("push.cluster.directory=redis", "spring.data.redis.port=" + server.port())
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RedisClaimStore.class)
				.getBean(IdempotencyStore.class)
				.isInstanceOf(ClusterIdempotencyStore.class));
	}

	@Test
	void nodesThatAreConnectedOtherwiseRememberByThemselves() {
		ClusterBus other = new DefaultClusterBus(new LocalBusEngine(new LocalBroker()), new NodeId(5),
				BusSettings.DEFAULTS);
		this.runner.withBean(ClusterBus.class, () -> other)
			.run((context) -> assertThat(context).doesNotHaveBean(ClaimStore.class)
				.getBean(IdempotencyStore.class)
				.isInstanceOf(InMemoryIdempotencyStore.class));
	}

	@Test
	void backsOffForTheApplicationsOwn(RedisServer server) {
		IdempotencyStore own = mock(IdempotencyStore.class);
		redis(server).withBean(IdempotencyStore.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().getBean(IdempotencyStore.class).isSameAs(own));
		ClaimStore claims = mock(ClaimStore.class);
		redis(server).withBean(ClaimStore.class, () -> claims)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedisClaimStore.class)
				.getBean(IdempotencyStore.class)
				.extracting("claims")
				.isSameAs(claims));
	}

	@Test
	void isOffWherePushgateIs(RedisServer server) {
		redis(server).withPropertyValues("push.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClaimStore.class));
	}

	@Test
	void nobodyConnectsWhoPushesNothingWithAnId(RedisServer server) {
		redis(server).run((context) -> {
			context.getBean(PushTemplate.class).toUser("ann").send("e", null).handle((done, failure) -> done).join();
			assertThat(context.getBean(ClaimStore.class)).extracting("link.opening").isNull();
		});
	}

	@Test
	void pushesByTheApiOfAGatewayAreClaimedByTheGatewayOnly(RedisServer server) {
		redis(server).withPropertyValues("push.mode=client", "push.client.gateway-url=http://localhost:1")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ClaimStore.class)
				.getBean(IdempotencyStore.class)
				.isInstanceOf(InMemoryIdempotencyStore.class));
	}

	@Test
	void requestsAreClaimedByWhoeverHandlesThem(RedisServer server) {
		ApplicationContextRunner metered = redis(server)
			.withConfiguration(AutoConfigurations.of(PushMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class);
		for (String mode : List.of("embedded", "client")) {
			metered.withPropertyValues("push.mode=" + mode, "push.uplink.request-memory=7s")
				.run((context) -> assertThat(context).hasNotFailed()
					.hasSingleBean(ClaimMeters.class)
					.getBean(UplinkDispatcher.class)
					.isInstanceOf(ClaimedUplinkDispatcher.class)
					.extracting("memory")
					.isEqualTo(Duration.ofSeconds(7)));
		}
		metered.withPropertyValues("push.mode=gateway")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ClaimMeters.class)
				.getBean(UplinkDispatcher.class)
				.extracting("here")
				.isInstanceOf(ClaimedUplinkDispatcher.class));
		metered.withBean(UplinkDispatcher.class, () -> mock(UplinkDispatcher.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClaimedUplinkDispatcher.class));
	}

	private ApplicationContextRunner redis(RedisServer server) {
		return this.runner.withPropertyValues("push.cluster.bus=redis", "spring.data.redis.port=" + server.port());
	}

	private static CompletableFuture<PushResult> made() {
		return CompletableFuture.completedFuture(new PushResult("1", Instant.now(), 0, OptionalInt.of(0)));
	}

}
