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

package io.pushgate.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.pushgate.testsupport.ExpectErrors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What the bus does when its engine and the broker behind it do not do what they should.
 */
@ExtendWith(OutputCaptureExtension.class)
class DefaultClusterBusTests {

	private final LocalBroker broker = new LocalBroker();

	private final FaultyEngine engine = new FaultyEngine(new LocalBusEngine(this.broker));

	private final List<BusNode> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach(BusNode::close);
	}

	private BusNode faulty() {
		BusNode node = BusNode.started(1, this.engine);
		this.nodes.add(node);
		return node;
	}

	private BusNode sound() {
		BusNode node = BusNode.started(2, new LocalBusEngine(this.broker));
		this.nodes.add(node);
		return node;
	}

	@Test
	void tellsWhatIsMissingInBetween(CapturedOutput output) {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		publish(publisher, 3);
		this.engine.lose((envelope) -> envelope.sequence() == 5 || envelope.sequence() == 6);
		publish(publisher, 5);
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(receiver.gaps()).containsExactly(
					new BusGap(new NodeId(1), publisher.bus().incarnation(), ClusterDestination.all(), 5, 2)));
		assertThat(receiver.bus().statistics().missingCount()).isEqualTo(2);
		assertThat(receiver.texts()).hasSize(6);
		assertThat(output).contains("node 1 has published to all nodes have not arrived: 2 from number 5 on");
	}

	@Test
	void tellsWhatIsMissingAtTheEndAndAtTheBeginning() {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		this.engine.lose((envelope) -> envelope.sequence() > 0);
		publish(publisher, 4);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.missing()).isEqualTo(4));
		publisher.to(receiver, "key", "lost").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.missing()).isEqualTo(5));
		assertThat(receiver.gaps()).last()
			.extracting(BusGap::destination)
			.isEqualTo(ClusterDestination.node(new NodeId(2)));
	}

	@Test
	void tellsOfAnEpisodeOnce(CapturedOutput output) {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		this.engine.lose((envelope) -> envelope.sequence() > 0 && envelope.sequence() % 2 == 0);
		publish(publisher, 10);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.missing()).isEqualTo(5));
		publish(publisher, 10);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.missing()).isEqualTo(10));
		// Each of the two nodes says it once, as the publisher misses its own as well.
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(publisher.missing()).isEqualTo(10));
		assertThat(output.getOut().split("have not arrived", -1)).hasSize(3);
	}

	@Test
	void doesNotMissWhatWasNeverAccepted() {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		publish(publisher, 1);
		this.engine.refuse((envelope) -> envelope.sequence() >= 2 && envelope.sequence() <= 4);
		for (int i = 2; i <= 4; i++) {
			assertThat(publisher.toAll("key", "refused")).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(BusUnavailableException.class)
				.withMessageContaining("refused by the test");
		}
		this.engine.lose((envelope) -> envelope.sequence() == 5);
		publish(publisher, 2);
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(receiver.gaps()).extracting(BusGap::first, BusGap::count)
				.containsExactly(tuple(5L, 1L)));
		assertThat(publisher.bus().statistics().refusedCount()).isEqualTo(3);
	}

	@Test
	void missesNothingOfTheTimeBeforeItWasThere() {
		BusNode publisher = faulty();
		this.engine.lose((envelope) -> envelope.sequence() > 5 && envelope.sequence() < 10);
		publish(publisher, 10);
		BusNode receiver = sound();
		publish(publisher, 1);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.texts()).hasSize(1));
		// The publisher has missed them itself by now; a later node has not.
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(publisher.missing()).isEqualTo(4));
		assertThat(receiver.missing()).isZero();
	}

	@Test
	void leavesOutWhatComesTwice() {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		this.engine.sendTwice();
		publish(publisher, 100);
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(receiver.bus().statistics().duplicateCount()).isEqualTo(100));
		assertThat(receiver.texts()).hasSize(100).doesNotHaveDuplicates();
		assertThat(receiver.missing()).isZero();
	}

	@Test
	void takesWhatIsOutOfOrderForNoLoss() {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		this.engine.reverse(10);
		publish(publisher, 100);
		this.engine.reverse(1);
		this.engine.lose((envelope) -> envelope.sequence() == 101);
		publish(publisher, 1);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.missing()).isOne());
		assertThat(receiver.texts()).hasSize(100);
		assertThat(receiver.bus().statistics().duplicateCount()).isZero();
	}

	@Test
	void isLostWhenItsProbesDoNotComeBackAndRecovers(CapturedOutput output) {
		BusNode node = faulty();
		this.engine.lose((envelope) -> true);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(this.engine.reconnects()).isPositive());
		assertThat(node.bus().state()).isEqualTo(BusState.LOST);
		assertThat(node.bus().statistics().lossCount()).isOne();
		assertThat(node.toAll("key", "refused")).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(BusUnavailableException.class)
			.withMessageContaining("Try again later");
		this.engine.lose((envelope) -> false);
		node.awaitReady();
		publish(node, 1);
		assertThat(node.states()).containsExactly(BusState.CONNECTING, BusState.READY, BusState.LOST, BusState.READY);
		assertThat(output).contains("The bus 'faulty' is lost");
	}

	@Test
	void saysOnceThatNothingComesBackAndWhereToLook(CapturedOutput output) {
		this.engine.lose((envelope) -> true);
		BusNode node = new BusNode(1, this.engine);
		this.nodes.add(node);
		node.bus().start();
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(this.engine.reconnects()).isGreaterThanOrEqualTo(2));
		assertThat(output.getOut().split("does not come back to it", -1)).hasSize(2);
		assertThat(output).contains("Look at what the broker lets this node receive");
	}

	@Test
	@ExpectErrors("A BusListener failed")
	void listenersThatFailHarmNobody() {
		BusNode receiver = sound();
		BusNode node = new BusNode(1, this.engine);
		this.nodes.add(node);
		node.bus().addListener(new BusListener() {

			@Override
			public void stateChanged(BusState state) {
				throw new IllegalStateException("expected by the test");
			}

			@Override
			public void published(long nanos, @Nullable Throwable failure) {
				throw new IllegalStateException("expected by the test");
			}

		});
		node.bus().start();
		node.awaitReady();
		publish(node, 3);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.texts()).hasSize(3));
		assertThat(node.bus().statistics().acceptedCount()).isEqualTo(3);
	}

	@Test
	void missesNothingOfTheTimeInWhichItWasStopped() {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		publish(publisher, 3);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.texts()).hasSize(3));
		receiver.bus().stop();
		publish(publisher, 5);
		receiver.bus().start();
		receiver.awaitReady();
		receiver.awaitHearing(publisher);
		this.engine.lose((envelope) -> envelope.sequence() == 10);
		publish(publisher, 3);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.missing()).isOne());
		assertThat(receiver.gaps()).extracting(BusGap::first).containsExactly(10L);
	}

	@Test
	void isNotReadyWhenOneWayOfSeveralIsClosed() {
		this.engine.lose((envelope) -> "2".equals(envelope.message().headers().get("lane")));
		BusNode node = new BusNode(1, this.engine);
		this.nodes.add(node);
		node.bus().start();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(this.engine.reconnects()).isPositive());
		assertThat(node.states()).containsExactly(BusState.CONNECTING);
		this.engine.lose((envelope) -> false);
		node.awaitReady();
		assertThat(node.bus().state()).isEqualTo(BusState.READY);
	}

	@Test
	void isLostAtOnceWhenTheConnectionBreaks() {
		BusNode node = faulty();
		this.engine.receiver().disconnected(null);
		assertThat(node.bus().state()).isEqualTo(BusState.LOST);
		assertThat(node.toAll("key", "refused")).isCompletedExceptionally();
		this.engine.receiver().connected();
		node.awaitReady();
		publish(node, 1);
	}

	@Test
	void startsWithoutABrokerAndGoesOnTrying(CapturedOutput output) {
		this.engine.beUnavailable(3);
		BusNode node = new BusNode(1, this.engine);
		this.nodes.add(node);
		node.bus().start();
		assertThat(node.bus().isRunning()).isTrue();
		assertThat(node.toAll("key", "refused")).isCompletedExceptionally();
		node.awaitReady();
		assertThat(output.getOut().split("cannot be opened yet", -1)).hasSize(2);
		assertThat(output).contains("There is no broker");
	}

	@Test
	void doesNotStartWithWhatCanNeverWork() {
		FaultyEngine hopeless = new FaultyEngine(new LocalBusEngine(this.broker)) {

			@Override
			public void open(NodeId node, BusReceiver receiver) {
				throw new BusConfigurationException("There is no topic", "Create it.", null);
			}

		};
		BusNode node = new BusNode(1, hopeless);
		assertThatExceptionOfType(BusConfigurationException.class).isThrownBy(node.bus()::start)
			.satisfies((ex) -> assertThat(ex.remedy()).isEqualTo("Create it."));
		assertThat(node.bus().isRunning()).isFalse();
	}

	@Test
	void ignoresWhatIsForAnotherNode() {
		BusNode receiver = sound();
		BusNode publisher = faulty();
		publisher.bus().publish(ClusterDestination.node(new NodeId(9)), BusNode.message("key", "for nine")).join();
		publish(publisher, 1);
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(receiver.texts()).containsExactly("0"));
	}

	@Test
	void startsBeforePortsAndIsNotPaused() {
		DefaultClusterBus bus = new DefaultClusterBus(this.engine, NodeId.LOCAL, BusSettings.DEFAULTS);
		assertThat(bus.getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE - 3072);
		assertThat(bus.isPauseable()).isFalse();
		assertThat(bus.isAutoStartup()).isTrue();
	}

	private static void publish(BusNode node, int count) {
		IntStream.range(0, count)
			.mapToObj((i) -> node.toAll("key", Integer.toString(i)))
			.toList()
			.forEach(CompletableFuture::join);
	}

}
