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

package io.pushgate.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.transport.SlowConsumerPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionManager} and {@link ChannelSession}.
 */
class SessionManagerTests {

	private static final UserKey USER = new UserKey("default", "u");

	private final FrameCodec json = new FrameCodecs().json();

	private final RecordingListener listener = new RecordingListener();

	private final SessionManager manager = TestSessions.manager(2, this.listener);

	@Test
	void opensASessionAndWelcomesItsClientFirst() {
		RecordingConnection connection = connection();
		ChannelSession session = open("u", connection);
		session.send(new ServerFrame.Pong(1, 2));
		assertThat(connection.texts()).hasSize(2);
		assertThat(connection.texts().get(0)).startsWith("{\"type\":\"welcome\",\"session\":\"" + session.id() + "\"");
		assertThat(connection.texts().get(1)).isEqualTo("{\"type\":\"pong\",\"time\":1,\"interval\":2}");
		assertThat(connection.attachment()).isSameAs(session);
		assertThat(this.listener.calls()).containsExactly("opened " + session.id());
	}

	@Test
	void tellsWhatIsKnownOfASession() {
		RecordingConnection connection = connection();
		Instant before = Instant.now().minusSeconds(1);
		ChannelSession session = TestSessions.open(this.manager, new UserKey("t1", "u"), "phone", connection,
				this.json);
		assertThat(session.tenant()).isEqualTo("t1");
		assertThat(session.user()).isEqualTo("u");
		assertThat(session.device()).isEqualTo("phone");
		assertThat(session.transport()).isEqualTo("recording");
		assertThat(session.id()).isEqualTo(Long.toString(session.number()));
		assertThat(session.connectedAt()).isBetween(before, Instant.now().plusSeconds(1));
		assertThat(session.lastSeenAt()).isBetween(before, Instant.now().plusSeconds(1));
		assertThat(session.heartbeatInterval()).isEqualTo(25_000);
		assertThat(session.heartbeatTimeout()).isEqualTo(60_000);
		assertThat(session).hasToString("ChannelSession[" + session.id() + ", user=" + session.userKey() + ", device="
				+ session.device() + "]");
	}

	@Test
	void neverSaysThatASessionWasSeenBeforeItConnected() {
		for (int i = 0; i < 2000; i++) {
			ChannelSession session = open("u" + i, connection());
			assertThat(session.lastSeenAt()).isAfterOrEqualTo(session.connectedAt());
		}
	}

	@Test
	void findsASessionByItsIdItsUserAndAmongAll() {
		ChannelSession a = open("u", connection());
		ChannelSession b = open("u", connection());
		ChannelSession c = open("other", connection());
		assertThat(this.manager.find(a.id())).isSameAs(a);
		assertThat(this.manager.sessions(USER)).containsExactly(a, b);
		assertThat(this.manager.sessions()).containsExactlyInAnyOrder(a, b, c);
		assertThat(this.manager.sessionCount()).isEqualTo(3);
		assertThat(this.manager.userCount()).isEqualTo(2);
		assertThat(this.manager.sessionCount("default")).isEqualTo(3);
		assertThat(this.manager.find("4711")).isNull();
		assertThat(this.manager.find("no number")).isNull();
		assertThat(this.manager.find("")).isNull();
		assertThat(this.manager.sessions(new UserKey("default", "nobody"))).isEmpty();
	}

	@Test
	void usersOfTwoTenantsAreTwoUsers() {
		ChannelSession a = TestSessions.open(this.manager, new UserKey("a", "u"), "d", connection(), this.json);
		TestSessions.open(this.manager, new UserKey("b", "u"), "d", connection(), this.json);
		assertThat(this.manager.sessions(new UserKey("a", "u"))).containsExactly(a);
		assertThat(this.manager.sessionCount("a")).isOne();
		assertThat(this.manager.sessionCount("b")).isOne();
		assertThat(this.manager.sessionCount("c")).isZero();
		assertThat(this.manager.userCount()).isEqualTo(2);
	}

	@Test
	void closesTheEarliestSessionOverTheLimitWithAGoodbye() {
		RecordingConnection first = connection();
		ChannelSession a = open("u", first);
		ChannelSession b = open("u", connection());
		ChannelSession c = open("u", connection());
		assertThat(first.texts()).last()
			.isEqualTo("{\"type\":\"goodbye\",\"code\":4001,\"reason\":\"replaced by a newer session\","
					+ "\"reconnect\":false}");
		assertThat(first.sentClose()).isEqualTo(CloseReason.REPLACED);
		assertThat(this.manager.sessions(USER)).containsExactly(b, c);
		assertThat(this.manager.find(a.id())).isNull();
		assertThat(this.manager.sessionCount()).isEqualTo(2);
		assertThat(this.listener.calls()).containsExactly("opened " + a.id(), "opened " + b.id(), "opened " + c.id(),
				"closed " + a.id() + " 4001");
	}

