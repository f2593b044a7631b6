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

package io.pushgate.listener.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkError;
import io.pushgate.message.Claims;
import io.pushgate.message.Payload;
import io.pushgate.message.UserKey;
import io.pushgate.session.PushSession;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers as messages of the bus: facts in headers, the client's data as the
 * body, untouched.
 */
final class UplinkMessages {

	static final String CALL = "call";

	private static final String JSON = "json";

	private static final String BINARY = "binary";

	private static final String ID = "id";

	private static final String EVENT = "event";

	private static final String TIME = "time";

	private static final String ERROR = "error";

	private static final String CODE = "code";

	private static final String MESSAGE = "message";

	private static final String SESSION = "session";

	private static final String USER = "user";

	private static final String DEVICE = "device";

	private static final String TRANSPORT = "transport";

	private static final String CONNECTED_AT = "connected-at";

	private static final String LAST_SEEN_AT = "last-seen-at";

	/**
	 * Missing where there are none. A node of an earlier version does not look for it.
	 */
	private static final String CLAIMS = "claims";

	private UplinkMessages() {
	}

	static ClusterMessage request(PushRequest request, long call, Duration timeout) {
		PushSession session = request.session();
		Map<String, String> headers = new HashMap<>();
		headers.put(CALL, Long.toString(call));
		if (request.id() != null) {
			headers.put(ID, request.id());
		}
		headers.put(EVENT, request.event());
		headers.put(TIME, time(request.time()));
		headers.putAll(session(session));
		return ClusterMessage.of(Operation.UPLINK)
			.key(new UserKey(session.tenant(), session.user()).toString())
			.tenant(session.tenant())
			.namespace(request.namespace())
			.headers(headers)
			.expiresAt(Instant.now().plus(timeout))
			.body(request.payload().isBinary() ? BINARY : JSON, request.payload().bytes())
			.build();
	}

	static PushRequest request(ClusterMessage message) {
		Map<String, String> headers = message.headers();
		return new PushRequest(session(message), headers.get(ID), message.namespace(), headers.getOrDefault(EVENT, "?"),
				payload(message), time(headers, TIME));
	}

	static boolean isAnswerWanted(ClusterMessage request) {
		return request.headers().containsKey(ID);
	}

	/**
	 * Return whether the bus takes nothing of this size.
	 */
	static boolean isTooLarge(Throwable failure) {
		return failure instanceof BusMessageTooLargeException
				|| failure.getCause() instanceof BusMessageTooLargeException;
	}

	static ClusterMessage answer(ClusterMessage request, UplinkAnswer answer) {
		Map<String, String> headers = new HashMap<>();
		headers.put(CALL, request.headers().getOrDefault(CALL, ""));
		ClusterMessage.Builder builder = ClusterMessage.of(Operation.UPLINK_ANSWER)
			.key(request.key())
			.tenant(request.tenant())
			.namespace(request.namespace());
		if (answer instanceof UplinkAnswer.Failure failure) {
			headers.put(ERROR, failure.error().name());
			headers.put(CODE, failure.code());
			headers.put(MESSAGE, failure.message());
		}
		Payload data = (answer instanceof UplinkAnswer.Reply reply) ? reply.data()
				: ((UplinkAnswer.Failure) answer).data();
		if (answer instanceof UplinkAnswer.Reply || !data.equals(Payload.none())) {
			builder.body(data.isBinary() ? BINARY : JSON, data.bytes());
		}
		return builder.headers(headers).build();
	}

	static UplinkAnswer answer(ClusterMessage message) {
		String error = message.headers().get(ERROR);
		if (error == null) {
			return new UplinkAnswer.Reply(payload(message));
		}
		return failure(error, message.headers().getOrDefault(CODE, ""), message.headers().getOrDefault(MESSAGE, ""),
				(message.body().length > 0) ? payload(message) : Payload.none());
	}

	/**
	 * Make a failure of what another node has written.
	 */
	static UplinkAnswer.Failure failure(String name, String code, String message, Payload data) {
		try {
			UplinkError error = UplinkError.valueOf(name);
			return new UplinkAnswer.Failure(error, (error != UplinkError.APPLICATION) ? error.code() : code, message,
					data);
		}
		catch (IllegalArgumentException ex) {
			// Of a later version.
			return new UplinkAnswer.Failure(UplinkError.HANDLER_FAILED, message);
		}
	}

	private static Payload payload(ClusterMessage message) {
		return message.codec().equals(BINARY) ? Payload.binary(message.body()) : Payload.json(message.body());
	}

	static Map<String, String> session(PushSession session) {
		Map<String, String> headers = new HashMap<>();
		headers.put(SESSION, session.id());
		headers.put(USER, session.user());
		headers.put(DEVICE, session.device());
		headers.put(TRANSPORT, session.transport());
		headers.put(CONNECTED_AT, time(session.connectedAt()));
		headers.put(LAST_SEEN_AT, time(session.lastSeenAt()));
		if (!session.claims().isEmpty()) {
			headers.put(CLAIMS, Claims.write(session.claims()));
		}
		return headers;
	}

	static PushSession session(ClusterMessage message) {
		Map<String, String> headers = message.headers();
		return new RemoteSession(headers.getOrDefault(SESSION, ""), message.tenant(), headers.getOrDefault(USER, ""),
				headers.getOrDefault(DEVICE, ""), headers.getOrDefault(TRANSPORT, ""), time(headers, CONNECTED_AT),
				time(headers, LAST_SEEN_AT), claims(headers.get(CLAIMS)));
	}

	private static Map<String, Object> claims(@Nullable String json) {
		try {
			return (json != null) ? Claims.read(json) : Map.of();
		}
		catch (IllegalArgumentException ex) {
			// Of a later version.
			return Map.of();
		}
	}

	static long number(ClusterMessage message, String name) {
		try {
			return Long.parseLong(message.headers().getOrDefault(name, "0"));
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	private static String time(Instant time) {
		return Long.toString(time.toEpochMilli());
	}

	private static Instant time(Map<String, String> headers, String name) {
		return Instant.ofEpochMilli(Long.parseLong(headers.getOrDefault(name, "0")));
	}

}
