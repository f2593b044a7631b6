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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageDelivery}.
 */
class MessageDeliveryTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final DeliveryStatistics statistics = new DeliveryStatistics();

	private final MessageDelivery delivery = new MessageDelivery(this.manager, this.statistics);

	private final CountingCodec codec = new CountingCodec();

	private final ManualLane lane = new ManualLane();

	@Test
	void reachesAllSessionsOfAUserAndNobodyElse() {
		RecordingConnection phone = open("u", "phone");
		RecordingConnection laptop = open("u", "laptop");
		RecordingConnection other = open("other", "phone");
		PushResult result = deliver(Receivers.message("m1", PushTarget.user("u")));
		assertThat(result.localSessions()).isEqualTo(2);
		assertThat(Receivers.ids(phone)).containsExactly("m1");
		assertThat(Receivers.ids(laptop)).containsExactly("m1");
		assertThat(Receivers.ids(other)).isEmpty();
		assertThat(this.statistics.deliveredCount()).isEqualTo(2);
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.USERS, PublishOutcome.ACCEPTED)).isOne();
	}

	@Test
	void reachesSeveralUsersEachOnce() {
		RecordingConnection a = open("a", "d");
		RecordingConnection b = open("b", "d");
		RecordingConnection c = open("c", "d");
		assertThat(deliver(Receivers.message("m1", PushTarget.users(List.of("a", "b", "a", "nobody")))).localSessions())
			.isEqualTo(2);
		assertThat(Receivers.ids(a)).containsExactly("m1");
		assertThat(Receivers.ids(b)).containsExactly("m1");
		assertThat(Receivers.ids(c)).isEmpty();
	}

	@Test
	void reachesAllSessionsOfADevice() {
		RecordingConnection tab1 = open("u", "phone");
		RecordingConnection tab2 = open("u", "phone");
		RecordingConnection laptop = open("u", "laptop");
		RecordingConnection other = open("other", "phone");
		assertThat(deliver(Receivers.message("m1", PushTarget.device("u", "phone"))).localSessions()).isEqualTo(2);
		assertThat(Receivers.ids(tab1)).containsExactly("m1");
		assertThat(Receivers.ids(tab2)).containsExactly("m1");
		assertThat(Receivers.ids(laptop)).isEmpty();
		assertThat(Receivers.ids(other)).isEmpty();
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.DEVICE, PublishOutcome.ACCEPTED))
			.isOne();
	}

	@Test
	void reachesSeveralDevicesOfSeveralUsers() {
		RecordingConnection phone = open("u", "phone");
		RecordingConnection laptop = open("u", "laptop");
		RecordingConnection other = open("other", "phone");
		RecordingConnection foreign = open("other", "laptop");
		PushTarget devices = PushTarget.devices(List.of(new PushTarget.Device("u", "phone"),
				new PushTarget.Device("other", "phone"), new PushTarget.Device("nobody", "phone")));
		assertThat(deliver(Receivers.message("m1", devices)).localSessions()).isEqualTo(2);
		assertThat(Receivers.ids(phone)).containsExactly("m1");
		assertThat(Receivers.ids(other)).containsExactly("m1");
		assertThat(Receivers.ids(laptop)).isEmpty();
		assertThat(Receivers.ids(foreign)).isEmpty();
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.DEVICE, PublishOutcome.ACCEPTED))
			.isOne();
	}

	@Test
	void reachesSeveralSessions() {
		RecordingConnection a = open("u", "phone");
		RecordingConnection b = open("u", "phone");
		RecordingConnection c = open("v", "phone");
		PushTarget sessions = PushTarget
			.sessions(List.of(Receivers.sessionId(a), Receivers.sessionId(c), Receivers.sessionId(a), "1"));
		assertThat(deliver(Receivers.message("m1", sessions)).localSessions()).isEqualTo(2);
		assertThat(Receivers.ids(a)).containsExactly("m1");
		assertThat(Receivers.ids(b)).isEmpty();
		assertThat(Receivers.ids(c)).containsExactly("m1");
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.SESSION, PublishOutcome.ACCEPTED))
			.isOne();
	}

	@Test
	void reachesOneSession() {
		RecordingConnection a = open("u", "phone");
		RecordingConnection b = open("u", "phone");
		assertThat(deliver(Receivers.message("m1", PushTarget.session(Receivers.sessionId(b)))).localSessions())
			.isOne();
		assertThat(Receivers.ids(a)).isEmpty();
		assertThat(Receivers.ids(b)).containsExactly("m1");
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.SESSION, PublishOutcome.ACCEPTED))
			.isOne();
	}

	@Test
	void reachesEveryoneOfTheTenantOnTheirLane() {
		RecordingConnection a = open("a", "d");
		RecordingConnection b = open("b", "d");
		RecordingConnection foreign = Receivers.open(this.manager, "t2", "a", "d", this.lane, this.codec);
		assertThat(deliver(Receivers.message("m1", PushTarget.all())).localSessions()).isEqualTo(2);
		assertThat(Receivers.ids(a)).isEmpty();
		this.lane.runAll();
		assertThat(Receivers.ids(a)).containsExactly("m1");
		assertThat(Receivers.ids(b)).containsExactly("m1");
		assertThat(Receivers.ids(foreign)).isEmpty();
		assertThat(this.statistics.publishedCount(Qos.AT_MOST_ONCE, TargetKind.ALL, PublishOutcome.ACCEPTED)).isOne();
	}

	@Test
	void nobodyConnectedIsNoFailure() {
		Instant time = Instant.parse("2026-01-01T00:00:00Z");
		assertThat(deliver(Receivers.message("m1", PushTarget.user("u"), PushOptions.DEFAULTS, time)))
			.isEqualTo(new PushResult("m1", time, 0, OptionalInt.of(0)));
		assertThat(deliver(Receivers.message("m1", PushTarget.device("u", "d"))).localSessions()).isZero();
		assertThat(deliver(Receivers.message("m1", PushTarget.session("1"))).localSessions()).isZero();
		assertThat(deliver(Receivers.message("m1", PushTarget.session("none"))).localSessions()).isZero();
		assertThat(deliver(Receivers.message("m1", PushTarget.all())).localSessions()).isZero();
	}

	@Test
	void nothingCrossesTenants() {
		RecordingConnection mine = open("u", "d");
		RecordingConnection theirs = Receivers.open(this.manager, "t2", "u", "d", this.lane, this.codec);
		List<PushTarget> targets = List.of(PushTarget.user("u"), PushTarget.users(List.of("u", "v")),
				PushTarget.device("u", "d"), PushTarget.session(Receivers.sessionId(mine)), PushTarget.all());
		for (PushTarget target : targets) {
			deliver(Receivers.message("m", target, Receivers.tenant("t2")));
			deliver(Receivers.message("m", target, Receivers.tenant("t3")));
		}
		this.lane.runAll();
		assertThat(Receivers.ids(mine)).isEmpty();
		assertThat(Receivers.ids(theirs)).hasSize(4);
		assertThat(deliver(Receivers.message("m", targets.get(3), Receivers.tenant("t2"))).localSessions()).isZero();
	}

	@Test
	void leavesOutTheSessionsThatShallNotGetIt() {
		RecordingConnection a = open("u", "d");
		RecordingConnection b = open("u", "d");
		PushOptions options = Receivers.except(Receivers.sessionId(a), "no number", "99");
		assertThat(deliver(Receivers.message("m1", PushTarget.user("u"), options)).localSessions()).isOne();
		deliver(Receivers.message("m2", PushTarget.all(), options));
		deliver(Receivers.message("m3", PushTarget.session(Receivers.sessionId(a)), options));
		this.lane.runAll();
		assertThat(Receivers.ids(a)).isEmpty();
		assertThat(Receivers.ids(b)).containsExactly("m1", "m2");
	}

	@Test
	void neverSendsAMessagePastItsTimeToLive() {
		RecordingConnection connection = open("u", "d");
		Instant past = Instant.now().minusSeconds(10);
		deliver(Receivers.message("late", PushTarget.user("u"), Receivers.ttl(Duration.ofSeconds(5)), past));
		deliver(Receivers.message("intime", PushTarget.user("u"), Receivers.ttl(Duration.ofMinutes(5)), past));
		deliver(Receivers.message("forever", PushTarget.user("u"), Receivers.ttl(null), past));
		assertThat(Receivers.ids(connection)).containsExactly("intime", "forever");
		assertThat(this.statistics.droppedCount(DropReason.EXPIRED)).isOne();
		assertThat(this.statistics.deliveredCount()).isEqualTo(2);
	}

	@Test
	void keepsTheLatestMessageOfAKeyOfANamespaceForASlowReceiver() {
		RecordingConnection connection = open("u", "d");
		connection.stopReading();
		deliver(Receivers.message("first", PushTarget.user("u")));
		deliver(Receivers.message("a1", PushTarget.user("u"), Receivers.latest("a", "k")));
		deliver(Receivers.message("b1", PushTarget.user("u"), Receivers.latest("b", "k")));
		deliver(Receivers.message("a2", PushTarget.user("u"), Receivers.latest("a", "k")));
		connection.read();
		assertThat(Receivers.ids(connection)).containsExactly("first", "b1", "a2");
		assertThat(this.statistics.droppedCount(DropReason.REPLACED)).isOne();
	}

	@Test
	void refusesAPromiseThatItCannotKeep() {
		RecordingConnection connection = open("u", "d");
		PushOptions options = new PushOptions("default", "default", Qos.AT_LEAST_ONCE, null, null, Set.of(), null,
				Map.of());
		assertThat(this.delivery.deliver(Receivers.message("m", PushTarget.user("u"), options)))
			.failsWithin(Duration.ofSeconds(1))
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(UnsupportedQosException.class)
			.withMessage("AT_LEAST_ONCE is not available in this version, as there is no store for unacknowledged "
					+ "messages yet. Push with AT_MOST_ONCE, the default");
		assertThat(Receivers.ids(connection)).isEmpty();
		assertThat(this.statistics.publishedCount(Qos.AT_LEAST_ONCE, TargetKind.USERS, PublishOutcome.REFUSED)).isOne();
		assertThat(this.statistics.publishedCount(Qos.AT_LEAST_ONCE, TargetKind.USERS, PublishOutcome.ACCEPTED))
			.isZero();
	}

	@Test
	void encodesOncePerCodecWhateverTheNumberOfReceivers() {
		CountingCodec second = new CountingCodec();
		List<String> users = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			users.add("u" + i);
			Receivers.open(this.manager, "default", "u" + i, "d", this.lane, (i % 2 == 0) ? this.codec : second);
		}
		deliver(Receivers.message("m1", PushTarget.users(users)));
		assertThat(this.codec.messages()).isOne();
		assertThat(second.messages()).isOne();
		deliver(Receivers.message("m2", PushTarget.all()));
		this.lane.runAll();
		assertThat(this.codec.messages()).isEqualTo(2);
		assertThat(second.messages()).isEqualTo(2);
		assertThat(this.statistics.deliveredCount()).isEqualTo(80);
	}

	@Test
	void sharesOneFrameAmongAllReceivers() {
		RecordingConnection a = open("u", "a");
		RecordingConnection b = open("u", "b");
		deliver(Receivers.message("m1", PushTarget.user("u")));
		assertThat(a.written().get(1)).isSameAs(b.written().get(1));
	}

	@Test
	void encodesNothingForNobody() {
		RecordingConnection connection = open("u", "d");
		deliver(Receivers.message("m1", PushTarget.user("nobody")));
		deliver(Receivers.message("m2", PushTarget.user("u"), Receivers.except(Receivers.sessionId(connection))));
		assertThat(this.codec.messages()).isZero();
	}

	@Test
	void writesTheFieldsOfTheMessage() {
		RecordingConnection connection = open("u", "d");
		Instant time = Instant.ofEpochMilli(1_700_000_000_123L);
		deliver(Receivers.message("m1", PushTarget.user("u"), Receivers.latest("chat", "k"), time));
		assertThat(connection.texts()).last()
			.isEqualTo("{\"type\":\"message\",\"id\":\"m1\",\"namespace\":\"chat\",\"event\":\"e\","
					+ "\"time\":1700000000123,\"data\":{\"a\":1}}");
	}

	@Test
	void aStoppedReceiverChangesNothingForTheOthers() {
		RecordingConnection stopped = open("u", "a").stopReading();
		RecordingConnection reading = open("u", "b");
		for (int i = 0; i < 100; i++) {
			assertThat(deliver(Receivers.message("m" + i, PushTarget.user("u"))).localSessions()).isEqualTo(2);
		}
		assertThat(Receivers.ids(reading)).hasSize(100);
		assertThat(Receivers.ids(stopped)).hasSize(1);
		stopped.read();
		assertThat(Receivers.ids(stopped)).isEqualTo(Receivers.ids(reading));
	}

	@Test
	void allSessionsOfAUserSeeTheSameOrderHoweverManyPublish() throws Exception {
		List<RecordingConnection> connections = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			connections.add(open("u", "d" + i % 2));
		}
		List<PushTarget> targets = List.of(PushTarget.user("u"), PushTarget.users(List.of("v", "u")));
		publishConcurrently(targets);
		List<String> first = Receivers.ids(connections.get(0));
		assertThat(first).hasSize(4 * 500);
		assertThat(connections).allSatisfy((connection) -> assertThat(Receivers.ids(connection)).isEqualTo(first));
		for (int publisher = 0; publisher < 4; publisher++) {
			String prefix = publisher + "-";
			assertThat(
					first.stream().filter((id) -> id.startsWith(prefix)).map((id) -> Integer.valueOf(id.substring(2))))
				.isSorted()
				.hasSize(500);
		}
	}

	private void publishConcurrently(List<PushTarget> targets) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int publisher = 0; publisher < 4; publisher++) {
				int number = publisher;
				tasks.add(() -> {
					for (int i = 0; i < 500; i++) {
						deliver(Receivers.message(number + "-" + i, targets.get(i % targets.size())));
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

	private RecordingConnection open(String user, String device) {
		return Receivers.open(this.manager, "default", user, device, this.lane, this.codec);
	}

	private PushResult deliver(PushMessage message) {
		CompletableFuture<PushResult> result = this.delivery.deliver(message);
		assertThat(result).isCompleted();
		return result.join();
	}

}