	@Test
	void aSessionThatWasReplacedEndsOnce() {
		ChannelSession a = open("u", connection());
		open("u", connection());
		open("u", connection());
		assertThat(this.manager.ended(a, CloseReason.ABNORMAL)).isFalse();
		assertThat(this.manager.close(a, CloseReason.KICKED)).isFalse();
		assertThat(this.listener.calls()).filteredOn((call) -> call.startsWith("closed")).hasSize(1);
	}

	@Test
	void closesASessionWithAGoodbye() {
		RecordingConnection connection = connection();
		ChannelSession session = open("u", connection);
		assertThat(this.manager.close(session, CloseReason.KICKED)).isTrue();
		assertThat(connection.texts()).last()
			.isEqualTo("{\"type\":\"goodbye\",\"code\":4002,\"reason\":\"kicked\",\"reconnect\":false}");
		assertThat(connection.sentClose()).isEqualTo(CloseReason.KICKED);
		assertThat(this.manager.close(session, CloseReason.RESTART)).isFalse();
		assertThat(connection.texts()).hasSize(2);
		assertNothingIsLeft();
		assertThat(this.listener.calls()).containsExactly("opened " + session.id(), "closed " + session.id() + " 4002");
	}

	@Test
	void sendsWhatIsQueuedBeforeTheGoodbye() {
		RecordingConnection connection = connection();
		ChannelSession session = open("u", connection);
		connection.stopReading();
		session.send(frame("m1"));
		session.send(frame("m2"));
		this.manager.close(session, CloseReason.KICKED);
		assertThat(session.send(frame("late"))).isFalse();
		connection.read();
		assertThat(connection.texts()).hasSize(4).element(2).isEqualTo("m2");
		assertThat(connection.texts()).last().asString().contains("goodbye");
	}

	@Test
	void aSlowConsumerIsClosedWithoutWhatIsQueued() {
		RecordingConnection connection = connection(new OutboundLimits(1000, 1000, SlowConsumerPolicy.CLOSE));
		ChannelSession session = open("u", connection);
		connection.stopReading();
		assertThat(session.send(frame("m1"))).isTrue();
		assertThat(session.send(frame("m2" + " ".repeat(900)))).isTrue();
		assertThat(session.send(frame("m3" + " ".repeat(900)))).isFalse();
		assertNothingIsLeft();
		connection.read();
		assertThat(connection.texts()).hasSize(3)
			.last()
			.isEqualTo("{\"type\":\"goodbye\",\"code\":4101,\"reason\":\"slow consumer\",\"retryAfter\":0}");
		assertThat(connection.sentClose()).isEqualTo(CloseReason.SLOW_CONSUMER);
		assertThat(this.listener.calls()).last().isEqualTo("closed " + session.id() + " 4101");
	}

	@Test
	void forgetsASessionWhoseConnectionIsLost() {
		RecordingConnection connection = connection();
		ChannelSession session = open("u", connection);
		connection.lose();
		assertNothingIsLeft();
		assertThat(this.listener.calls()).containsExactly("opened " + session.id(), "closed " + session.id() + " 1006");
		assertThat(this.manager.ended(session, CloseReason.NORMAL)).isFalse();
		assertThat(session.send(frame("late"))).isFalse();
	}

	@Test
	void doesNotOpenASessionWhoseConnectionWasLostBefore() {
		RecordingConnection connection = connection();
		connection.lose();
		assertThat(TestSessions.tryOpen(this.manager, USER, "d", connection, this.json)).isNull();
		assertNothingIsLeft();
		assertBalanced();
		assertThat(connection.texts()).isEmpty();
	}

	@Test
	void doesNotOpenASessionThatEndedBeforeItsWelcome() {
		RecordingConnection connection = connection();
		ChannelSession session = this.manager.open(this.manager.nextId(), USER, "d", System.nanoTime(), connection,
				this.json, (opening) -> {
					this.manager.ended(opening, CloseReason.NORMAL);
					connection.lose();
					return TestSessions.welcome(opening);
				});
		assertThat(session).isNull();
		assertNothingIsLeft();
		assertThat(this.listener.calls()).isEmpty();
		assertThat(connection.texts()).isEmpty();
	}

	@Test
	void forgetsASessionWhoseConnectionIsLostWhileItOpens() {
		// Told while nothing is attached yet, so that nobody but the manager can notice.
		RecordingConnection connection = new RecordingConnection();
		SessionManager manager = TestSessions.manager(2, new SessionListener() {

			@Override
			public void opened(PushSession session) {
				connection.lose();
			}

			@Override
			public void closed(PushSession session, CloseReason reason) {
			}

		}, this.listener);
		assertThat(TestSessions.tryOpen(manager, USER, "d", connection, this.json)).isNull();
		assertThat(manager.sessionCount()).isZero();
		assertThat(manager.sessionCount("default")).isZero();
		assertThat(manager.userCount()).isZero();
		assertThat(this.listener.calls()).hasSize(2).last().asString().endsWith(" 1006");
	}

