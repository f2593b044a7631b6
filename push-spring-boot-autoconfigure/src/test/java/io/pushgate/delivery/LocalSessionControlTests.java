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

import java.util.List;
import java.util.Objects;

import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalSessionControl}.
 */
class LocalSessionControlTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final LocalSessionControl control = new LocalSessionControl(this.manager, new NodeId(5));

	private final RecordingConnection phone = open("a", "u", "phone");

	private final RecordingConnection laptop = open("a", "u", "laptop");

	private final RecordingConnection other = open("a", "v", "phone");

	private final RecordingConnection foreign = open("b", "u", "phone");

	@Test
	void tellsWhoIsOnlineWithinATenant() {
		assertThat(this.control.isOnline(new UserKey("a", "u"))).isTrue();
		assertThat(this.control.isOnline(new UserKey("b", "u"))).isTrue();
		assertThat(this.control.isOnline(new UserKey("b", "v"))).isFalse();
		this.other.lose();
		assertThat(this.control.isOnline(new UserKey("a", "v"))).isFalse();
	}

	@Test
	void tellsWhatIsKnownOfAUsersSessions() {
		List<SessionDetails> sessions = this.control.sessions(new UserKey("a", "u"));
		assertThat(sessions).extracting(SessionDetails::device).containsExactly("phone", "laptop");
		assertThat(sessions.get(0).session()).isEqualTo(Receivers.sessionId(this.phone));
		assertThat(sessions.get(0).user()).isEqualTo("u");
		assertThat(sessions.get(0).node()).isEqualTo("5");
		assertThat(sessions.get(0).transport()).isEqualTo("recording");
		assertThat(this.control.sessions(new UserKey("c", "u"))).isEmpty();
	}

	@Test
	void disconnectsAUser() {
		assertThat(this.control.disconnect("a", PushTarget.user("u"))).isEqualTo(2);
		assertClosed(this.phone, this.laptop);
		assertThat(this.control.disconnect("a", PushTarget.user("u"))).isZero();
	}

	@Test
	void disconnectsADevice() {
		assertThat(this.control.disconnect("a", PushTarget.device("u", "phone"))).isOne();
		assertClosed(this.phone);
	}

	@Test
	void disconnectsASessionOfTheTenantOnly() {
		String id = Receivers.sessionId(this.laptop);
		assertThat(this.control.disconnect("b", PushTarget.session(id))).isZero();
		assertClosed();
		assertThat(this.control.disconnect("a", PushTarget.session(id))).isOne();
		assertClosed(this.laptop);
	}

	@Test
	void disconnectsSeveralDevices() {
		assertThat(this.control.disconnect("a",
				PushTarget.devices(List.of(new PushTarget.Device("u", "phone"), new PushTarget.Device("v", "phone")))))
			.isEqualTo(2);
		assertClosed(this.phone, this.other);
	}

	@Test
	void disconnectsSeveralSessionsOfTheTenantOnly() {
		PushTarget sessions = PushTarget
			.sessions(List.of(Receivers.sessionId(this.laptop), Receivers.sessionId(this.foreign), "1"));
		assertThat(this.control.disconnect("a", sessions)).isOne();
		assertClosed(this.laptop);
	}

	@Test
	void disconnectsTheMembersOfGroupsOfTheTenantOnly() {
		for (RecordingConnection member : List.of(this.phone, this.foreign)) {
			this.manager.groups().join(session(member), "g", 10);
		}
		this.manager.groups().join(session(this.phone), "h", 10);
		assertThat(this.control.disconnect("a", PushTarget.groups(List.of("g", "h")))).isOne();
		assertClosed(this.phone);
	}

	private ChannelSession session(RecordingConnection connection) {
		return Objects.requireNonNull(this.manager.find(Receivers.sessionId(connection)));
	}

	@Test
	void disconnectsEveryoneOfATenant() {
		assertThat(this.control.disconnect("a", PushTarget.all())).isEqualTo(3);
		assertClosed(this.phone, this.laptop, this.other);
	}

	private void assertClosed(RecordingConnection... closed) {
		for (RecordingConnection connection : List.of(this.phone, this.laptop, this.other, this.foreign)) {
			assertThat(connection.sentClose())
				.isEqualTo(List.of(closed).contains(connection) ? CloseReason.KICKED : null);
		}
	}

	private RecordingConnection open(String tenant, String user, String device) {
		return Receivers.open(this.manager, tenant, user, device, new ManualLane(), new CountingCodec());
	}

}
