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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.pushgate.message.PushTarget;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.Milliseconds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every bus does.
 */
public abstract class AbstractClusterBusTests {

	private static final int LOAD = 5000;

	private final List<BusNode> nodes = new ArrayList<>();

	/**
	 * Return an engine of a further node.
	 */
	protected abstract BusEngine engine();

	/**
	 * Put bytes that are no envelope where every node gets them.
	 */
	protected abstract void publishGarbage(byte[] bytes);

	protected final BusNode node(int number) {
		BusNode node = BusNode.started(number, engine());
		this.nodes.add(node);
		return node;
	}

	@AfterEach
	void stop() {
		this.nodes.forEach(BusNode::close);
	}

	@Test
	void everyNodeGetsWhatIsForAllOnce() {
		List<BusNode> nodes = List.of(node(1), node(2), node(3));
		List<CompletableFuture<Void>> published = IntStream.range(0, 50)
			.mapToObj((i) -> nodes.get(i % 3).toAll("key-" + i, "text-" + i))
			.toList();
		published.forEach(CompletableFuture::join);
		String[] expected = IntStream.range(0, 50).mapToObj((i) -> "text-" + i).toArray(String[]::new);
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(nodes)
				.allSatisfy((node) -> assertThat(node.texts()).containsExactlyInAnyOrder(expected)));
	}

	@Test
	void whatIsForOneNodeReachesThatOneOnly() {
		BusNode first = node(1);
		BusNode second = node(2);
		BusNode third = node(3);
		first.to(second, "key", "for two").join();
		first.to(first, "key", "for one").join();
		first.toAll("key", "for all").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> {
			assertThat(first.texts()).containsExactlyInAnyOrder("for one", "for all");
			assertThat(second.texts()).containsExactlyInAnyOrder("for two", "for all");
			assertThat(third.texts()).containsExactly("for all");
		});
	}

	@Test
	void whatIsForANodeThatIsNotThereHarmsNobody() {
		BusNode first = node(1);
		first.bus().publish(ClusterDestination.node(new NodeId(77)), BusNode.message("key", "for nobody")).join();
		first.toAll("key", "for all").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.texts()).containsExactly("for all"));
	}

	@Test
	void factsAndBodyArriveAsTheyWere() {
		BusNode first = node(1);
		BusNode second = node(1023);
		Instant expiresAt = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
		PushTarget target = PushTarget
			.devices(List.of(new PushTarget.Device("ü 1", "d/1"), new PushTarget.Device("u%2", "d,=2")));
		byte[] body = new byte[256];
		IntStream.range(0, 256).forEach((i) -> body[i] = (byte) i);
		ClusterMessage message = ClusterMessage.of("push")
			.key("some key")
			.tenant("acme")
			.namespace("chat")
			.target(target)
			.expiresAt(expiresAt)
			.headers(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "odd=\n\1\2",
					"\t%"))
			.body("octets/1", body)
			.build();
		first.bus().publish(ClusterDestination.node(second.bus().node()), message).join();
		await().atMost(BusNode.PATIENCE).until(() -> !second.received().isEmpty());
		ClusterEnvelope envelope = second.received().get(0);
		assertThat(envelope.publisher()).isEqualTo(first.bus().node());
		assertThat(envelope.incarnation()).isEqualTo(first.bus().incarnation());
		assertThat(envelope.destination()).isEqualTo(ClusterDestination.node(second.bus().node()));
		assertThat(envelope.sequence()).isEqualTo(1);
		assertThat(envelope.publishedAt()).isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
		assertThat(envelope.message()).usingRecursiveComparison().isEqualTo(message);
	}

	@Test
	void carriesTargetsAndBodiesOfAnySizeThatIsAllowed() {
		BusNode first = node(1);
		List<String> users = IntStream.range(0, 1000).mapToObj((i) -> "user-" + "x".repeat(100) + i).toList();
		ClusterMessage message = ClusterMessage.of("push")
			.key("big")
			.target(PushTarget.users(users))
			.body("octets/1", new byte[1024 * 1024])
			.build();
		first.bus().publish(ClusterDestination.all(), message).join();
		await().atMost(BusNode.PATIENCE).until(() -> !first.received().isEmpty());
		ClusterMessage arrived = first.received().get(0).message();
		assertThat(arrived.target()).isEqualTo(message.target());
		assertThat(arrived.body()).isEqualTo(message.body());
	}

	@Test
	void keepsTheOrderOfEachKey() throws InterruptedException {
		BusNode first = node(1);
		BusNode second = node(2);
		List<Thread> threads = IntStream.range(0, 4)
			.mapToObj((i) -> new Thread(() -> first.flood("key-" + i, 500, 100)))
			.toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		String[] expected = IntStream.range(0, 500).mapToObj(Integer::toString).toArray(String[]::new);
		for (BusNode node : List.of(first, second)) {
			await().atMost(BusNode.PATIENCE).until(() -> node.received().size() >= 2000);
			for (int i = 0; i < 4; i++) {
				assertThat(node.texts("key-" + i)).containsExactly(expected);
			}
		}
	}

	@Test
	void losesNothingUnderLoad() {
		BusNode first = node(1);
		BusNode second = node(2);
		BusNode third = node(3);
		first.flood("key", LOAD, 2000);
		for (BusNode node : List.of(first, second, third)) {
			await().atMost(BusNode.PATIENCE)
				.untilAsserted(() -> assertThat(node.bus().statistics().receivedCount()).isEqualTo(LOAD));
			assertThat(node.texts("key")).doesNotHaveDuplicates().hasSize(LOAD);
			assertThat(node.missing()).isZero();
		}
		// A bus that was lost for a moment asks who is there, and is answered.
		assertThat(first.bus().statistics().acceptedCount()).isGreaterThanOrEqualTo(LOAD);
	}

	@Test
	void isReadyOnceItsOwnProbeHasComeBack() {
		BusNode node = new BusNode(1, engine());
		this.nodes.add(node);
		assertThat(node.bus().state()).isEqualTo(BusState.STOPPED);
		assertThat(node.bus().isRunning()).isFalse();
		node.bus().start();
		node.awaitReady();
		assertThat(node.states()).containsExactly(BusState.CONNECTING, BusState.READY);
		node.toAll("key", "text").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(node.texts()).containsExactly("text"));
		node.bus().stop();
		assertThat(node.bus().state()).isEqualTo(BusState.STOPPED);
		assertThat(node.toAll("key", "text")).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(BusUnavailableException.class)
			.withMessageContaining("is not running");
	}

	@Test
	void canBeStartedAgain() {
		BusNode node = node(1);
		node.toAll("key", "before").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(node.texts()).containsExactly("before"));
		node.bus().stop();
		node.bus().start();
		node.awaitReady();
		node.toAll("key", "after").join();
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(node.texts()).containsExactly("before", "after"));
	}

	@Test
	void aNodeThatComesBackGetsNothingOfBefore() {
		BusNode first = node(1);
		BusNode second = node(2);
		first.toAll("key", "before").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(second.texts()).containsExactly("before"));
		second.close();
		first.toAll("key", "meanwhile").join();
		first.to(second, "key", "meanwhile, for two").join();
		BusNode again = node(2);
		first.toAll("key", "after").join();
		first.to(again, "other", "after, for two").join();
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(again.texts()).containsExactlyInAnyOrder("after", "after, for two"));
		assertThat(again.missing()).isZero();
	}

	@Test
	void leavesOutWhatHasExpired() {
		BusNode first = node(1);
		ClusterMessage expired = ClusterMessage.of("push").key("key").expiresAt(Instant.now().minusMillis(1)).build();
		first.bus().publish(ClusterDestination.all(), expired).join();
		first.toAll("key", "fresh").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(first.texts()).containsExactly("fresh"));
		assertThat(first.bus().statistics().expiredCount()).isOne();
		assertThat(first.missing()).isZero();
	}

	@Test
	void countsWhatIsNoEnvelopeAndGoesOn() {
		BusNode node = node(1);
		byte[] unknownVersion = EnvelopeCodec.encode(new ClusterEnvelope(new NodeId(5), 1, ClusterDestination.all(), 0,
				1, Instant.now(), BusNode.message("key", "text")));
		unknownVersion[1] = 99;
		Stream.of(new byte[0], new byte[] { 1, 2, 3 }, new byte[] { 'P', 1, 127, 0, 0, 0, 1 }, unknownVersion)
			.forEach(this::publishGarbage);
		node.toAll("key", "text").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> {
			assertThat(node.texts()).containsExactly("text");
			assertThat(node.bus().statistics().malformedCount()).isEqualTo(3);
			assertThat(node.bus().statistics().unsupportedCount()).isOne();
		});
	}

	@Test
	void aHandlerThatFailsHarmsNobodyElse() {
		BusNode node = node(1);
		List<String> seen = new CopyOnWriteArrayList<>();
		node.bus().addHandler((envelope) -> {
			throw new IllegalStateException("expected by the test");
		});
		node.bus().addHandler((envelope) -> seen.add(envelope.message().key()));
		node.toAll("key", "text").join();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(seen).containsExactly("key"));
		assertThat(node.bus().statistics().failedCount()).isOne();
	}

	@Test
	void hearsTheOtherNodes() {
		BusNode first = node(1);
		BusNode second = node(2);
		first.awaitHearing(second);
		second.awaitHearing(first);
		assertThat(first.bus().nodes()).containsExactlyInAnyOrder(new NodeId(1), new NodeId(2));
		second.close();
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(first.bus().nodes()).containsExactly(new NodeId(1)));
	}

	@Test
	void tellsTheOtherNodesItsState() {
		BusNode first = node(1);
		BusNode second = node(2);
		first.awaitHearing(second);
		second.bus().announce(NodeState.DRAINING).join();
		awaitNodes(first, NodeState.SERVING, 1);
		assertThat(first.bus().nodes(NodeState.DRAINING)).hasSize(2);
		second.bus().announce(NodeState.SERVING).join();
		awaitNodes(first, NodeState.SERVING, 2);
		second.bus().announce(NodeState.LEAVING).join();
		awaitNodes(first, NodeState.DRAINING, 1);
		assertThat(first.bus().nodes()).hasSize(2);
		second.bus().stop();
		second.bus().start();
		awaitNodes(first, NodeState.SERVING, 2);
	}

	private static void awaitNodes(BusNode node, NodeState latest, int count) {
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(node.bus().nodes(latest)).hasSize(count));
	}

	@Test
	@ExpectErrors("Another process says that it is node 7")
	void theLaterOfTwoThatSayTheyAreOneNodeIsTold() {
		BusNode first = node(7);
		Milliseconds.awaitNext();
		BusNode second = node(7);
		await().atMost(BusNode.PATIENCE)
			.untilAsserted(() -> assertThat(second.collisions()).containsExactly(first.bus().incarnation()));
		assertThat(first.collisions()).isEmpty();
	}

}
