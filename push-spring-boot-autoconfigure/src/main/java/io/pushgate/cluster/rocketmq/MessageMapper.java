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

package io.pushgate.cluster.rocketmq;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.EnvelopeCodec;
import io.pushgate.cluster.EnvelopeException;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.TargetCodec;
import org.apache.rocketmq.common.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * An envelope as a message of RocketMQ, and back: the facts as user properties, where
 * operators and filters see them too, and the body untouched.
 *
 * <p>
 * Properties must be short, not blank, and free of the characters 1 and 2. So control
 * characters, blanks and percent signs are written as a percent sign and two letters; and
 * an envelope whose facts are too long goes into the body as a whole.
 */
final class MessageMapper {

	static final String TAG_ALL = "all";

	private static final String VERSION = "push_v";

	private static final String CURRENT = "1";

	private static final String WHOLE = "push_whole";

	private static final String EMPTY = "push_empty";

	private static final String PUBLISHER = "push_node";

	private static final String INCARNATION = "push_incarnation";

	private static final String LANE = "push_lane";

	private static final String SEQUENCE = "push_seq";

	private static final String PUBLISHED_AT = "push_time";

	private static final String DESTINATION = "push_for";

	private static final String OPERATION = "push_op";

	private static final String KEY = "push_key";

	private static final String TENANT = "push_tenant";

	private static final String NAMESPACE = "push_namespace";

	private static final String TARGET_KIND = "push_target";

	private static final String TARGET_NAMES = "push_to";

	private static final String CODEC = "push_codec";

	private static final String EXPIRES_AT = "push_expires";

	private static final String HEADERS = "push_headers";

	// All properties together must fit into 32 KB, RocketMQ's own among them.
	private static final int MAX_PROPERTIES = 16 * 1024;

	private static final String SEPARATOR = "\n";

	private static final byte[] ONE = new byte[1];

	private MessageMapper() {
	}

	static String tag(@Nullable NodeId node) {
		return (node != null) ? "n" + node.number() : TAG_ALL;
	}

	static Message toMessage(String topic, ClusterEnvelope envelope) {
		Map<String, String> properties = properties(envelope);
		byte[] body = envelope.message().body();
		if (length(properties) > MAX_PROPERTIES) {
			properties = Map.of(VERSION, CURRENT, WHOLE, CURRENT);
			body = EnvelopeCodec.encode(envelope);
		}
		else if (body.length == 0) {
			// Which RocketMQ refuses.
			properties.put(EMPTY, CURRENT);
			body = ONE;
		}
		Message message = new Message(topic, tag(envelope.destination().node()), body);
		properties.forEach(message::putUserProperty);
		return message;
	}

	private static Map<String, String> properties(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put(VERSION, CURRENT);
		properties.put(PUBLISHER, envelope.publisher().name());
		properties.put(INCARNATION, Long.toString(envelope.incarnation()));
		properties.put(LANE, Integer.toString(envelope.lane()));
		properties.put(SEQUENCE, Long.toString(envelope.sequence()));
		properties.put(PUBLISHED_AT, Long.toString(envelope.publishedAt().toEpochMilli()));
		properties.put(OPERATION, message.operation());
		properties.put(TENANT, message.tenant());
		properties.put(NAMESPACE, message.namespace());
		NodeId only = envelope.destination().node();
		if (only != null) {
			properties.put(DESTINATION, only.name());
		}
		putText(properties, KEY, List.of(message.key()));
		putText(properties, CODEC, List.of(message.codec()));
		if (message.target() != null) {
			properties.put(TARGET_KIND, Integer.toString(TargetCodec.kind(message.target())));
			putText(properties, TARGET_NAMES, TargetCodec.names(message.target()));
		}
		if (message.expiresAt() != null) {
			properties.put(EXPIRES_AT, Long.toString(message.expiresAt().toEpochMilli()));
		}
		putText(properties, HEADERS,
				message.headers()
					.entrySet()
					.stream()
					.flatMap((entry) -> List.of(entry.getKey(), entry.getValue()).stream())
					.toList());
		return properties;
	}

