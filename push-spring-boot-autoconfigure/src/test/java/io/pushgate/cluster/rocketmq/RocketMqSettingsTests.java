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

package io.pushgate.cluster.rocketmq;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pushgate.autoconfigure.PushAutoConfiguration;
import io.pushgate.autoconfigure.PushRocketMqClusterAutoConfiguration;
import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.NodeId;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.constant.PermName;
import org.apache.rocketmq.remoting.protocol.route.BrokerData;
import org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration;
import org.apache.rocketmq.spring.core.RocketMQTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The bus connects as the application's {@code rocketmq.*} say.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("matrix")
class RocketMqSettingsTests {

	private static final String[] ACCESS_CONTROL = { "autoCreateTopicEnable=true", "authenticationEnabled=true",
			"authenticationProvider=org.apache.rocketmq.auth.authentication.provider.DefaultAuthenticationProvider",
			"authenticationMetadataProvider="
					+ "org.apache.rocketmq.auth.authentication.provider.LocalAuthenticationMetadataProvider",
			"authorizationEnabled=true",
			"authorizationProvider=org.apache.rocketmq.auth.authorization.provider.DefaultAuthorizationProvider",
			"authorizationMetadataProvider="
					+ "org.apache.rocketmq.auth.authorization.provider.LocalAuthorizationMetadataProvider",
			"initAuthenticationUser={\"username\":\"app\",\"password\":\"secret-of-app\"}",
			"innerClientAuthenticationCredentials={\"accessKey\":\"app\",\"secretKey\":\"secret-of-app\"}" };

	private static final List<String> TLS = List.of("-Dtls.server.mode=enforcing", "-Dtls.enable=true",
			"-Dtls.test.mode.enable=true", "--add-exports=java.base/sun.security.x509=ALL-UNNAMED");

