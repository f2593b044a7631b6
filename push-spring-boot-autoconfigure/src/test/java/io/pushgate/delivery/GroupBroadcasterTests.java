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

import java.util.ArrayList;
import java.util.Arrays;
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
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Lane;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link GroupBroadcaster} and {@link GroupWalk}, by way of
 * {@link MessageDelivery}.
 */
class GroupBroadcasterTests {

	private static final PushTarget BOTH = PushTarget.groups(List.of("g1", "g2"));

	private final SessionManager manager = TestSessions.manager(10);

	private final DeliveryStatistics statistics = new DeliveryStatistics();

	private final MessageDelivery delivery = new MessageDelivery(this.manager, this.statistics);

	private final CountingCodec codec = new CountingCodec();

	private final ManualLane lane = new ManualLane();

	private final ManualLane other = new ManualLane();

	@Test
	void writesNothingOnTheCallersThreadAndAsksOnlyTheLanesOfMembers() {
		RecordingConnection member = open("a", this.lane, "g1");
		RecordingConnection stranger = open("b", this.other);
		assertThat(push("m1", PushTarget.group("g1"))).isOne();
		assertThat(Receivers.ids(member)).isEmpty();
		assertThat(this.codec.messages()).isZero();
		assertThat(this.lane.waiting()).isOne();
		assertThat(this.other.waiting()).isZero();
		this.lane.runAll();
		assertThat(Receivers.ids(member)).containsExactly("m1");
		assertThat(Receivers.ids(stranger)).isEmpty();
		assertThat(member.texts()).last().asString().contains("\"group\":\"g1\"");
	}