	@Test
	void tellsEveryListenerInOrder() {
		List<String> calls = new ArrayList<>();
		SessionManager manager = TestSessions.manager(1, named("first", calls), named("second", calls));
		TestSessions.open(manager, "u", connection());
		TestSessions.open(manager, "u", connection());
		assertThat(calls).containsExactly("first opened", "second opened", "first opened", "second opened",
				"first closed", "second closed");
	}

	@Test
	void theListOfAUsersSessionsDoesNotChange() {
		ChannelSession session = open("u", connection());
		List<ChannelSession> sessions = this.manager.sessions(USER);
		this.manager.close(session, CloseReason.KICKED);
		assertThat(sessions).containsExactly(session);
		assertThat(this.manager.sessions(USER)).isEmpty();
	}

	@Test
	void aUserWhoComesBackIsAnotherEntry() {
		this.manager.close(open("u", connection()), CloseReason.KICKED);
		ChannelSession session = open("u", connection());
		assertThat(this.manager.sessions(USER)).containsExactly(session);
		assertThat(this.manager.userCount()).isOne();
	}

	@Test
	void knowsTheLanesThatWrite() {
		ManualLane lane = new ManualLane();
		OutboundLimits limits = new OutboundLimits(1000, 1000, SlowConsumerPolicy.CLOSE);
		RecordingConnection a = new RecordingConnection(lane, limits, (connection, reason) -> {
		});
		RecordingConnection b = new RecordingConnection(lane, limits, (connection, reason) -> {
		});
		open("u", a);
		open("u", b);
		assertThat(this.manager.lanes()).containsExactly(lane);
	}

	@Test
	void closesASessionWhoseIdentityHasExpired() {
		RecordingConnection expired = connection();
		RecordingConnection lasting = connection();
		open("u", expired).expiresAt(Instant.now().minusMillis(1));
		ChannelSession session = open("u", lasting);
		session.expiresAt(Instant.now().plusSeconds(600));
		this.manager.sweep();
		assertThat(expired.sentClose()).isEqualTo(CloseReason.TOKEN_EXPIRED);
		assertThat(lasting.sentClose()).isNull();
		session.expiresAt(Instant.EPOCH);
		session.expiresAt(null);
		this.manager.sweep();
		assertThat(this.manager.sessions(USER)).containsExactly(session);
	}

	@Test
	void pingsASilentClientAndThenClosesIt() {
		SessionManager manager = new SessionManager(new SessionIdGenerator(1),
				new HeartbeatSettings(Duration.ofMillis(1000), Duration.ofMillis(2000), Duration.ZERO,
						Duration.ofMillis(1000), 1),
				1, Duration.ZERO, new Goodbyes(Duration.ZERO), List.of(this.listener));
		RecordingConnection connection = connection();
		ChannelSession session = TestSessions.open(manager, "u", connection);
		long opened = ChannelSession.monotonicMillis();
		session.sweep(opened + 500, 0);
		assertThat(connection.pings()).isZero();
		session.sweep(opened + 1100, 0);
		assertThat(connection.pings()).isOne();
		session.sweep(opened + 2100, 0);
		assertThat(connection.sentClose()).isEqualTo(CloseReason.HEARTBEAT_TIMEOUT);
		assertThat(manager.sessionCount()).isZero();
	}

	@Test
	void countsMalformedFrames() {
		ChannelSession session = open("u", connection());
		assertThat(session.malformed()).isOne();
		assertThat(session.malformed()).isEqualTo(2);
	}

	private void assertNothingIsLeft() {
		assertThat(this.manager.sessionCount()).isZero();
		assertThat(this.manager.sessionCount("default")).isZero();
		assertThat(this.manager.userCount()).isZero();
		assertThat(this.manager.sessions()).isEmpty();
		assertThat(this.manager.sessions(USER)).isEmpty();
	}

	private void assertBalanced() {
		List<String> calls = this.listener.calls();
		assertThat(calls.stream().filter((call) -> call.startsWith("opened")).count())
			.isEqualTo(calls.stream().filter((call) -> call.startsWith("closed")).count());
	}

	private ChannelSession open(String user, RecordingConnection connection) {
		return TestSessions.open(this.manager, user, connection);
	}

	private RecordingConnection connection() {
		return connection(new OutboundLimits(100_000, 1_000_000, SlowConsumerPolicy.CLOSE));
	}

	private RecordingConnection connection(OutboundLimits limits) {
		return new RecordingConnection(new ManualLane(), limits, (connection, reason) -> {
			if (connection.attachment() instanceof ChannelSession session) {
				this.manager.ended(session, reason);
			}
		});
	}

	private static OutboundFrame frame(String text) {
		return OutboundFrame.required(true, text.getBytes(StandardCharsets.UTF_8));
	}

	private static SessionListener named(String name, List<String> calls) {
		return new SessionListener() {

			@Override
			public void opened(PushSession session) {
				calls.add(name + " opened");
			}

			@Override
			public void closed(PushSession session, CloseReason reason) {
				calls.add(name + " closed");
			}

		};
	}

}
