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

package io.pushgate.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

import io.pushgate.message.Names;
import io.pushgate.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A frame from the server to a client. Times are milliseconds of the epoch, durations
 * milliseconds.
 *
 * @since 0.1.0
 */
public sealed interface ServerFrame {

	/**
	 * Return the fields in the order in which they are written. A value is a
	 * {@link String}, {@link Long}, {@link Boolean}, {@link Payload} or a map of these.
	 * @return the fields
	 */
	Map<String, Object> fields();

	private static Map<String, Object> ofType(String type) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("type", type);
		return fields;
	}

	private static void putIfPresent(Map<String, Object> fields, String name, @Nullable String value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

	/**
	 * The first frame of every session.
	 *
	 * @param session the session's id
	 * @param user the user's id
	 * @param device the device's id, made up by the server where the client named none
	 * @param node the node that holds the connection
	 * @param time the server's clock
	 * @param interval how often the server pings a silent connection
	 * @param timeout after how much silence the server closes
	 * @param maxFrame the largest frame that the server takes, in bytes
	 * @param position where the user's numbered messages stand
	 * @param resume what came of the wish to resume, or {@code null} without such a wish
	 */
	record Welcome(String session, String user, String device, String node, long time, long interval, long timeout,
			long maxFrame, Position position, @Nullable Resumed resume) implements ServerFrame {

		@Override
		public Map<String, Object> fields() {
			Map<String, Object> fields = ofType("welcome");
			fields.put("session", this.session);
			fields.put("user", this.user);
			fields.put("device", this.device);
			fields.put("node", this.node);
			fields.put("time", this.time);
			Map<String, Object> heartbeat = new LinkedHashMap<>();
			heartbeat.put("interval", this.interval);
			heartbeat.put("timeout", this.timeout);
			fields.put("heartbeat", heartbeat);
			fields.put("maxFrame", this.maxFrame);
			Map<String, Object> position = new LinkedHashMap<>();
			position.put("epoch", this.position.epoch());
			position.put("seq", this.position.seq());
			fields.put("position", position);
			if (this.resume != null) {
				Map<String, Object> resume = new LinkedHashMap<>();
				resume.put("recovered", this.resume.recovered());
				resume.put("from", this.resume.from());
				resume.put("to", this.resume.to());
				fields.put("resume", resume);
			}
			return fields;
		}

	}

	/**
	 * What came of the wish to resume.
	 *
	 * @param recovered {@code false} if something is gone for good
	 * @param from the number that the client named
	 * @param to the number up to which messages follow
	 */
	record Resumed(boolean recovered, long from, long to) {

	}

	/**
	 * A push.
	 *
	 * @param id the message's id
	 * @param namespace the namespace, left out where it is {@code default}
	 * @param event the event
	 * @param time when the message was accepted
	 * @param data the data
	 * @param group the group that the receiver got it by, or {@code null}
	 */
	record Message(String id, String namespace, String event, long time, Payload data,
			@Nullable String group) implements ServerFrame {

		/**
		 * Create a push that does not come by a group.
		 * @param id the message's id
		 * @param namespace the namespace
		 * @param event the event
		 * @param time when the message was accepted
		 * @param data the data
		 */
		public Message(String id, String namespace, String event, long time, Payload data) {
			this(id, namespace, event, time, data, null);
		}

		@Override
		public Map<String, Object> fields() {
			Map<String, Object> fields = ofType("message");
			fields.put("id", this.id);
			if (!Names.DEFAULT_NAMESPACE.equals(this.namespace)) {
				fields.put("namespace", this.namespace);
			}
			fields.put("event", this.event);
			putIfPresent(fields, "group", this.group);
			fields.put("time", this.time);
			fields.put("data", this.data);
			return fields;
		}

	}

	/**
	 * The answer to a request.
	 *
	 * @param id the request's id, or {@code null} where the frame had none
	 * @param data the answer
	 */
	record Reply(@Nullable String id, Payload data) implements ServerFrame {

		@Override
		public Map<String, Object> fields() {
			Map<String, Object> fields = ofType("reply");
			putIfPresent(fields, "id", this.id);
			fields.put("data", this.data);
			return fields;
		}

	}

	/**
	 * Something is wrong; the connection lives on.
	 *
	 * @param id the id of the frame that caused it, or {@code null}
	 * @param code the code: one of {@link ErrorCode}, or one of the application's own
	 * @param message a sentence for the developer of the client
	 * @param data what the application says beside it; left out where it is
	 * {@link Payload#none()}
	 */
	record Error(@Nullable String id, String code, String message, Payload data) implements ServerFrame {

		/**
		 * Create an error of the protocol, without data.
		 * @param id the id of the frame that caused it, or {@code null}
		 * @param code the code
		 * @param message a sentence for the developer of the client
		 */
		public Error(@Nullable String id, ErrorCode code, String message) {
			this(id, code.wireName(), message, Payload.none());
		}

		@Override
		public Map<String, Object> fields() {
			Map<String, Object> fields = ofType("error");
			putIfPresent(fields, "id", this.id);
			fields.put("code", this.code);
			fields.put("message", this.message);
			if (!this.data.equals(Payload.none())) {
				fields.put("data", this.data);
			}
			return fields;
		}

	}

	/**
	 * The answer to a heartbeat.
	 *
	 * @param time the server's clock
	 * @param interval the interval that the client is to use next
	 */
	record Pong(long time, long interval) implements ServerFrame {

		@Override
		public Map<String, Object> fields() {
			Map<String, Object> fields = ofType("pong");
			fields.put("time", this.time);
			fields.put("interval", this.interval);
			return fields;
		}

	}

	/**
	 * Another device of the user has read up to a time.
	 *
	 * @param namespace the namespace
	 * @param conversation the conversation
	 * @param until up to when
	 */
	record Read(String namespace, String conversation, long until) implements ServerFrame {

		@Override
		public Map<String, Object> fields() {
			Map<String, Object> fields = ofType("read");
			fields.put("namespace", this.namespace);
			fields.put("conversation", this.conversation);
			fields.put("time", this.until);
			return fields;
		}

	}

	/**
	 * The server closes.
	 *
	 * @param code the close code that follows
	 * @param reason why
	 * @param retryAfter when to come back, with jitter already in it, or {@code null} for
	 * not at all by itself
	 */
	record Goodbye(int code, String reason, @Nullable Long retryAfter) implements ServerFrame {

		@Override
		public Map<String, Object> fields() {
			Map<String, Object> fields = ofType("goodbye");
			fields.put("code", (long) this.code);
			fields.put("reason", this.reason);
			if (this.retryAfter != null) {
				fields.put("retryAfter", this.retryAfter);
			}
			else {
				fields.put("reconnect", Boolean.FALSE);
			}
			return fields;
		}

	}

}
