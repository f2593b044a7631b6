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
import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushTarget;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LocalGroupControl}.
 */
class LocalGroupControlTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final LocalGroupControl control = new LocalGroupControl(this.manager.groups(),
			new LocalSessionControl(this.manager, NodeId.LOCAL));

	private final ChannelSession phone = open("a", "u", "phone");

	private final ChannelSession laptop = open("a", "u", "laptop");

	private final ChannelSession other = open("a", "v", "phone");

	private final ChannelSession foreign = open("b", "u", "phone");

	@Test
	void aUserJoinsAndLeavesWithAllSessions() {
		assertThat(this.control.join("a", "g", PushTarget.user("u"))).isCompleted();
		assertThat(this.control.details("a", "g")).isEqualTo(new GroupDetails("g", 2, 1));
		assertThat(this.control.join("a", "g", PushTarget.users(List.of("v", "nobody")))).isCompleted();
		assertThat(this.control.details("a", "g")).isEqualTo(new GroupDetails("g", 3, 2));
		assertThat(this.control.leave("a", "g", PushTarget.user("u"))).isCompleted();
		assertThat(this.control.details("a", "g")).isEqualTo(new GroupDetails("g", 1, 1));
	}

	@Test
	void aDeviceOrASessionJoinsAlone() {
		this.control.join("a", "g", PushTarget.device("u", "phone"));
		assertThat(isIn("g", this.phone)).isTrue();
		this.control.join("a", "g", PushTarget.session(this.other.id()));
		assertThat(isIn("g", this.other)).isTrue();
		assertThat(isIn("g", this.laptop)).isFalse();
		assertThat(this.control.details("a", "g").sessions()).isEqualTo(2);
	}

	@Test
	void theMembersOfOneGroupJoinAnother() {
		this.control.join("a", "g", PushTarget.user("u"));
		this.control.join("a", "h", PushTarget.group("g"));
		assertThat(this.control.details("a", "h")).isEqualTo(new GroupDetails("h", 2, 1));
	}

	@Test
	void reachesNobodyOfAnotherTenant() {
		this.control.join("a", "g", PushTarget.session(this.foreign.id()));
		this.control.join("a", "g", PushTarget.users(List.of("u")));
		assertThat(this.control.details("a", "g").sessions()).isEqualTo(2);
		assertThat(this.control.details("b", "g").sessions()).isZero();
		this.control.leave("b", "g", PushTarget.user("u"));
		assertThat(this.control.details("a", "g").sessions()).isEqualTo(2);
	}

	@Test
	void isNotBoundByTheNumberThatAClientMayJoin() {
		for (int i = 0; i < 500; i++) {
			this.control.join("a", "g" + i, PushTarget.session(this.phone.id()));
		}
		assertThat(this.manager.groups().groupCount()).isEqualTo(500);
	}

	@Test
	void refusesEveryoneAndWhatIsNoGroup() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.control.join("a", "g", PushTarget.all()))
			.withMessageContaining("name users, devices or sessions");
		assertThatIllegalArgumentException().isThrownBy(() -> this.control.join("a", "", PushTarget.user("u")))
			.withMessageContaining("'group' must have 1 to 256 characters");
		assertThatIllegalArgumentException().isThrownBy(() -> this.control.leave("a", "\n", PushTarget.user("u")))
			.withMessageContaining("'group' must have 1 to 256 characters");
		assertThatIllegalArgumentException().isThrownBy(() -> this.control.details("a", ""))
			.withMessageContaining("'group' must have 1 to 256 characters");
		assertThat(this.manager.groups().groupCount()).isZero();
	}

	private boolean isIn(String group, ChannelSession session) {
		return this.manager.groups().leave(session, group)
				&& this.control.join(session.tenant(), group, PushTarget.session(session.id())).isDone();
	}

	private ChannelSession open(String tenant, String user, String device) {
		RecordingConnection connection = Receivers.open(this.manager, tenant, user, device, new ManualLane(),
				new CountingCodec());
		return Objects.requireNonNull(this.manager.find(Receivers.sessionId(connection)));
	}

}
