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

package io.pushgate.delivery.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.DirectoryUnavailableException;
import io.pushgate.cluster.NodeId;
import io.pushgate.delivery.CountingCodec;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.PublishOutcome;
import io.pushgate.delivery.PushOverloadedException;
import io.pushgate.delivery.Receivers;
import io.pushgate.delivery.TargetKind;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterDelivery}.
 */
class ClusterDeliveryTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final NodeId OTHER = new NodeId(6);

	private static final PushTarget USER = PushTarget.user("u");

	private final SessionManager manager = TestSessions.manager(10);

	private final DeliveryStatistics statistics = new DeliveryStatistics();

	private final ClusterStatistics ways = new ClusterStatistics();

	private final ManualBus bus = new ManualBus();

	private final ManualDirectory directory = new ManualDirectory();

	private final MessageDelivery local = new MessageDelivery(this.manager, this.statistics);

	private final ClusterDelivery delivery = new ClusterDelivery(this.local, this.bus, this.directory, this.statistics,
			this.ways);

	private final RecordingConnection client = Receivers.open(this.manager, "default", "u", "d", new ManualLane(),
			new CountingCodec());

	@AfterEach
	void close() {
		this.delivery.close();
	}

	@Test
	void goesToTheNodesOfTheTargetOnly() {
		this.directory.next().complete(Map.of(OTHER, USER, ManualBus.SELF, USER));
		CompletableFuture<PushResult> result = deliver("m1");
		assertThat(this.bus.log()).containsExactly("m1 to node 6");
		assertThat(result).isNotDone();
		this.bus.published().get(0).accept();
		assertThat(result).succeedsWithin(PATIENCE).extracting(PushResult::localSessions).isEqualTo(1);
		assertThat(this.ways.directedCount()).isOne();
		assertThat(published(PublishOutcome.ACCEPTED)).isOne();
	}

	@Test
	void needsNoBusForThisNodeOnly() {
		this.directory.next().complete(Map.of(ManualBus.SELF, USER));
		assertThat(deliver("m1")).succeedsWithin(PATIENCE);
		assertThat(Receivers.ids(this.client)).containsExactly("m1");
		assertThat(this.bus.log()).isEmpty();
	}

	@Test
	void acceptsWhatIsForNobody() {
		this.directory.next().complete(Map.of());
		assertThat(deliver("m1")).succeedsWithin(PATIENCE).extracting(PushResult::localSessions).isEqualTo(0);
		assertThat(this.bus.log()).isEmpty();
	}

	@Test
	void tellsHowManySessionsTheDirectoryKnows() {
		this.directory.setSessions(OptionalInt.of(3));
		this.directory.next().complete(Map.of(OTHER, USER, ManualBus.SELF, USER));
		CompletableFuture<PushResult> result = deliver("m1");
		this.bus.published().get(0).accept();
		assertThat(result).succeedsWithin(PATIENCE).extracting(PushResult::sessions).isEqualTo(OptionalInt.of(3));
	}

	@Test
	void tellsHowManySessionsThereAreWhereAllAreHere() {
		this.directory.next().complete(Map.of(ManualBus.SELF, USER));
		assertThat(deliver("m1")).succeedsWithin(PATIENCE)
			.extracting(PushResult::sessions)
			.isEqualTo(OptionalInt.of(1));
		this.directory.next().complete(Map.of());
		assertThat(deliver("m2")).succeedsWithin(PATIENCE)
			.extracting(PushResult::sessions)
			.isEqualTo(OptionalInt.of(0));
	}

	@Test
	void doesNotGuessHowManySessionsThereAre() {
		this.directory.next().complete(Map.of(OTHER, USER));
		CompletableFuture<PushResult> result = deliver("m1");
		this.bus.published().get(0).accept();
		assertThat(result).succeedsWithin(PATIENCE).extracting(PushResult::sessions).isEqualTo(OptionalInt.empty());
	}

	@Test
	void tellsEachNodeWhichUsersItHas() {
		PushTarget several = PushTarget.users(List.of("u", "v", "w"));
		this.directory.next().complete(Map.of(OTHER, PushTarget.users(List.of("v", "w")), ManualBus.SELF, USER));
		CompletableFuture<PushResult> result = this.delivery.deliver(Receivers.message("m1", several));
		assertThat(this.bus.published()).singleElement()
			.satisfies((one) -> assertThat(one.message().target()).isEqualTo(PushTarget.users(List.of("v", "w"))));
		this.bus.published().get(0).accept();
		assertThat(result).succeedsWithin(PATIENCE);
		assertThat(Receivers.ids(this.client)).containsExactly("m1");
	}

	@Test
	void keepsTheOrderWhileTheDirectoryTakesItsTime() {
		CompletableFuture<Map<NodeId, PushTarget>> slow = this.directory.next();
		this.directory.next().complete(Map.of(OTHER, USER));
		deliver("m1");
		deliver("m2");
		assertThat(this.bus.log()).isEmpty();
		slow.complete(Map.of(OTHER, USER));
		assertThat(this.bus.log()).containsExactly("m1 to node 6", "m2 to node 6");
	}

	@Test
	void keepsTheOrderOfThisNodeWhileTheBusTakesItsTime() {
		this.directory.next().complete(Map.of(OTHER, USER, ManualBus.SELF, USER));
		this.directory.next().complete(Map.of(ManualBus.SELF, USER));
		deliver("m1");
		CompletableFuture<PushResult> second = deliver("m2");
		assertThat(Receivers.ids(this.client)).isEmpty();
		assertThat(second).isNotDone();
		this.bus.published().get(0).accept();
		assertThat(Receivers.ids(this.client)).containsExactly("m1", "m2");
		assertThat(second).succeedsWithin(PATIENCE);
	}

	@Test
	void otherTargetsDoNotWait() {
		this.directory.next();
		this.directory.next().complete(Map.of(OTHER, USER));
		deliver("m1");
		this.delivery.deliver(Receivers.message("m2", PushTarget.user("somebody else")));
		assertThat(this.bus.log()).containsExactly("m2 to node 6");
	}

	@Test
	void nobodyGetsWhatTheBusRefuses() {
		this.directory.next().complete(Map.of(OTHER, USER, ManualBus.SELF, USER));
		CompletableFuture<PushResult> result = deliver("m1");
		this.bus.published().get(0).accepted().completeExceptionally(new BusUnavailableException("gone"));
		assertThat(result).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(BusUnavailableException.class);
		assertThat(Receivers.ids(this.client)).isEmpty();
		assertThat(published(PublishOutcome.REFUSED)).isOne();
		// Those that follow do not suffer.
		this.directory.next().complete(Map.of(ManualBus.SELF, USER));
		assertThat(deliver("m2")).succeedsWithin(PATIENCE);
		assertThat(Receivers.ids(this.client)).containsExactly("m2");
	}

	@Test
	void goesEverywhereWhereTheDirectoryCannotTell() {
		this.directory.next().completeExceptionally(new DirectoryUnavailableException("gone"));
		CompletableFuture<PushResult> result = deliver("m1");
		assertThat(this.bus.log()).containsExactly("m1 to all nodes");
		this.bus.published().get(0).accept();
		assertThat(result).succeedsWithin(PATIENCE);
		assertThat(Receivers.ids(this.client)).containsExactly("m1");
		assertThat(this.ways.fallbackCount()).isOne();
	}

	@Test
	void oneMessageForAGroupThatIsNearlyEverywhere() {
		Set<NodeId> nodes = Set.copyOf(IntStream.range(1, 11).mapToObj(NodeId::new).toList());
		this.bus.nodes(nodes);
		PushTarget group = PushTarget.group("g");
		this.directory.next()
			.complete(nodes.stream()
				.filter((node) -> node.number() > 2)
				.collect(Collectors.toMap((node) -> node, (node) -> group)));
		this.delivery.deliver(Receivers.message("m1", group));
		assertThat(this.bus.log()).containsExactly("m1 to all nodes");
	}

	@Test
	void whoWaitsForItsPushHoldsUpNobody() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.directory.next().complete(Map.of(ManualBus.SELF, USER));
		this.directory.next().complete(Map.of(OTHER, USER));
		this.directory.next().complete(Map.of(ManualBus.SELF, USER));
		CompletableFuture<PushResult> first = deliver("m1");
		CompletableFuture<PushResult> second = deliver("m2");
		CompletableFuture<Void> waiting = second.thenAccept((result) -> {
			blocked.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		// This thread is the bus's, and comes back.
		this.bus.published().get(0).accept();
		blocked.await();
		assertThat(deliver("m3")).succeedsWithin(PATIENCE);
		assertThat(waiting).isNotDone();
		release.countDown();
		assertThat(waiting).succeedsWithin(PATIENCE);
		assertThat(first).isCompleted();
	}

	@Test
	void boundsWhatWaitsForTheBus() {
		ClusterDelivery broadcasting = new ClusterDelivery(this.local, this.bus, null, this.statistics, this.ways);
		for (int i = 0; i < ClusterDelivery.MAX_PENDING; i++) {
			broadcasting.deliver(Receivers.message("m", USER));
		}
		assertThat(broadcasting.deliver(Receivers.message("m", USER))).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(PushOverloadedException.class);
		this.bus.published().get(0).accept();
		assertThat(broadcasting.deliver(Receivers.message("m", USER))).isNotCompletedExceptionally();
		broadcasting.close();
	}

	private CompletableFuture<PushResult> deliver(String id) {
		return this.delivery.deliver(Receivers.message(id, USER));
	}

	private long published(PublishOutcome outcome) {
		return this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.USERS, outcome);
	}

}