	@Test
	void nobodyIsAskedWhereTheGroupIsEmpty() {
		open("a", this.lane, "g2");
		assertThat(push("m1", PushTarget.group("g1"))).isZero();
		assertThat(this.lane.waiting()).isZero();
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.GROUP, PublishOutcome.ACCEPTED)).isOne();
	}

	@Test
	void encodesOnceForAllMembers() {
		for (int i = 0; i < 50; i++) {
			open("u" + i, (i % 2 == 0) ? this.lane : this.other, "g1");
		}
		push("m1", PushTarget.group("g1"));
		this.lane.runAll();
		this.other.runAll();
		assertThat(this.statistics.deliveredCount()).isEqualTo(50);
		assertThat(this.codec.messages()).isOne();
	}

	@Test
	void aSessionInSeveralOfTheGroupsGetsAMessageOnceByTheFirstOfThem() {
		RecordingConnection one = open("a", this.lane, "g1");
		RecordingConnection two = open("b", this.lane, "g2");
		RecordingConnection three = open("c", this.lane, "g2", "g1");
		push("m1", BOTH);
		push("m2", PushTarget.groups(List.of("g2", "nobody", "g1", "g2")));
		this.lane.runAll();
		assertThat(List.of(one, two, three))
			.allSatisfy((connection) -> assertThat(Receivers.ids(connection)).containsExactly("m1", "m2"));
		assertThat(groups(one)).containsExactly("g1", "g1");
		assertThat(groups(two)).containsExactly("g2", "g2");
		assertThat(groups(three)).containsExactly("g1", "g2");
	}

	@Test
	void aSessionThatLeavesOneOfTheGroupsMeanwhileGetsAMessageOnceToo() {
		RecordingConnection connection = open("a", this.lane, "g1", "g2");
		crowd("g1", 200);
		push("m1", BOTH);
		this.lane.runOne();
		assertThat(Receivers.ids(connection)).containsExactly("m1");
		leave(connection, "g1");
		this.lane.runAll();
		assertThat(Receivers.ids(connection)).containsExactly("m1");
	}

	@Test
	void aSessionThatJoinsAnEarlierGroupMeanwhileStillGetsTheMessage() {
		crowd("g1", 200);
		RecordingConnection connection = open("a", this.lane, "g2");
		push("m1", BOTH);
		this.lane.runOne();
		join(connection, "g1");
		this.lane.runAll();
		assertThat(Receivers.ids(connection)).containsExactly("m1");
		assertThat(groups(connection)).containsExactly("g2");
	}

	@Test
	void whoHasLeftGetsNothingThoughTheMessageWasAcceptedBefore() {
		RecordingConnection leaving = open("a", this.lane, "g1");
		RecordingConnection ending = open("b", this.lane, "g1");
		RecordingConnection staying = open("c", this.lane, "g1");
		push("m1", PushTarget.group("g1"));
		leave(leaving, "g1");
		this.manager.close(session(ending), CloseReason.KICKED);
		this.lane.runAll();
		assertThat(Receivers.ids(leaving)).isEmpty();
		assertThat(Receivers.ids(ending)).isEmpty();
		assertThat(Receivers.ids(staying)).containsExactly("m1");
	}

	@Test
	void leavesOutTheSessionsThatShallNotGetIt() {
		RecordingConnection cause = open("a", this.lane, "g1", "g2");
		RecordingConnection rest = open("b", this.lane, "g1");
		this.delivery.deliver(Receivers.message("m1", BOTH, Receivers.except(Receivers.sessionId(cause))));
		this.lane.runAll();
		assertThat(Receivers.ids(cause)).isEmpty();
		assertThat(Receivers.ids(rest)).containsExactly("m1");
	}

	@Test
	void keepsToTheTenant() {
		RecordingConnection ours = open("a", this.lane, "g1");
		RecordingConnection theirs = Receivers.open(this.manager, "other", "a", "d", this.lane, this.codec);
		join(theirs, "g1");
		this.delivery.deliver(Receivers.message("m1", PushTarget.group("g1"), Receivers.tenant("other")));
		push("m2", PushTarget.group("g1"));
		this.lane.runAll();
		assertThat(Receivers.ids(ours)).containsExactly("m2");
		assertThat(Receivers.ids(theirs)).containsExactly("m1");
	}

	@Test
	void keepsTheLatestOfAKeyForEachGroup() {
		RecordingConnection slow = open("a", this.lane, "g1", "g2").stopReading();
		this.delivery.deliver(Receivers.message("first", PushTarget.user("a")));
		for (String group : List.of("g1", "g2", "g1")) {
			this.delivery.deliver(Receivers.message("latest of " + group, PushTarget.group(group),
					Receivers.latest("default", "cursor")));
			this.lane.runAll();
		}
		slow.read();
		assertThat(Receivers.ids(slow)).containsExactly("first", "latest of g2", "latest of g1");
	}

	@Test
	void aSmallGroupDoesNotWaitForALargeOne() {
		crowd("large", 1000);
		RecordingConnection member = open("a", this.lane, "small");
		push("m1", PushTarget.group("large"));
		push("m2", PushTarget.group("large"));
		this.lane.runOne();
		push("m3", PushTarget.group("small"));
		this.lane.runOne();
		assertThat(Receivers.ids(member)).containsExactly("m3");
		assertThat(this.statistics.deliveredCount()).isLessThan(300);
		this.lane.runAll();
		assertThat(this.statistics.deliveredCount()).isEqualTo(2001);
	}

	@Test
	void otherTasksFindTheirWayInBetween() {
		crowd("g1", 1000);
		push("m1", PushTarget.group("g1"));
		List<Long> deliveredBefore = new ArrayList<>();
		this.lane.execute(() -> deliveredBefore.add(this.statistics.deliveredCount()));
		this.lane.runAll();
		assertThat(deliveredBefore).singleElement().satisfies((count) -> assertThat(count).isBetween(1L, 200L));
	}

	@Test
	void messagesThatHaveAGroupInCommonKeepTheirOrderThoughWalksTakeTurns() {
		List<RecordingConnection> ones = crowd("g1", 300);
		List<RecordingConnection> twos = crowd("g2", 100);
		RecordingConnection both = open("both", this.lane, "g1", "g2");
		push("m1", PushTarget.group("g1"));
		push("m2", PushTarget.group("g2"));
		this.lane.runOne();
		push("m3", BOTH);
		push("m4", PushTarget.group("g2"));
		push("m5", PushTarget.group("g1"));
		this.lane.runOne();
		push("m6", PushTarget.groups(List.of("g2", "g1")));
		this.lane.runAll();
		assertThat(ones)
			.allSatisfy((connection) -> assertThat(Receivers.ids(connection)).containsExactly("m1", "m3", "m5", "m6"));
		assertThat(twos)
			.allSatisfy((connection) -> assertThat(Receivers.ids(connection)).containsExactly("m2", "m3", "m4", "m6"));
		assertThat(Receivers.ids(both)).contains("m1", "m2", "m3", "m4", "m5", "m6")
			.doesNotHaveDuplicates()
			.containsSubsequence("m1", "m3", "m5", "m6")
			.containsSubsequence("m2", "m3", "m4", "m6");
	}

	@Test
	void messagesThatWaitForOneGroupShareAFlush() {
		RecordingConnection connection = open("a", this.lane, "g1");
		int before = connection.flushes();
		for (int i = 0; i < 10; i++) {
			push("m" + i, PushTarget.group("g1"));
		}
		assertThat(this.lane.waiting()).isOne();
		this.lane.runAll();
		assertThat(Receivers.ids(connection)).hasSize(10).startsWith("m0", "m1").endsWith("m9");
		assertThat(connection.flushes() - before).isOne();
	}

	@Test
	void whatAMemberGetsAtOnceIsBounded() {
		RecordingConnection connection = open("a", this.lane, "g1");
		int before = connection.flushes();
		String text = "x".repeat(10_000);
		for (int i = 0; i < 6; i++) {
			assertThat(this.delivery.deliver(Receivers.message("m" + i, PushTarget.group("g1"), text))).isCompleted();
		}
		this.lane.runAll();
		assertThat(Receivers.ids(connection)).containsExactly("m0", "m1", "m2", "m3", "m4", "m5");
		assertThat(connection.flushes() - before).isEqualTo(2);
	}

	@Test
	void refusesMoreThanMayBeUnderWayAndTakesItAgainLater() {
		List<RecordingConnection> members = crowd("g1", 100);
		RecordingConnection elsewhere = open("b", this.other, "g1", "g2");
		for (int i = 0; i < 1024; i++) {
			push("m" + i, PushTarget.group("g1"));
		}
		this.other.runAll();
		PushMessage tooMuch = Receivers.message("too much", BOTH);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.delivery.deliver(tooMuch).join())
			.havingCause()
			.isInstanceOf(PushOverloadedException.class)
			.withMessageStartingWith("More than 1024 messages to groups");
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.GROUP, PublishOutcome.REFUSED)).isOne();
		assertThat(this.other.waiting()).as("none of the lanes has got it").isZero();
		// Another lane has room.
		push("g2 only", PushTarget.group("g2"));
		this.other.runAll();
		assertThat(Receivers.ids(elsewhere)).hasSize(1025).endsWith("g2 only");
		this.lane.runAll();
		push("later", PushTarget.group("g1"));
		this.lane.runAll();
		assertThat(members)
			.allSatisfy((connection) -> assertThat(Receivers.ids(connection)).hasSize(1025).endsWith("later"));
	}

	@Test
	void aLoopOverManySmallGroupsIsNoOverload() {
		List<RecordingConnection> members = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			members.add(open("u" + i, this.lane, "g" + i));
		}
		for (int i = 0; i < 5000; i++) {
			push("m" + i, PushTarget.group("g" + i));
		}
		this.lane.runAll();
		assertThat(members).allSatisfy((connection) -> assertThat(Receivers.ids(connection)).hasSize(1));
	}

	@Test
	@ExpectErrors("could not be sent")
	void aCodecThatFailsDoesNotStopTheOthers() {
		RecordingConnection bad = Receivers.open(this.manager, "default", "bad", "d", this.lane,
				new CountingCodec(true));
		join(bad, "g1");
		RecordingConnection good = open("good", this.lane, "g1");
		push("m1", PushTarget.group("g1"));
		push("m2", PushTarget.group("g1"));
		this.lane.runAll();
		assertThat(Receivers.ids(bad)).isEmpty();
		assertThat(Receivers.ids(good)).containsExactly("m1", "m2");
	}

	@Test
	void allMembersGetTheMessagesOfAGroupInTheSameOrderHoweverManyPublish() throws Exception {
		try (ThreadLane one = new ThreadLane(); ThreadLane two = new ThreadLane()) {
			List<RecordingConnection> connections = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				Lane lane = (i % 2 == 0) ? one : two;
				connections.add(switch (i % 3) {
					case 0 -> open("u" + i, lane, "g1");
					case 1 -> open("u" + i, lane, "g2");
					default -> open("u" + i, lane, "g1", "g2");
				});
			}
			publishConcurrently();
			RecordingConnection last = connections.get(0);
			push("last", PushTarget.groups(List.of("g2", "g1")));
			await().untilAsserted(() -> assertThat(connections)
				.allSatisfy((connection) -> assertThat(Receivers.ids(connection)).endsWith("last")));
			List<String> ofOne = Receivers.ids(last);
			List<String> ofTwo = Receivers.ids(connections.get(1));
			assertThat(new HashSet<>(ofOne)).hasSameSizeAs(ofOne).hasSizeGreaterThan(1000);
			for (int i = 0; i < connections.size(); i++) {
				List<String> ids = Receivers.ids(connections.get(i));
				switch (i % 3) {
					case 0 -> assertThat(ids).isEqualTo(ofOne);
					case 1 -> assertThat(ids).isEqualTo(ofTwo);
					default -> {
						assertThat(ids).doesNotHaveDuplicates();
						assertThat(ids.stream().filter(new HashSet<>(ofOne)::contains))
							.containsExactlyElementsOf(ofOne);
						assertThat(ids.stream().filter(new HashSet<>(ofTwo)::contains))
							.containsExactlyElementsOf(ofTwo);
					}
				}
			}
		}
	}

	private void publishConcurrently() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Void>> tasks = new ArrayList<>();
			List<PushTarget> targets = List.of(PushTarget.group("g1"), PushTarget.group("g2"), BOTH,
					PushTarget.groups(List.of("g2", "g1")));
			for (int publisher = 0; publisher < 4; publisher++) {
				int number = publisher;
				tasks.add(() -> {
					for (int i = 0; i < 500; i++) {
						push(number + "-" + i, targets.get((number + i) % targets.size()));
					}
					return null;
				});
			}
			for (Future<Void> task : executor.invokeAll(tasks)) {
				task.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private RecordingConnection open(String user, Lane lane, String... groups) {
		RecordingConnection connection = Receivers.open(this.manager, "default", user, "d", lane, this.codec);
		Arrays.stream(groups).forEach((group) -> join(connection, group));
		return connection;
	}

	private List<RecordingConnection> crowd(String group, int size) {
		List<RecordingConnection> connections = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			connections.add(open(group + "-" + i, this.lane, group));
		}
		return connections;
	}

	private void join(RecordingConnection connection, String group) {
		this.manager.groups().join(session(connection), group, 10);
	}

	private void leave(RecordingConnection connection, String group) {
		assertThat(this.manager.groups().leave(session(connection), group)).isTrue();
	}

	private static ChannelSession session(RecordingConnection connection) {
		if (connection.attachment() instanceof ChannelSession session) {
			return session;
		}
		throw new IllegalStateException("No session");
	}

	private int push(String id, PushTarget target) {
		return this.delivery.deliver(Receivers.message(id, target)).join().localSessions();
	}

	/**
	 * Return the groups that a connection got its messages by.
	 */
	private static List<String> groups(RecordingConnection connection) {
		return connection.texts()
			.stream()
			.filter((text) -> text.contains("\"group\":"))
			.map((text) -> text.replaceAll(".*\"group\":\"([^\"]*)\".*", "$1"))
			.toList();
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
