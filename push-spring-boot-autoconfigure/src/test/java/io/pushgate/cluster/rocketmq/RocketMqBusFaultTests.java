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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What happens to the bus when something happens to RocketMQ.
 */
class RocketMqBusFaultTests {

	private static RocketMqServer server;

	private final String topic = "push-" + UUID.randomUUID();

	private final List<AutoCloseable> closeables = new ArrayList<>();

	@BeforeAll
	static void startServer() {
		server = RocketMqServer.start("autoCreateTopicEnable=true");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
	}

	private <T extends AutoCloseable> T with(T closeable) {
		this.closeables.add(0, closeable);
		return closeable;
	}

	private BusNode node(int number) {
		RocketMqApplication application = with(new RocketMqApplication(server.nameServer()));
		return with(BusNode.started(number, application.engine(this.topic)));
	}

	@Test
	void losesNothingWhenTheBrokerRestartsUnderLoad() {
		BusNode first = node(1);
		BusNode second = node(2);
		List<CompletableFuture<Void>> published = new ArrayList<>();
		publish(first, published, 10_000);
		server.kill();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.bus().state()).isEqualTo(BusState.LOST));
		for (int i = 0; i < 1000; i++) {
			assertThat(first.toAll("key", "refused")).isCompletedExceptionally();
		}
		server.restart();
		first.awaitReady();
		second.awaitReady();
		publish(first, published, 10_000);
		CompletableFuture.allOf(published.toArray(CompletableFuture[]::new)).handle((done, failure) -> null).join();
		List<String> accepted = IntStream.range(0, published.size())
			.filter((i) -> !published.get(i).isCompletedExceptionally())
			.mapToObj(Integer::toString)
			.toList();
		assertThat(accepted).hasSizeGreaterThan(10_000);
		for (BusNode node : List.of(first, second)) {
			await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(node.texts("key")).containsAll(accepted));
			assertThat(node.texts("key")).doesNotHaveDuplicates();
			assertThat(node.missing()).isZero();
		}
		System.out.printf("Broker restart under load: published %d, accepted %d, arrived %d + %d%n", published.size(),
				accepted.size(), first.texts("key").size(), second.texts("key").size());
	}

	private static void publish(BusNode node, List<CompletableFuture<Void>> published, int count) {
		for (int i = 0; i < count; i++) {
			published.add(node.toAll("key", Integer.toString(published.size())));
			if (i % 1000 == 999 && i + 1 < count) {
				published.get(published.size() - 1).join();
			}
		}
	}

	@Test
	void startsWhileTheBrokerIsDown() {
		server.kill();
		RocketMqApplication application = with(new RocketMqApplication(server.nameServer()));
		BusNode node = with(new BusNode(1, application.engine(this.topic)));
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
	void doesNotStartWithoutATopicThatItMayNotCreate() {
		try (RocketMqServer strict = RocketMqServer.start("autoCreateTopicEnable=false")) {
			RocketMqApplication application = with(new RocketMqApplication(strict.nameServer()));
			BusNode node = with(new BusNode(1, application.engine(this.topic)));
			assertThatExceptionOfType(BusConfigurationException.class).isThrownBy(node.bus()::start)
				.satisfies((ex) -> assertThat(ex.remedy()).contains("mqadmin updateTopic", this.topic));
		}
	}

}
