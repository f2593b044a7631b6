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

package io.pushgate.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.pushgate.message.PushMessage;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.transport.Lane;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.RecordingConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Broadcaster}, by way of {@link MessageDelivery}.
 */
class BroadcasterTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final DeliveryStatistics statistics = new DeliveryStatistics();

	private final MessageDelivery delivery = new MessageDelivery(this.manager, this.statistics);

	private final CountingCodec codec = new CountingCodec();

	private final ManualLane first = new ManualLane();

	private final ManualLane second = new ManualLane();

	@Test
	void writesNothingOnTheCallersThread() {
		RecordingConnection connection = open("a", this.first);
		broadcast("m1");
		assertThat(Receivers.ids(connection)).isEmpty();
		assertThat(this.codec.messages()).isZero();
		assertThat(this.first.waiting()).isOne();
	}

	@Test
	void aLaneSendsToItsOwnSessionsOnly() {
		RecordingConnection a = open("a", this.first);
		RecordingConnection b = open("b", this.second);
		broadcast("m1");
		this.first.runAll();
		assertThat(Receivers.ids(a)).containsExactly("m1");
		assertThat(Receivers.ids(b)).isEmpty();
		this.second.runAll();
		assertThat(Receivers.ids(a)).containsExactly("m1");
		assertThat(Receivers.ids(b)).containsExactly("m1");
	}

	@Test
	void aLaneWithoutSessionsIsNotAskedAndHoldsNothingUp() {
		RecordingConnection a = open("a", this.first);
		open("b", this.second).lose();
		for (int i = 0; i <= Broadcaster.MAX_PENDING; i++) {
			broadcast("m" + i);
			// The second one has ended with its transport, and runs nothing.
			this.first.runAll();
		}
		assertThat(this.second.waiting()).isZero();
		assertThat(Receivers.ids(a)).hasSize(Broadcaster.MAX_PENDING + 1);
	}

	@Test
	void aLaneHasOneTaskHoweverManyMessagesWait() {
		RecordingConnection connection = open("a", this.first);
		for (int i = 0; i < 50; i++) {
			broadcast("m" + i);
		}
		assertThat(this.first.waiting()).isOne();
		this.first.runAll();
		assertThat(Receivers.ids(connection)).hasSize(50).startsWith("m0", "m1", "m2").endsWith("m49");
		broadcast("again");
		assertThat(this.first.waiting()).isOne();
		this.first.runAll();
		assertThat(Receivers.ids(connection)).endsWith("again");
	}

	@Test
	void otherTasksFindTheirWayInBetween() {
		for (int i = 0; i < 300; i++) {
			open("u" + i, this.first);
		}
		broadcast("m1");
		List<Long> deliveredBefore = new ArrayList<>();
		this.first.execute(() -> deliveredBefore.add(this.statistics.deliveredCount()));
		this.first.runAll();
		assertThat(deliveredBefore).singleElement().satisfies((count) -> assertThat(count).isBetween(1L, 299L));
		assertThat(this.statistics.deliveredCount()).isEqualTo(300);
	}

	@Test
	void nobodySeesTwoMessagesSwappedThoughTheyAreSentInSlices() {
		List<RecordingConnection> connections = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			connections.add(open("u" + i, this.first));
		}
		broadcast("m1");
		this.first.runOne();
		broadcast("m2");
		broadcast("m3");
		this.first.runAll();
		assertThat(connections)
			.allSatisfy((connection) -> assertThat(Receivers.ids(connection)).containsExactly("m1", "m2", "m3"));
	}

	@Test
	void aMessageJoinsTheWalkThatIsUnderWay() {
		List<RecordingConnection> connections = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			connections.add(open("u" + i, this.first));
		}
		broadcast("m1");
		this.first.runOne();
		broadcast("m2");
		this.first.runOne();
		assertThat(connections).filteredOn((connection) -> Receivers.ids(connection).equals(List.of("m1")))
			.hasSize(128);
		assertThat(connections).filteredOn((connection) -> Receivers.ids(connection).equals(List.of("m1", "m2")))
			.hasSize(64);
		this.first.runAll();
		assertThat(connections)
			.allSatisfy((connection) -> assertThat(Receivers.ids(connection)).containsExactly("m1", "m2"));
	}

	@Test
	void aSessionGetsWhateverWaitsInOneFlush() {
		RecordingConnection connection = open("a", this.first);
		int before = connection.flushes();
		for (int i = 0; i < 10; i++) {
			broadcast("m" + i);
		}
		this.first.runAll();
		assertThat(Receivers.ids(connection)).hasSize(10);
		assertThat(connection.flushes() - before).isOne();
	}

	@Test
	void aReaderIsNotTakenForASlowOneByManyLargeMessagesAtOnce() {
		RecordingConnection connection = open("a", this.first);
		for (int i = 0; i < 20; i++) {
			PushMessage large = Receivers.message("m" + i, PushTarget.all(), "x".repeat(200_000));
			assertThat(this.delivery.deliver(large)).isCompleted();
		}
		this.first.runAll();
		assertThat(connection.isOpen()).isTrue();
		assertThat(Receivers.ids(connection)).hasSize(20);
	}

	@Test
	void aTenantGetsItsOwnMessagesOfABatch() {
		RecordingConnection ours = open("a", this.first);
		RecordingConnection theirs = Receivers.open(this.manager, "acme", "a", "d", this.first, this.codec);
		broadcast("m1");
		assertThat(this.delivery.deliver(Receivers.message("t1", PushTarget.all(), Receivers.tenant("acme"))))
			.isCompleted();
		broadcast("m2");
		this.first.runAll();
		assertThat(Receivers.ids(ours)).containsExactly("m1", "m2");
		assertThat(Receivers.ids(theirs)).containsExactly("t1");
	}

	@Test
	void aSessionThatComesDuringAWalkGetsWhatIsAcceptedAfterwards() {
		for (int i = 0; i < 300; i++) {
			open("u" + i, this.first);
		}
		broadcast("m1");
		this.first.runOne();
		RecordingConnection late = open("late", this.first);
		broadcast("m2");
		this.first.runAll();
		assertThat(Receivers.ids(late)).endsWith("m2").doesNotHaveDuplicates();
		broadcast("m3");
		this.first.runAll();
		assertThat(Receivers.ids(late)).endsWith("m2", "m3").doesNotHaveDuplicates();
	}

	@Test
	void skipsASessionThatEndsMeanwhile() {
		List<RecordingConnection> connections = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			connections.add(open("u" + i, this.first));
		}
		broadcast("m1");
		this.first.runOne();
		connections.forEach(RecordingConnection::lose);
		this.first.runAll();
		assertThat(this.statistics.deliveredCount()).isEqualTo(128);
	}

	@Test
	void refusesMoreMessagesThanMayBeUnderWayAndTakesThemAgainLater() {
		RecordingConnection connection = open("a", this.first);
		open("b", this.second);
		for (int i = 0; i < 1024; i++) {
			broadcast("m" + i);
		}
		this.second.runAll();
		PushMessage tooMuch = Receivers.message("too much", PushTarget.all());
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.delivery.deliver(tooMuch).join())
			.havingCause()
			.isInstanceOf(PushOverloadedException.class)
			.withMessage("More than 1024 messages to everyone are under way. Push less often, or keep only the "
					+ "latest of a key");
		assertThat(this.second.waiting()).as("none of the lanes has got it").isZero();
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.ALL, PublishOutcome.REFUSED)).isOne();
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.ALL, PublishOutcome.ACCEPTED))
			.isEqualTo(1024);
		this.first.runAll();
		broadcast("later");
		this.first.runAll();
		assertThat(Receivers.ids(connection)).hasSize(1025).endsWith("later").doesNotContain("too much");
	}

	@Test
	void pushesToUsersGoOnWhileBroadcastsAreOverloaded() {
		RecordingConnection connection = open("a", this.first);
		for (int i = 0; i < 1024; i++) {
			broadcast("m" + i);
		}
		assertThat(this.delivery.deliver(Receivers.message("direct", PushTarget.user("a")))).isCompleted();
		assertThat(Receivers.ids(connection)).containsExactly("direct");
	}

	@Test
	@ExpectErrors("could not be sent")
	void aCodecThatFailsDoesNotStopTheOthers() {
		CountingCodec failing = new CountingCodec(true);
		List<RecordingConnection> good = new ArrayList<>();
		List<RecordingConnection> bad = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			bad.add(Receivers.open(this.manager, "default", "bad" + i, "d", this.first, failing));
			good.add(open("good" + i, this.first));
		}
		broadcast("m1");
		broadcast("m2");
		this.first.runAll();
		assertThat(good).allSatisfy((connection) -> assertThat(Receivers.ids(connection)).containsExactly("m1", "m2"));
		assertThat(bad).allSatisfy((connection) -> assertThat(Receivers.ids(connection)).isEmpty());
	}

	@Test
	void allLanesGetTheMessagesInTheSameOrderHoweverManyPublish() throws Exception {
		try (ThreadLane one = new ThreadLane(); ThreadLane two = new ThreadLane()) {
			List<RecordingConnection> connections = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				connections.add(open("u" + i, (i % 2 == 0) ? one : two));
			}
			int accepted = publishConcurrently();
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> this.statistics.deliveredCount() == 6L * accepted);
			List<String> order = Receivers.ids(connections.get(0));
			assertThat(order).hasSize(accepted);
			assertThat(new HashSet<>(order)).hasSize(accepted);
			assertThat(connections).allSatisfy((connection) -> assertThat(Receivers.ids(connection)).isEqualTo(order));
		}
	}

	private int publishConcurrently() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Integer>> tasks = new ArrayList<>();
			for (int publisher = 0; publisher < 4; publisher++) {
				int number = publisher;
				tasks.add(() -> {
					int accepted = 0;
					for (int i = 0; i < 500; i++) {
						PushMessage message = Receivers.message(number + "-" + i, PushTarget.all());
						if (!this.delivery.deliver(message).isCompletedExceptionally()) {
							accepted++;
						}
					}
					return accepted;
				});
			}
			int accepted = 0;
			for (Future<Integer> task : executor.invokeAll(tasks)) {
				accepted += task.get();
			}
			assertThat(accepted).isPositive();
			return accepted;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private RecordingConnection open(String user, Lane lane) {
		return Receivers.open(this.manager, "default", user, "d", lane, this.codec);
	}

	private void broadcast(String id) {
		assertThat(this.delivery.deliver(Receivers.message(id, PushTarget.all()))).isCompleted();
	}

	private static final class ThreadLane implements Lane, AutoCloseable {

		private final ExecutorService executor = Executors.newSingleThreadExecutor();

		@Override
		public boolean isCurrent() {
			return false;
		}

		@Override
		public void execute(Runnable task) {
			this.executor.execute(task);
		}

		@Override
		public void close() {
			this.executor.shutdownNow();
		}

	}

}