	private static void putText(Map<String, String> properties, String name, List<String> values) {
		if (!values.isEmpty() && !values.equals(List.of(""))) {
			properties.put(name, String.join(SEPARATOR, values.stream().map(MessageMapper::escape).toList()));
		}
	}

	private static int length(Map<String, String> properties) {
		int length = 0;
		for (String value : properties.values()) {
			length += value.getBytes(StandardCharsets.UTF_8).length;
		}
		return length;
	}

	static ClusterEnvelope toEnvelope(Map<String, String> properties, byte[] body) {
		String version = properties.get(VERSION);
		if (version == null) {
			throw malformed("A message says no version", null);
		}
		if (!version.equals(CURRENT)) {
			throw new EnvelopeException(EnvelopeException.Reason.VERSION, "The message has version " + version, null);
		}
		if (properties.containsKey(WHOLE)) {
			return EnvelopeCodec.decode(body);
		}
		try {
			return envelope(properties, properties.containsKey(EMPTY) ? new byte[0] : body);
		}
		catch (IllegalArgumentException ex) {
			throw malformed("A property is none", ex);
		}
	}

	private static ClusterEnvelope envelope(Map<String, String> properties, byte[] body) {
		ClusterMessage.Builder message = ClusterMessage.of(text(properties, OPERATION))
			.tenant(text(properties, TENANT))
			.namespace(text(properties, NAMESPACE))
			.key(unescape(properties.getOrDefault(KEY, "")))
			.body(unescape(properties.getOrDefault(CODEC, "")), body);
		if (properties.containsKey(TARGET_KIND)) {
			message.target(TargetCodec.target((int) number(properties, TARGET_KIND), texts(properties, TARGET_NAMES)));
		}
		if (properties.containsKey(EXPIRES_AT)) {
			message.expiresAt(Instant.ofEpochMilli(number(properties, EXPIRES_AT)));
		}
		List<String> pairs = texts(properties, HEADERS);
		Map<String, String> headers = new HashMap<>();
		for (int i = 0; i + 1 < pairs.size(); i += 2) {
			headers.put(pairs.get(i), pairs.get(i + 1));
		}
		ClusterDestination destination = properties.containsKey(DESTINATION)
				? ClusterDestination.node(node(properties, DESTINATION)) : ClusterDestination.all();
		return new ClusterEnvelope(node(properties, PUBLISHER), number(properties, INCARNATION), destination,
				(int) number(properties, LANE), number(properties, SEQUENCE),
				Instant.ofEpochMilli(number(properties, PUBLISHED_AT)), message.headers(headers).build());
	}

	private static NodeId node(Map<String, String> properties, String name) {
		return new NodeId((int) number(properties, name));
	}

	private static long number(Map<String, String> properties, String name) {
		return Long.parseLong(text(properties, name));
	}

	private static String text(Map<String, String> properties, String name) {
		String value = properties.get(name);
		if (value == null) {
			throw malformed("A message says no " + name, null);
		}
		return value;
	}

	private static List<String> texts(Map<String, String> properties, String name) {
		String value = properties.get(name);
		return (value != null) ? Arrays.stream(value.split(SEPARATOR, -1)).map(MessageMapper::unescape).toList()
				: List.of();
	}

	private static EnvelopeException malformed(String message, @Nullable Exception cause) {
		return new EnvelopeException(EnvelopeException.Reason.MALFORMED, message, cause);
	}

	private static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length() + 8);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c <= ' ' || c == '%') {
				escaped.append('%').append((char) ('A' + (c >> 4))).append((char) ('A' + (c & 0xF)));
			}
			else {
				escaped.append(c);
			}
		}
		return escaped.toString();
	}

	private static String unescape(String text) {
		if (text.indexOf('%') < 0) {
			return text;
		}
		StringBuilder plain = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '%') {
				if (i + 2 >= text.length()) {
					throw malformed("A text ends too early", null);
				}
				c = (char) (((text.charAt(i + 1) - 'A') << 4) | (text.charAt(i + 2) - 'A'));
				i += 2;
			}
			plain.append(c);
		}
		return plain.toString();
	}

}
