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

package io.pushgate.core;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.cluster.NodeId;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.UnsupportedQosException;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.Payload;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.transport.SlowConsumerPolicy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PushTemplate} and {@link PushSpec}.
 */
class PushTemplateTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final DeliveryStatistics statistics = new DeliveryStatistics();

	private final AtomicInteger ids = new AtomicInteger();

	private final PushTemplate push = new PushTemplate(new MessageDelivery(this.manager, this.statistics),
			new LocalSessionControl(this.manager, NodeId.LOCAL),
			new LocalGroupControl(this.manager.groups(), new LocalSessionControl(this.manager, NodeId.LOCAL)),
			new JacksonPayloadSerializer(new JsonMapper()), () -> "made-" + this.ids.incrementAndGet(),
			new InMemoryIdempotencyStore(Duration.ofMinutes(10), 1000));

	private final ManualLane lane = new ManualLane();

	private final RecordingConnection connection = open("default", "u", "phone");

	@Test
	void pushesToAUser() {
		Instant before = Instant.now().minusMillis(1);
		PushResult result = this.push.toUser("u").send("cover.ready", Map.of("url", "x")).join();
		assertThat(result.id()).isEqualTo("made-1");
		assertThat(result.localSessions()).isOne();
		assertThat(result.time()).isBetween(before, Instant.now());
		JsonNode message = lastMessage();
		assertThat(message.get("id").stringValue()).isEqualTo("made-1");
		assertThat(message.get("event").stringValue()).isEqualTo("cover.ready");
		assertThat(message.get("time").longValue()).isEqualTo(result.time().toEpochMilli());
		assertThat(message.get("data").toString()).isEqualTo("{\"url\":\"x\"}");
		assertThat(message.has("namespace")).isFalse();
	}

	@Test
	void pushesToGroups() {
		assertThat(this.push.joinGroup("g1", "u")).isCompleted();
		assertThat(this.push.joinGroup("g2", PushTarget.device("u", "phone"))).isCompleted();
		assertThat(this.push.group("g1")).isEqualTo(new GroupDetails("g1", 1, 1));
		this.push.toGroup("g1").send("one", 1).join();
		this.push.toGroups(List.of("g2", "g1")).send("two", 2).join();
		assertThat(this.push.leaveGroup("g1", "u")).isCompleted();
		this.push.toGroup("g1").send("three", 3).join();
		assertThat(this.push.leaveGroup("g2", PushTarget.user("u"))).isCompleted();
		assertThat(this.push.group("g2")).isEqualTo(new GroupDetails("g2", 0, 0));
		this.lane.runAll();
		// Both messages are for a group that it has left by now.
		assertThat(this.connection.texts()).hasSize(1);
		this.push.joinGroup("g2", "u");
		this.push.toGroups(List.of("g2", "g1")).send("four", 4).join();
		this.push.forTenant("other").toGroup("g2").send("five", 5).join();
		this.lane.runAll();
		assertThat(this.connection.texts()).hasSize(2);
		assertThat(lastMessage().get("event").stringValue()).isEqualTo("four");
		assertThat(lastMessage().get("group").stringValue()).isEqualTo("g2");
	}

	@Test
	void everyKindOfTargetIsAtHand() {
		RecordingConnection laptop = open("default", "u", "laptop");
		RecordingConnection other = open("default", "v", "phone");
		this.push.toUsers(List.of("u", "v")).send("users", 1).join();
		this.push.toDevice("u", "laptop").send("device", 1).join();
		this.push.toSession(sessionId(other)).send("session", 1).join();
		this.push.to(PushTarget.device("v", "phone")).send("to", 1).join();
		this.push.toAll().send("all", 1).join();
		this.lane.runAll();
		assertThat(events(this.connection)).containsExactly("users", "all");
		assertThat(events(laptop)).containsExactly("users", "device", "all");
		assertThat(events(other)).containsExactly("users", "session", "to", "all");
	}

	@Test
	void theNamespaceReachesTheMessage() {
		this.push.toUser("u").namespace("chat").send("e", null).join();
		assertThat(lastMessage().get("namespace").stringValue()).isEqualTo("chat");
	}

	@Test
	void theIdReachesTheMessage() {
		assertThat(this.push.toUser("u").id("mine").send("e", null).join().id()).isEqualTo("mine");
		assertThat(lastMessage().get("id").stringValue()).isEqualTo("mine");
		assertThat(this.ids).hasValue(0);
	}

	@Test
	void thePromiseReachesTheMessage() {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.push.toUser("u").qos(Qos.AT_LEAST_ONCE).send("e", null).join())
			.withCauseInstanceOf(UnsupportedQosException.class);
		this.push.toUser("u").qos(Qos.AT_MOST_ONCE).send("e", null).join();
		assertThat(events(this.connection)).containsExactly("e");
	}

	@Test
	void theTimeToLiveReachesTheMessage() {
		this.connection.stopReading();
		this.push.toUser("u").send("writing", null).join();
		PushResult result = this.push.toUser("u").ttl(Duration.ofMillis(1)).send("short", null).join();
		this.push.toUser("u").ttl(Duration.ofHours(1)).send("long", null).join();
		Awaitility.await().until(() -> Instant.now().isAfter(result.time().plusMillis(1)));
		this.connection.read();
		assertThat(events(this.connection)).containsExactly("writing", "long");
		assertThat(this.statistics.droppedCount(DropReason.EXPIRED)).isOne();
	}

	@Test
	void theSessionsToLeaveOutReachTheMessage() {
		RecordingConnection second = open("default", "u", "d");
		RecordingConnection third = open("default", "u", "d");
		this.push.toUser("u").except(sessionId(this.connection)).except(sessionId(second), "7").send("e", null).join();
		assertThat(events(this.connection)).isEmpty();
		assertThat(events(second)).isEmpty();
		assertThat(events(third)).containsExactly("e");
	}

	@Test
	void aSessionIsTakenWhereItsIdIs() {
		RecordingConnection second = open("default", "u", "d");
		PushSession session = session(this.connection);
		SessionDetails details = this.push.sessions("u").get(1);
		this.push.toSession(session).send("one", null).join();
		this.push.toSession(details).send("two", null).join();
		this.push.to(PushTarget.session(session)).send("target", null).join();
		this.push.to(PushTarget.sessions(session, details)).send("both", null).join();
		this.push.toUser("u").except(session).send("but one", null).join();
		this.push.toUser("u").except(session, details).send("nobody", null).join();
		this.push.joinGroup("g", session);
		this.push.toGroup("g").send("group", null).join();
		this.lane.runAll();
		this.push.leaveGroup("g", session);
		assertThat(this.push.group("g").sessions()).isZero();
		assertThat(events(this.connection)).containsExactly("one", "target", "both", "group");
		assertThat(events(second)).containsExactly("two", "both", "but one");
		assertThat(this.push.disconnectSession(session)).isTrue();
		assertThat(this.push.sessions("u")).extracting(SessionDetails::id).containsExactly(details.id());
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.sessions())
			.withMessage("'sessions' must not be empty");
	}

	@Test
	void theKeyReachesTheMessage() {
		this.connection.stopReading();
		this.push.toUser("u").send("writing", null).join();
		this.push.toUser("u").keepLatest("progress").send("p1", 1).join();
		this.push.toUser("u").keepLatest("progress").send("p2", 2).join();
		this.push.toUser("u").keepLatest("price").send("p3", 3).join();
		this.connection.read();
		assertThat(events(this.connection)).containsExactly("writing", "p2", "p3");
	}

	@Test
	void headersAreNeverSentToClients() {
		this.push.toUser("u").header("trace", "secret").header("b", "c").send("e", null).join();
		assertThat(this.connection.texts()).last().asString().doesNotContain("trace", "secret");
	}

	@Test
	void bytesAreCopied() {
		byte[] bytes = { 1, 2, 3 };
		this.connection.stopReading();
		this.push.toUser("u").send("writing", null).join();
		this.push.toUser("nobody").send("e", bytes).join();
		this.push.toAll().send("e", bytes).join();
		bytes[0] = 9;
		this.lane.runAll();
		this.connection.read();
		assertThat(lastMessage().get("dataBase64").stringValue()).isEqualTo("AQID");
	}

	@Test
	void thePayloadIsSerializedBeforeSendReturns() {
		List<String> data = new ArrayList<>(List.of("before"));
		this.push.toAll().send("e", data).join();
		data.set(0, "after");
		this.lane.runAll();
		assertThat(lastMessage().get("data").toString()).isEqualTo("[\"before\"]");
	}

	@Test
	void throwsWhereAPayloadCannotBeWritten() {
		List<Object> circle = new ArrayList<>();
		circle.add(circle);
		assertThatExceptionOfType(PayloadSerializationException.class)
			.isThrownBy(() -> this.push.toUser("u").send("e", circle))
			.withMessageStartingWith(
					"java.util.ArrayList cannot be sent as JSON: it refers to itself, or nests too deep");
		assertThat(events(this.connection)).isEmpty();
	}

	static Stream<Arguments> unsendable() {
		String half = "has half a surrogate pair, which is no character";
		String number = "has a number that is not finite, which JSON cannot express";
		JsonMapper mapper = new JsonMapper();
		return Stream.of(Arguments.of(Map.of("k\udf38", 1), half),
				Arguments.of(List.of("\ud83c\udf38", "cut \ud83c"), half + ", at /1"), Arguments.of('\ud83c', half),
				Arguments.of(mapper.readTree("{\"a\":\"\\ud83c\"}"), half + ", at /a"),
				Arguments.of(Payload.json("\"\\ud83c\"".getBytes(StandardCharsets.UTF_8)), half),
				Arguments.of(Map.of("a", Double.NaN), number + ", at /a"),
				Arguments.of(new double[] { 1, Double.NEGATIVE_INFINITY }, number + ", at /1"),
				Arguments.of(Float.POSITIVE_INFINITY, number),
				// What Jackson reads as a double.
				Arguments.of(mapper.readTree("[1e400]"), number + ", at /0"),
				Arguments.of(new BigDecimal("1e10000"), "has a number with an exponent beyond 9999"));
	}

	@ParameterizedTest
	@MethodSource("unsendable")
	void throwsWhereNotEveryClientCanBeSentTheData(Object data, String problem) {
		assertThatExceptionOfType(PayloadSerializationException.class)
			.isThrownBy(() -> this.push.toUser("u").afterCommit().send("e", data))
			.withMessage("The data of 'e' cannot be sent: it " + problem);
		assertThat(events(this.connection)).isEmpty();
	}

	@Test
	void takesWholePairsAndLargeNumbers() {
		this.push.toUser("u")
			.send("e", List.of("\ud83c\udf38", Map.of("\ud83c\udf38", new BigDecimal("1e400")), "NaN"))
			.join();
		this.lane.runAll();
		assertThat(lastMessage().get("data").toString()).contains("\ud83c\udf38", "NaN");
	}

	@Test
	void refusesHalfASurrogatePairInNames() {
		String name = "cut \ud83c";
		String half = " has half a surrogate pair, which is no character";
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser(name)).withMessage("'user'" + half);
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toGroup(name)).withMessage("'group'" + half);
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").send(name, null))
			.withMessage("'event'" + half);
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").id(name).send("e", null))
			.withMessage("'id'" + half);
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").header(name, "").send("e", null))
			.withMessage("'headers'" + half);
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").header("h", name).send("e", null))
			.withMessage("'headers'" + half);
		assertThat(events(this.connection)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb" })
	void refusesNamesOutsideTheirLimits(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser(name))
			.withMessage("'user' must have 1 to 128 characters and no control character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toDevice("u", name))
			.withMessage("'device' must have 1 to 128 characters and no control character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toSession(name))
			.withMessage("'session' must have 1 to 128 characters and no control character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").send(name, null))
			.withMessage("'event' must have 1 to 128 characters and no control character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").id(name).send("e", null))
			.withMessage("'id' must have 1 to 128 characters and no control character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").keepLatest(name).send("e", null))
			.withMessage("'latestKey' must have 1 to 128 characters and no control character");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").namespace(name).send("e", null))
			.withMessage("'namespace' must match [A-Za-z0-9._-]{1,64}: \"" + name + "\"");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.forTenant(name))
			.withMessage("'tenant' must match [A-Za-z0-9._-]{1,64}: \"" + name + "\"");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.isOnline(name));
		assertThat(events(this.connection)).isEmpty();
	}

	@Test
	void refusesATimeToLiveThatIsOverAlready() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").ttl(Duration.ZERO).send("e", null))
			.withMessage("'ttl' must be positive");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUsers(List.of()))
			.withMessage("'users' must not be empty");
	}

	@Test
	void staysWithinItsTenant() {
		RecordingConnection theirs = open("t2", "u", "phone");
		PushOperations other = this.push.forTenant("t2");
		other.toUser("u").send("user", null).join();
		other.toUsers(List.of("u")).send("users", null).join();
		other.toDevice("u", "phone").send("device", null).join();
		other.toSession(sessionId(this.connection)).send("session", null).join();
		other.toAll().send("all", null).join();
		this.lane.runAll();
		assertThat(events(this.connection)).isEmpty();
		assertThat(events(theirs)).containsExactly("user", "users", "device", "all");
		assertThat(other.disconnectSession(sessionId(this.connection))).isFalse();
		assertThat(other.sessions("u")).extracting(SessionDetails::session).containsExactly(sessionId(theirs));
		assertThat(other.disconnectUser("u")).isOne();
		assertThat(other.isOnline("u")).isFalse();
		assertThat(this.push.isOnline("u")).isTrue();
		assertThat(this.push.forTenant("t3").isOnline("u")).isFalse();
		assertThat(other.forTenant("default").isOnline("u")).isTrue();
	}

	@Test
	void tellsWhoIsOnlineAndDisconnects() {
		open("default", "u", "laptop");
		assertThat(this.push.isOnline("u")).isTrue();
		assertThat(this.push.isOnline("nobody")).isFalse();
		assertThat(this.push.sessions("u")).extracting(SessionDetails::device).containsExactly("phone", "laptop");
		assertThat(this.push.sessions("nobody")).isEmpty();
		assertThat(this.push.disconnectDevice("u", "phone")).isOne();
		assertThat(this.connection.sentClose()).isEqualTo(CloseReason.KICKED);
		String laptop = this.push.sessions("u").get(0).session();
		assertThat(this.push.disconnectSession(laptop)).isTrue();
		assertThat(this.push.disconnectSession(laptop)).isFalse();
		assertThat(this.push.disconnectUser("u")).isZero();
		assertThat(this.push.isOnline("u")).isFalse();
	}

	@Test
	void onePushMayBeSentTwice() {
		Map<String, Object> data = new HashMap<>();
		PushSpec spec = this.push.toUser("u").namespace("n");
		String first = spec.send("a", data).join().id();
		assertThat(spec.send("b", data).join().id()).isNotEqualTo(first);
		assertThat(events(this.connection)).containsExactly("a", "b");
	}

	private RecordingConnection open(String tenant, String user, String device) {
		OutboundLimits limits = new OutboundLimits(1 << 20, Long.MAX_VALUE, SlowConsumerPolicy.CLOSE);
		RecordingConnection opened = new RecordingConnection(this.lane, limits, (ended, reason) -> {
			if (ended.attachment() instanceof ChannelSession session) {
				this.manager.ended(session, reason);
			}
		});
		TestSessions.open(this.manager, new UserKey(tenant, user), device, opened, new FrameCodecs().json());
		return opened;
	}

	private static String sessionId(RecordingConnection connection) {
		return session(connection).id();
	}

	private static PushSession session(RecordingConnection connection) {
		if (connection.attachment() instanceof ChannelSession session) {
			return session;
		}
		throw new IllegalStateException("No session");
	}

	private JsonNode lastMessage() {
		List<String> texts = this.connection.texts();
		return new JsonMapper().readTree(texts.get(texts.size() - 1));
	}

	private static List<String> events(RecordingConnection connection) {
		JsonMapper mapper = new JsonMapper();
		return connection.texts()
			.stream()
			.map(mapper::readTree)
			.filter((frame) -> frame.get("type").stringValue().equals("message"))
			.map((frame) -> frame.get("event").stringValue())
			.toList();
	}

}
