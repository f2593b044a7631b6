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

package io.pushgate.cluster;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.pushgate.message.Payload;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A push as a message of the bus, and back: what decides who gets it among the facts, the
 * rest in the body.
 *
 * @since 0.1.0
 */
public final class PushMessageCodec {

	/**
	 * The operation of a push.
	 */
	public static final String OPERATION = "push";

	private static final String CODEC = "push/1";

	private static final int ID = 1;

	private static final int EVENT = 2;

	private static final int TIME = 3;

	private static final int QOS = 4;

	private static final int TTL = 5;

	private static final int ID_OF_CALLER = 6;

	private static final int EXCEPT = 7;

	private static final int LATEST_KEY = 8;

	private static final int HEADER_NAME = 9;

	private static final int HEADER_VALUE = 10;

	private static final int JSON = 11;

	private static final int BINARY = 12;

	private PushMessageCodec() {
	}

	/**
	 * Make a message of the bus.
	 * @param push the push
	 * @param headers further facts, such as those of a trace
	 * @return the message
	 */
	public static ClusterMessage encode(PushMessage push, Map<String, String> headers) {
		PushOptions options = push.options();
		Fields.Writer out = new Fields.Writer();
		out.text(ID, push.id())
			.text(EVENT, push.event())
			.bytes(TIME, time(push.time()))
			.text(QOS, options.qos().name());
		if (options.ttl() != null) {
			out.text(TTL, options.ttl().toString());
		}
		if (options.id() != null) {
			out.text(ID_OF_CALLER, options.id());
		}
		if (options.latestKey() != null) {
			out.text(LATEST_KEY, options.latestKey());
		}
		options.except().forEach((session) -> out.text(EXCEPT, session));
		options.headers().forEach((name, value) -> out.text(HEADER_NAME, name).text(HEADER_VALUE, value));
		out.bytes(push.payload().isBinary() ? BINARY : JSON, push.payload().bytes());
		return ClusterMessage.of(OPERATION)
			.key(key(options.tenant(), push.target()))
			.tenant(options.tenant())
			.namespace(options.namespace())
			.target(push.target())
			.expiresAt(push.expiresAt())
			.headers(headers)
			.body(CODEC, out.toBytes())
			.build();
	}

	/**
	 * Make the push again.
	 * @param message the message of the bus
	 * @return the push
	 * @throws EnvelopeException if it is none
	 */
	public static PushMessage decode(ClusterMessage message) {
		PushTarget target = message.target();
		if (!message.codec().equals(CODEC)) {
			throw new EnvelopeException(EnvelopeException.Reason.VERSION,
					"There is no codec '" + message.codec() + "' for the body of a push", null);
		}
		if (target == null) {
			throw Fields.malformed("A push has no target", null);
		}
		Body body = new Body();
		Fields.Reader in = new Fields.Reader(ByteBuffer.wrap(message.body()));
		try {
			while (in.next()) {
				body.read(in);
			}
			return body.push(message, target);
		}
		catch (RuntimeException ex) {
			throw (ex instanceof EnvelopeException same) ? same : Fields.malformed("A push is none", ex);
		}
	}

	/**
	 * Return what keeps messages of one target in order.
	 * @param tenant the tenant
	 * @param target the target
	 * @return the key
	 */
	public static String key(String tenant, PushTarget target) {
		StringBuilder key = new StringBuilder(tenant).append('/').append(TargetCodec.kind(target));
		TargetCodec.names(target).forEach((name) -> key.append('/').append(name));
		return (key.length() <= 256) ? key.toString() : tenant + '/' + Integer.toHexString(key.toString().hashCode());
	}

	private static byte[] time(Instant time) {
		return ByteBuffer.allocate(12).putLong(time.getEpochSecond()).putInt(time.getNano()).array();
	}

	/**
	 * What has been read so far.
	 */
	private static final class Body {

		private String id = "";

		private String event = "";

		private Instant time = Instant.EPOCH;

		private Qos qos = Qos.AT_MOST_ONCE;

		private @Nullable Duration ttl;

		private @Nullable String idOfCaller;

		private final Set<String> except = new HashSet<>();

		private @Nullable String latestKey;

		private String headerName = "";

		private final Map<String, String> headers = new HashMap<>();

		private @Nullable Payload payload;

		void read(Fields.Reader in) {
			switch (in.tag()) {
				case ID -> this.id = in.text();
				case EVENT -> this.event = in.text();
				case TIME -> this.time = time(ByteBuffer.wrap(in.bytes()));
				case QOS -> this.qos = Qos.valueOf(in.text());
				case TTL -> this.ttl = Duration.parse(in.text());
				case ID_OF_CALLER -> this.idOfCaller = in.text();
				case EXCEPT -> this.except.add(in.text());
				case LATEST_KEY -> this.latestKey = in.text();
				case HEADER_NAME -> this.headerName = in.text();
				case HEADER_VALUE -> this.headers.put(this.headerName, in.text());
				case JSON -> this.payload = Payload.json(in.bytes());
				case BINARY -> this.payload = Payload.binary(in.bytes());
				default -> {
					// Of a newer node, which can live without our knowing it.
				}
			}
		}

		private static Instant time(ByteBuffer in) {
			return Instant.ofEpochSecond(in.getLong(), in.getInt());
		}

		PushMessage push(ClusterMessage message, PushTarget target) {
			Assert.notNull(this.payload, "A push has no payload");
			PushOptions options = new PushOptions(message.tenant(), message.namespace(), this.qos, this.ttl,
					this.idOfCaller, this.except, this.latestKey, this.headers);
			return new PushMessage(this.id, target, this.event, this.payload, options, this.time);
		}

	}

}
