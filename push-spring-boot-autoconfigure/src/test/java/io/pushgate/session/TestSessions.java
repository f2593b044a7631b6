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

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.protocol.Position;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.transport.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Sessions without a gateway.
 */
public final class TestSessions {

	/**
	 * Heartbeats of which no test sees one.
	 */
	public static final HeartbeatSettings HEARTBEAT = new HeartbeatSettings(Duration.ofSeconds(25),
			Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(60), 3);

	private static final FrameCodec JSON = new FrameCodecs().json();

	private TestSessions() {
	}

	public static SessionManager manager(int maxPerUser, SessionListener... listeners) {
		return new SessionManager(new SessionIdGenerator(5), HEARTBEAT, maxPerUser, Duration.ZERO,
				new Goodbyes(Duration.ZERO), List.of(listeners));
	}

	public static ChannelSession open(SessionManager manager, String user, Connection connection) {
		return open(manager, new UserKey("default", user), "d", connection, JSON);
	}

	public static ChannelSession open(SessionManager manager, UserKey user, String device, Connection connection,
			FrameCodec codec) {
		return Objects.requireNonNull(tryOpen(manager, user, device, connection, codec), "not opened");
	}

	public static @Nullable ChannelSession tryOpen(SessionManager manager, UserKey user, String device,
			Connection connection, FrameCodec codec) {
		return manager.open(manager.nextId(), user, device, System.nanoTime(), connection, codec,
				TestSessions::welcome);
	}

	public static ServerFrame.Welcome welcome(ChannelSession session) {
		return new ServerFrame.Welcome(session.id(), session.user(), session.device(), "5", 0,
				session.heartbeatInterval(), session.heartbeatTimeout(), 65536, new Position("e", 0), null);
	}

}
