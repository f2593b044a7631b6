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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.pushgate.message.GroupDetails;
import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Lane;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.transport.SlowConsumerPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GroupRegistry}.
 */
class GroupRegistryTests {

	private final SessionManager manager = TestSessions.manager(1000);

	private final GroupRegistry groups = this.manager.groups();

	private final ManualLane lane = new ManualLane();

	private int opened;

	@Test
	void joinsAndLeaves() {
		ChannelSession session = open("u");
		assertThat(this.groups.join(session, "g", 10)).isEqualTo(JoinResult.JOINED);
		assertThat(members("g")).containsExactly(session);
		assertThat(this.groups.leave(session, "g")).isTrue();
		assertThat(members("g")).isEmpty();
		assertThat(this.groups.leave(session, "g")).isFalse();
	}

	@Test
	void aSecondJoinChangesNothing() {
		ChannelSession session = open("u");
		this.groups.join(session, "g", 1);
		assertThat(this.groups.join(session, "g", 1)).isEqualTo(JoinResult.MEMBER);
		assertThat(members("g")).containsExactly(session);
		this.groups.leave(session, "g");
		assertThat(members("g")).isEmpty();
	}

	@Test
	void aLeaveWithdrawsTheRequestToJoin() {
		ChannelSession session = open("u");
		GroupRegistry.JoinRequest withdrawn = this.groups.begin(session, "g");
		this.groups.leave(session, "other");
		this.groups.leave(session, "g");
		assertThat(this.groups.join(session, withdrawn, 10)).isEqualTo(JoinResult.WITHDRAWN);
		assertThat(members("g")).isEmpty();
		this.groups.end(session, withdrawn);
		GroupRegistry.JoinRequest again = this.groups.begin(session, "g");
		this.groups.leave(session, "other");
		assertThat(this.groups.join(session, again, 10)).isEqualTo(JoinResult.JOINED);
		assertThat(members("g")).containsExactly(session);
	}

