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
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.BusReceiver;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.EnvelopeException;
import io.pushgate.cluster.NodeId;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.apache.rocketmq.remoting.protocol.body.ConsumerConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What happens to the bus when something happens to RocketMQ.
 */
@Tag("fault")
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
	void aNodeThatIsRestartedUnderLoadMissesNothingWhileItIsThereAndGetsNothingOlder() throws Exception {
		BusNode publisher = node(1);
		BusNode stays = node(2);
		AtomicInteger next = new AtomicInteger();
		AtomicBoolean over = new AtomicBoolean();
		List<CompletableFuture<Void>> published = new ArrayList<>();
		Thread load = new Thread(() -> {
			while (!over.get()) {
				int number = published.size();
				CompletableFuture<Void> one = publisher.toAll("key-" + number % 16, Integer.toString(number));
				published.add(one);
				if (number % 50 == 0) {
					one.handle((done, failure) -> null).join();
				}
				next.set(published.size());
			}
		});
		load.start();
		try {
			for (int i = 0; i < 4; i++) {
				int before = next.get();
				BusNode restarted = node(3);
				int ready = next.get();
				await().atMost(BusNode.PATIENCE).until(() -> next.get() > ready + 2000);
				int last = next.get() - 1;
				await().atMost(BusNode.PATIENCE)
					.untilAsserted(() -> assertThat(numbers(restarted))
						.containsAll(IntStream.rangeClosed(ready, last).boxed().toList()));
				restarted.close();
				// What was under way when it started may still reach it.
				assertThat(numbers(restarted)).allMatch((number) -> number >= before - 1000).doesNotHaveDuplicates();
				assertThat(restarted.missing()).isZero();
			}
		}
		finally {
			over.set(true);
			load.join();
		}
		CompletableFuture.allOf(published.toArray(CompletableFuture[]::new)).join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(numbers(stays)).hasSize(published.size()));
		assertThat(numbers(stays)).doesNotHaveDuplicates();
		System.out.printf("Node restarted 4 times under load: published %d, none lost%n", published.size());
	}

	@Test
	void readsOnFromWhereItWasWhenItConnectsAnewUnderLoad() throws Exception {
		BusNode publisher = node(1);
		RocketMqApplication application = with(new RocketMqApplication(server.nameServer()));
		RocketMqBusEngine engine = application.engine(this.topic);
		BusNode receiver = with(BusNode.started(2, engine));
		receiver.awaitHearing(publisher);
		Thread load = new Thread(() -> {
			for (int i = 0; i < 20; i++) {
				publisher.flood("key-" + i, 500, 100);
			}
		});
		load.start();
		for (int i = 0; i < 3; i++) {
			int before = receiver.received().size();
			await().atMost(BusNode.PATIENCE).until(() -> receiver.received().size() > before || !load.isAlive());
			engine.reconnect();
		}
		load.join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.received()).hasSize(10_000));
		assertThat(receiver.missing()).isZero();
		for (int i = 0; i < 20; i++) {
			assertThat(receiver.texts("key-" + i))
				.containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(Integer::toString).toList());
		}
	}

	private static List<Integer> numbers(BusNode node) {
		return node.texts().stream().map(Integer::valueOf).toList();
	}

	@Test
	void isLostWhileTheBrokerStandsStillAndLosesNothingThatItTook() {
		BusNode first = node(1);
		BusNode second = node(2);
		server.pause();
		CompletableFuture<Void> unanswered = first.toAll("key", "unanswered");
		assertThat(unanswered).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(BusUnavailableException.class);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.bus().state()).isEqualTo(BusState.LOST));
		assertThat(first.toAll("key", "refused")).isCompletedExceptionally();
		server.resume();
		first.awaitReady();
		second.awaitReady();
		first.toAll("key", "after").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.texts()).contains("after"));
		assertThat(second.texts()).doesNotContain("refused").doesNotHaveDuplicates();
		assertThat(second.missing()).isZero();
	}

	@Test
	void theBrokerKeepsFromANodeWhatIsForOthers() throws Exception {
		BusNode first = node(1);
		BusNode second = node(2);
		RocketMqApplication application = with(new RocketMqApplication(server.nameServer()));
		List<ClusterEnvelope> arrived = new CopyOnWriteArrayList<>();
		RocketMqBusEngine engine = application.engine(this.topic);
		with(engine::close);
		engine.open(new NodeId(3), new CollectingReceiver(arrived));
		// There is no bus here that would connect anew: RocketMQ's client looks for its
		// queues again every 20 s.
		await().atMost(BusNode.PATIENCE.multipliedBy(4)).until(() -> !arrived.isEmpty());
		for (int i = 0; i < 200; i++) {
			first.to(second, "key-" + i, "text").join();
		}
		first.toAll("key", "last").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.texts()).hasSize(201));
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(
					() -> assertThat(arrived).anyMatch((envelope) -> envelope.message().operation().equals("test")));
		assertThat(arrived).allMatch((envelope) -> envelope.destination().isAll());
		// And it is the broker that does so.
		assertThat(subscriptionAtTheBroker(application)).containsExactlyInAnyOrder("all", "n3");
	}

	// There is no other way to ask the broker without its tools.
	@SuppressWarnings("deprecation")
	private Set<String> subscriptionAtTheBroker(RocketMqApplication application) throws Exception {
		ConsumerConnection consumers = application.producer()
			.getDefaultMQProducerImpl()
			.getMqClientFactory()
			.getMQClientAPIImpl()
			.getConsumerConnectionList("127.0.0.1:" + server.brokerPort(), this.topic + "-node-3", 5000);
		return consumers.getSubscriptionTable().get(this.topic).getTagsSet();
	}

	@Test
	void refusesForGoodWhatIsTooLargeAndHarmsNothingElse() {
		RocketMqServer small = with(RocketMqServer.start("autoCreateTopicEnable=true", "maxMessageSize=65536"));
		RocketMqApplication application = with(new RocketMqApplication(small.nameServer()));
		BusNode node = with(BusNode.started(1, application.engine(this.topic)));
		List<CompletableFuture<Void>> published = IntStream.range(0, 50)
			.mapToObj((i) -> node.toAll("key", noise((i == 25) ? 140_000 : 10_000)))
			.toList();
		CompletableFuture<Void> huge = node.toAll("key", noise(5 * 1024 * 1024));
		for (CompletableFuture<Void> refused : List.of(published.get(25), huge)) {
			assertThat(refused).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(BusMessageTooLargeException.class)
				.withMessageContaining("maxMessageSize");
		}
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(node.texts()).hasSize(49));
		assertThat(node.states()).containsExactly(BusState.CONNECTING, BusState.READY);
	}

	/**
	 * Return a text that RocketMQ's client cannot compress to less than its half.
	 */
	private static String noise(int length) {
		return new Random(42).ints(length, 'A', 'z')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
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

	/**
	 * Collects what arrives.
	 */
	private record CollectingReceiver(List<ClusterEnvelope> arrived) implements BusReceiver {

		@Override
		public void received(ClusterEnvelope envelope) {
			this.arrived.add(envelope);
		}

		@Override
		public void skipped(EnvelopeException.Reason reason) {
		}

		@Override
		public void connected() {
		}

		@Override
		public void disconnected(@Nullable Throwable cause) {
		}

	}

}
