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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.pushgate.message.Names;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * An envelope as bytes, for brokers that carry nothing else: a prefix of facts, then the
 * body, untouched.
 *
 * <pre>
 * byte 0      'P'
 * byte 1      version: 1
 * bytes 2–5   length of the facts, big-endian
 * facts       each: one byte that tells which, the length as a varint, the value
 * the rest    the body
 * </pre>
 *
 * Facts that a node does not know are skipped; another version is skipped as a whole.
 *
 * @since 0.1.0
 */
public final class EnvelopeCodec {

	private static final byte MAGIC = 'P';

	private static final byte VERSION = 1;

	private static final int PREFIX = 6;

	private static final int PUBLISHER = 1;

	private static final int INCARNATION = 2;

	private static final int SEQUENCE = 3;

	private static final int PUBLISHED_AT = 4;

	private static final int DESTINATION = 5;

	private static final int OPERATION = 6;

	private static final int KEY = 7;

	private static final int TENANT = 8;

	private static final int NAMESPACE = 9;

	private static final int TARGET_KIND = 10;

	private static final int TARGET_NAME = 11;

	private static final int CODEC = 12;

	private static final int EXPIRES_AT = 13;

	private static final int HEADER_NAME = 14;

	private static final int HEADER_VALUE = 15;

	private static final int LANE = 16;

	private EnvelopeCodec() {
	}

	/**
	 * Write an envelope.
	 * @param envelope the envelope
	 * @return the bytes
	 */
	public static byte[] encode(ClusterEnvelope envelope) {
		byte[] facts = facts(envelope);
		byte[] body = envelope.message().body();
		return ByteBuffer.allocate(PREFIX + facts.length + body.length)
			.put(MAGIC)
			.put(VERSION)
			.putInt(facts.length)
			.put(facts)
			.put(body)
			.array();
	}

	private static byte[] facts(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		Fields.Writer out = new Fields.Writer();
		out.number(PUBLISHER, envelope.publisher().number())
			.number(INCARNATION, envelope.incarnation())
			.number(SEQUENCE, envelope.sequence())
			.number(PUBLISHED_AT, envelope.publishedAt().toEpochMilli())
			.text(OPERATION, message.operation());
		NodeId only = envelope.destination().node();
		if (only != null) {
			out.number(DESTINATION, only.number());
		}
		if (envelope.lane() != 0) {
			out.number(LANE, envelope.lane());
		}
		if (!message.key().isEmpty()) {
			out.text(KEY, message.key());
		}
		if (!message.tenant().equals(Names.DEFAULT_TENANT)) {
			out.text(TENANT, message.tenant());
		}
		if (!message.namespace().equals(Names.DEFAULT_NAMESPACE)) {
			out.text(NAMESPACE, message.namespace());
		}
		PushTarget target = message.target();
		if (target != null) {
			out.number(TARGET_KIND, TargetCodec.kind(target));
			TargetCodec.names(target).forEach((name) -> out.text(TARGET_NAME, name));
		}
		if (!message.codec().isEmpty()) {
			out.text(CODEC, message.codec());
		}
		Instant expiresAt = message.expiresAt();
		if (expiresAt != null) {
			out.number(EXPIRES_AT, expiresAt.toEpochMilli());
		}
		message.headers().forEach((name, value) -> out.text(HEADER_NAME, name).text(HEADER_VALUE, value));
		return out.toBytes();
	}

	/**
	 * Read an envelope.
	 * @param bytes the bytes
	 * @return the envelope
	 * @throws EnvelopeException if it is none that this version knows
	 */
	public static ClusterEnvelope decode(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		if (bytes.length < PREFIX || in.get() != MAGIC) {
			throw Fields.malformed("This is no envelope", null);
		}
		byte version = in.get();
		if (version != VERSION) {
			throw new EnvelopeException(EnvelopeException.Reason.VERSION, "The envelope has version " + version, null);
		}
		int length = in.getInt();
		if (length < 0 || length > in.remaining()) {
			throw Fields.malformed("The facts are longer than the envelope", null);
		}
		byte[] body = new byte[in.remaining() - length];
		in.get(PREFIX + length, body);
		Facts facts = new Facts();
		Fields.Reader reader = new Fields.Reader(in.slice(PREFIX, length));
		while (reader.next()) {
			facts.read(reader);
		}
		try {
			return facts.envelope(body);
		}
		catch (IllegalArgumentException ex) {
			throw Fields.malformed("A fact is none", ex);
		}
	}

	/**
	 * What has been read so far.
	 */
	private static final class Facts {

		private int publisher = -1;

		private long incarnation;

		private int lane;

		private long sequence;

		private long publishedAt;

		private ClusterDestination destination = ClusterDestination.all();

		private String operation = "";

		private String key = "";

		private String tenant = Names.DEFAULT_TENANT;

		private String namespace = Names.DEFAULT_NAMESPACE;

		private int targetKind;

		private final List<String> targetNames = new ArrayList<>();

		private String codec = "";

		private @Nullable Instant expiresAt;

		private String headerName = "";

		private final Map<String, String> headers = new HashMap<>();

		void read(Fields.Reader in) {
			switch (in.tag()) {
				case PUBLISHER -> this.publisher = (int) in.number();
				case INCARNATION -> this.incarnation = in.number();
				case LANE -> this.lane = (int) in.number();
				case SEQUENCE -> this.sequence = in.number();
				case PUBLISHED_AT -> this.publishedAt = in.number();
				case DESTINATION -> this.destination = ClusterDestination.node(node(in.number()));
				case OPERATION -> this.operation = in.text();
				case KEY -> this.key = in.text();
				case TENANT -> this.tenant = in.text();
				case NAMESPACE -> this.namespace = in.text();
				case TARGET_KIND -> this.targetKind = (int) in.number();
				case TARGET_NAME -> this.targetNames.add(in.text());
				case CODEC -> this.codec = in.text();
				case EXPIRES_AT -> this.expiresAt = Instant.ofEpochMilli(in.number());
				case HEADER_NAME -> this.headerName = in.text();
				case HEADER_VALUE -> this.headers.put(this.headerName, in.text());
				default -> {
					// Of a newer node, which can live without our knowing it.
				}
			}
		}

		ClusterEnvelope envelope(byte[] body) {
			PushTarget target = (this.targetKind != 0) ? TargetCodec.target(this.targetKind, this.targetNames) : null;
			return new ClusterEnvelope(node(this.publisher), this.incarnation, this.destination, this.lane,
					this.sequence, Instant.ofEpochMilli(this.publishedAt), new ClusterMessage(this.operation, this.key,
							this.tenant, this.namespace, target, this.codec, this.expiresAt, this.headers, body));
		}

		private static NodeId node(long number) {
			if (number < 0 || number > NodeId.MAX) {
				throw Fields.malformed("There is no node " + number, null);
			}
			return new NodeId((int) number);
		}

	}

}