	private static RocketMqServer guarded;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class,
				PushRocketMqClusterAutoConfiguration.class, RocketMQAutoConfiguration.class))
		.withBean(NodeId.class, () -> new NodeId(3))
		.withPropertyValues("push.cluster.bus=rocketmq", "push.cluster.topic=push-" + UUID.randomUUID(),
				"rocketmq.producer.group=test");

	@BeforeAll
	static void start() {
		guarded = RocketMqServer.start(ACCESS_CONTROL);
	}

	@AfterAll
	static void stop() {
		guarded.close();
	}

	private ApplicationContextRunner to(RocketMqServer server) {
		return this.runner.withPropertyValues("rocketmq.name-server=" + server.nameServer());
	}

	private static void assertWorks(ApplicationContext context) {
		ClusterBus bus = context.getBean(ClusterBus.class);
		assertThat(bus.awaitReady(Duration.ofSeconds(60))).isTrue();
		List<String> keys = new CopyOnWriteArrayList<>();
		bus.addHandler((envelope) -> keys.add(envelope.message().key()));
		bus.publish(ClusterDestination.all(), BusNode.message("key", "text")).join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(keys).containsExactly("key"));
	}

	@Test
	void showsTheKeysOfTheApplication() {
		String[] producer = { "rocketmq.producer.access-key=app", "rocketmq.producer.secret-key=secret-of-app" };
		to(guarded).withPropertyValues(producer).run(RocketMqSettingsTests::assertWorks);
		to(guarded).withPropertyValues(producer)
			.withPropertyValues("rocketmq.consumer.access-key=app", "rocketmq.consumer.secret-key=secret-of-app")
			.run(RocketMqSettingsTests::assertWorks);
		// Publishes, but hears nothing.
		to(guarded).withPropertyValues(producer)
			.withPropertyValues("rocketmq.consumer.access-key=app", "rocketmq.consumer.secret-key=wrong-secret")
			.run((context) -> {
				ClusterBus bus = context.getBean(ClusterBus.class);
				assertThat(bus.awaitReady(Duration.ofSeconds(1))).isFalse();
				assertThat(bus.publish(ClusterDestination.all(), BusNode.message("key", "text")))
					.succeedsWithin(Duration.ofSeconds(30));
				assertThat(bus.state()).isEqualTo(BusState.CONNECTING);
			});
	}

	@Test
	void saysWhatIsMissingWithoutKeys() {
		for (ApplicationContextRunner unknown : List.of(to(guarded), to(guarded)
			.withPropertyValues("rocketmq.producer.access-key=app", "rocketmq.producer.secret-key=wrong-secret"))) {
			unknown.run((context) -> assertThat(context.getStartupFailure())
				.hasCauseInstanceOf(BusConfigurationException.class)
				.cause()
				.extracting("remedy")
				.asString()
				.contains("rocketmq.producer.access-key"));
		}
	}

	@Test
	void startsWhileOneOfTwoNameServersIsDead() {
		for (int i = 0; i < 4; i++) {
			this.runner
				.withPropertyValues("rocketmq.name-server=127.0.0.1:1;" + guarded.nameServer(),
						"rocketmq.producer.access-key=app", "rocketmq.producer.secret-key=secret-of-app")
				.run(RocketMqSettingsTests::assertWorks);
		}
	}

	@Test
	@SuppressWarnings("deprecation")
	void saysThatATopicMayNotBeWrittenTo(CapturedOutput output) {
		String topic = "read-only-" + UUID.randomUUID();
		ApplicationContextRunner known = to(guarded).withPropertyValues("rocketmq.producer.access-key=app",
				"rocketmq.producer.secret-key=secret-of-app");
		known.run((context) -> {
			DefaultMQProducer producer = context.getBean(RocketMQTemplate.class).getProducer();
			MQClientAPIImpl api = producer.getDefaultMQProducerImpl().getMqClientFactory().getMQClientAPIImpl();
			for (BrokerData broker : api.getBrokerClusterInfo(3000).getBrokerAddrTable().values()) {
				api.createTopic(broker.selectBrokerAddr(), "TBW102", new TopicConfig(topic, 8, 8, PermName.PERM_READ),
						3000);
			}
		});
		known.withPropertyValues("push.cluster.topic=" + topic)
			.run((context) -> await().atMost(BusNode.PATIENCE)
				.untilAsserted(
						() -> assertThat(output).contains("topic '" + topic + "' has no queue that may be written to")
							.contains("updateTopicPerm")));
	}

	@Test
	void speaksTlsWhereTheApplicationDoes(CapturedOutput output) {
		try (RocketMqServer server = RocketMqServer.start(TLS, "autoCreateTopicEnable=true")) {
			to(server).withPropertyValues("rocketmq.producer.tls-enable=true").run(RocketMqSettingsTests::assertWorks);
			to(server).run((context) -> {
				ClusterBus bus = context.getBean(ClusterBus.class);
				assertThat(bus.awaitReady(Duration.ofSeconds(1))).isFalse();
				CompletableFuture<Void> refused = bus.publish(ClusterDestination.all(), BusNode.message("key", "text"));
				assertThat(refused).failsWithin(Duration.ofSeconds(30))
					.withThrowableThat()
					.havingCause()
					.isInstanceOf(BusUnavailableException.class);
			});
			assertThat(output).contains("cannot be opened yet, and is tried again until it can");
		}
	}

	@Test
	void saysWhereToLookWhenTheBrokerKnowsNoConsumerGroups(CapturedOutput output) {
		try (RocketMqServer server = RocketMqServer.start("autoCreateTopicEnable=true",
				"autoCreateSubscriptionGroup=false")) {
			to(server).run((context) -> {
				await().atMost(BusNode.PATIENCE)
					.untilAsserted(() -> assertThat(output).contains("does not come back to it")
						.contains("autoCreateSubscriptionGroup"));
				assertThat(context.getBean(ClusterBus.class).state()).isEqualTo(BusState.CONNECTING);
			});
		}
	}

}