	@Test
	void keepsToTheNumberOfGroupsOfASession() {
		ChannelSession session = open("u");
		this.groups.join(session, "g1", 2);
		this.groups.join(session, "g2", 2);
		assertThat(this.groups.join(session, "g3", 2)).isEqualTo(JoinResult.FULL);
		assertThat(members("g3")).isEmpty();
		this.groups.leave(session, "g1");
		assertThat(this.groups.join(session, "g3", 2)).isEqualTo(JoinResult.JOINED);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aSessionThatHasEndedIsInNoGroup(boolean closed) {
		ChannelSession session = open("u");
		ChannelSession other = open("u");
		for (int i = 0; i < 20; i++) {
			this.groups.join(session, "g" + i, 20);
		}
		this.groups.join(other, "g1", 20);
		if (closed) {
			this.manager.close(session, CloseReason.KICKED);
		}
		else {
			this.manager.ended(session, CloseReason.ABNORMAL);
		}
		assertThat(this.groups.groupCount()).isOne();
		assertThat(members("g1")).containsExactly(other);
		assertThat(this.groups.join(session, "g2", 20)).isEqualTo(JoinResult.ENDED);
		assertThat(this.groups.leave(session, "g1")).isFalse();
		assertThat(this.groups.groupCount()).isOne();
	}

	@Test
	void theEarliestSessionThatHasToGoIsInNoGroup() {
		SessionManager manager = TestSessions.manager(1);
		ChannelSession earliest = TestSessions.open(manager, "u", new RecordingConnection());
		manager.groups().join(earliest, "g", 10);
		TestSessions.open(manager, "u", new RecordingConnection());
		assertThat(manager.groups().groupCount()).isZero();
		assertThat(manager.groups().join(earliest, "g", 10)).isEqualTo(JoinResult.ENDED);
	}

	@Test
	void groupsOfTwoTenantsHaveNothingInCommon() {
		ChannelSession ours = open("t1", "u", this.lane);
		ChannelSession theirs = open("t2", "u", this.lane);
		this.groups.join(ours, "g", 10);
		this.groups.join(theirs, "g", 10);
		assertThat(members("t1", "g")).containsExactly(ours);
		assertThat(members("t2", "g")).containsExactly(theirs);
		assertThat(this.groups.groupCount()).isEqualTo(2);
		this.groups.leave(ours, "g");
		assertThat(members("t1", "g")).isEmpty();
		assertThat(members("t2", "g")).containsExactly(theirs);
	}

	@Test
	void anEmptyGroupHasNoEntry() {
		assertThat(this.groups.groupCount()).isZero();
		ChannelSession session = open("u");
		this.groups.join(session, "g", 10);
		assertThat(this.groups.groupCount()).isOne();
		this.groups.leave(session, "g");
		assertThat(this.groups.groupCount()).isZero();
		this.groups.details("default", "g");
		this.groups.parts("default", "g");
		assertThat(this.groups.groupCount()).isZero();
	}

	@Test
	void countsAUserOnce() {
		for (String user : List.of("a", "a", "b")) {
			this.groups.join(open(user), "g", 10);
		}
		assertThat(this.groups.details("default", "g")).isEqualTo(new GroupDetails("g", 3, 2));
		assertThat(this.groups.details("other", "g")).isEqualTo(new GroupDetails("g", 0, 0));
	}

	@Test
	void keepsMembersApartByTheirLane() {
		ManualLane other = new ManualLane();
		ChannelSession a = open("default", "a", this.lane);
		ChannelSession b = open("default", "b", other);
		ChannelSession c = open("default", "c", this.lane);
		for (ChannelSession session : List.of(a, b, c)) {
			this.groups.join(session, "g", 10);
		}
		assertThat(this.groups.parts("default", "g")).hasSize(2).allSatisfy((part) -> {
			boolean isOther = part.lane() == other;
			assertThat(part.group()).isEqualTo("g");
			assertThat(part.size()).isEqualTo(isOther ? 1 : 2);
			assertThat(sessions(part.members())).containsExactlyElementsOf(isOther ? List.of(b) : List.of(a, c));
		});
		this.groups.leave(b, "g");
		assertThat(this.groups.parts("default", "g")).singleElement()
			.satisfies((part) -> assertThat(part.lane()).isSameAs(this.lane));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 16, 17, 100 })
	void aSessionLeavesAnyOfItsGroupsInAnyOrder(int count) {
		ChannelSession session = open("u");
		List<String> left = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			this.groups.join(session, "g" + i, count);
			left.add("g" + i);
		}
		Collections.shuffle(left, new Random(count));
		while (!left.isEmpty()) {
			assertThat(this.groups.leave(session, left.remove(0))).isTrue();
			assertThat(this.groups.groupCount()).isEqualTo(left.size());
			assertThat(left).allSatisfy((group) -> assertThat(members(group)).containsExactly(session));
			assertThat(this.groups.join(session, "one more", left.size())).isEqualTo(JoinResult.FULL);
		}
	}

	@Test
	void whoWalksTheMembersMeetsThoseWhoStayOnceAndNobodyWhoCameLater() {
		List<ChannelSession> stay = new ArrayList<>();
		List<ChannelSession> leave = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			ChannelSession session = open("u" + i);
			this.groups.join(session, "g", 10);
			((i % 10 == 0) ? stay : leave).add(session);
		}
		GroupMembers members = this.groups.parts("default", "g").get(0).members();
		List<ChannelSession> met = new ArrayList<>(sessions(members, 0, 50));
		assertThat(met).hasSize(50);
		// They move to a smaller array, and those who return are behind.
		leave.forEach((session) -> this.groups.leave(session, "g"));
		leave.forEach((session) -> this.groups.join(session, "g", 10));
		for (int i = 0; i < 100; i++) {
			this.groups.join(open("later"), "g", 10);
		}
		assertThat(sessions(members, 50, members.places())).containsExactlyElementsOf(stay.subList(5, 10));
		assertThat(members("g")).hasSize(200).doesNotHaveDuplicates();
	}

	private ChannelSession open(String user) {
		return open("default", user, this.lane);
	}

	private ChannelSession open(String tenant, String user, Lane lane) {
		RecordingConnection connection = new RecordingConnection(lane,
				new OutboundLimits(1 << 20, Long.MAX_VALUE, SlowConsumerPolicy.CLOSE), (lost, reason) -> {
				});
		return TestSessions.open(this.manager, new UserKey(tenant, user), "d" + this.opened++, connection,
				new FrameCodecs().json());
	}

	private List<ChannelSession> members(String group) {
		return members("default", group);
	}

	private List<ChannelSession> members(String tenant, String group) {
		return this.groups.parts(tenant, group).stream().flatMap((part) -> sessions(part.members()).stream()).toList();
	}

	private static List<ChannelSession> sessions(GroupMembers members) {
		return sessions(members, 0, members.places());
	}

	private static List<ChannelSession> sessions(GroupMembers members, int from, int to) {
		List<ChannelSession> sessions = new ArrayList<>();
		for (int place = from; place < to; place++) {
			ChannelSession session = members.session(place);
			if (session != null) {
				sessions.add(session);
			}
		}
		return sessions;
	}

}
