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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.pushgate.message.Payload;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.Lane;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.transport.SlowConsumerPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Messages, and sessions to receive them.
 */
public final class Receivers {

	private static final Pattern ID = Pattern.compile("\\{\"type\":\"message\",\"id\":\"([^\"]+)\".*");

	private Receivers() {
	}

	public static PushMessage message(String id, PushTarget target) {
		return message(id, target, PushOptions.DEFAULTS);
	}

	public static PushMessage message(String id, PushTarget target, String text) {
		return new PushMessage(id, target, "e", Payload.json(('"' + text + '"').getBytes(StandardCharsets.UTF_8)),
				PushOptions.DEFAULTS, Instant.now());
	}

	public static PushMessage message(String id, PushTarget target, PushOptions options) {
		return message(id, target, options, Instant.now());
	}

	public static PushMessage message(String id, PushTarget target, PushOptions options, Instant time) {
		return new PushMessage(id, target, "e", Payload.json("{\"a\":1}".getBytes(StandardCharsets.UTF_8)), options,
				time);
	}

	public static PushOptions tenant(String tenant) {
		return new PushOptions(tenant, "default", Qos.AT_MOST_ONCE, null, null, Set.of(), null, Map.of());
	}

	public static PushOptions except(String... sessions) {
		return new PushOptions("default", "default", Qos.AT_MOST_ONCE, null, null, Set.of(sessions), null, Map.of());
	}

	public static PushOptions latest(String namespace, String key) {
		return new PushOptions("default", namespace, Qos.AT_MOST_ONCE, null, null, Set.of(), key, Map.of());
	}

	public static PushOptions ttl(@Nullable Duration ttl) {
		return new PushOptions("default", "default", Qos.AT_MOST_ONCE, ttl, null, Set.of(), null, Map.of());
	}

	public static RecordingConnection connection(Lane lane, SessionManager manager) {
		return new RecordingConnection(lane, new OutboundLimits(1 << 20, Long.MAX_VALUE, SlowConsumerPolicy.CLOSE),
				(connection, reason) -> {
					if (connection.attachment() instanceof ChannelSession session) {
						manager.ended(session, reason);
					}
				});
	}

	public static RecordingConnection open(SessionManager manager, String tenant, String user, String device, Lane lane,
			FrameCodec codec) {
		RecordingConnection connection = connection(lane, manager);
		TestSessions.open(manager, new UserKey(tenant, user), device, connection, codec);
		return connection;
	}

	public static String sessionId(RecordingConnection connection) {
		if (connection.attachment() instanceof ChannelSession session) {
			return session.id();
		}
		throw new IllegalStateException("No session");
	}

	/**
	 * Return the ids of the messages that a connection got.
	 */
	public static List<String> ids(RecordingConnection connection) {
		List<String> ids = new ArrayList<>();
		for (String text : connection.texts()) {
			Matcher matcher = ID.matcher(text);
			if (matcher.matches()) {
				ids.add(matcher.group(1));
			}
		}
		return ids;
	}

}
