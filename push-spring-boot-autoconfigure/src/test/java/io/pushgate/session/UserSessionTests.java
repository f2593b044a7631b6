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

import java.util.List;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UserSession}.
 */
class UserSessionTests {

	private static final UserKey KEY = new UserKey("default", "u");

	private final SessionManager manager = TestSessions.manager(10);

	private final UserSession user = new UserSession(KEY, 1);

	@Test
	void startsWithoutSessions() {
		assertThat(this.user.isEmpty()).isTrue();
		assertThat(this.user.sessions()).isEmpty();
		assertThat(this.user.key()).isEqualTo(KEY);
	}

	@Test
	void takesOutTheEarliestOverTheLimit() {
		ChannelSession a = session(1);
		ChannelSession b = session(2);
		ChannelSession c = session(3);
		assertThat(this.user.add(a, 2)).isEmpty();
		assertThat(this.user.add(b, 2)).isEmpty();
		assertThat(this.user.add(c, 2)).containsExactly(a);
		assertThat(this.user.sessions()).containsExactly(b, c);
	}

	@Test
	void keepsTheOrderOfIdsWhateverTheOrderOfArrival() {
		ChannelSession a = session(1);
		ChannelSession b = session(2);
		ChannelSession c = session(3);
		List.of(b, c, a).forEach((session) -> this.user.add(session, 10));
		assertThat(this.user.sessions()).containsExactly(a, b, c);
	}

	@Test
	void takesOutTheNewArrivalWhereItIsTheEarliest() {
		ChannelSession a = session(1);
		ChannelSession b = session(2);
		this.user.add(b, 1);
		assertThat(this.user.add(a, 1)).containsExactly(a);
		assertThat(this.user.sessions()).containsExactly(b);
	}

	@Test
	void takesOutAllThatAreTooManyAfterTheLimitShrank() {
		ChannelSession a = session(1);
		ChannelSession b = session(2);
		ChannelSession c = session(3);
		this.user.add(a, 3);
		this.user.add(b, 3);
		assertThat(this.user.add(c, 1)).containsExactly(a, b);
		assertThat(this.user.sessions()).containsExactly(c);
	}

	@Test
	void removesASessionOnce() {
		ChannelSession a = session(1);
		ChannelSession b = session(2);
		ChannelSession c = session(3);
		List.of(a, b, c).forEach((session) -> this.user.add(session, 10));
		assertThat(this.user.remove(b)).isTrue();
		assertThat(this.user.remove(b)).isFalse();
		assertThat(this.user.sessions()).containsExactly(a, c);
		assertThat(this.user.remove(a)).isTrue();
		assertThat(this.user.remove(c)).isTrue();
		assertThat(this.user.isEmpty()).isTrue();
	}

	@Test
	void whoeverReadsSeesOneState() {
		ChannelSession a = session(1);
		this.user.add(a, 10);
		ChannelSession[] before = this.user.sessions();
		this.user.add(session(2), 10);
		this.user.remove(a);
		assertThat(before).containsExactly(a);
	}

	private ChannelSession session(long number) {
		return new ChannelSession(number, KEY, "d", new RecordingConnection(), new FrameCodecs().json(), this.manager,
				0);
	}

}
