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

package io.pushgate.message;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Tells content that is sent again under one id from other content that was given the
 * same id by mistake. JSON counts by what it says, however it is written: spaces,
 * escapes, the order of members and of elements, and the notation of numbers make no
 * difference. The order of elements makes none as a {@code Set} has another one in each
 * process.
 *
 * <p>
 * The first byte is the version of these rules. Fingerprints of different versions cannot
 * be compared, so they count as the same: where nodes of two versions run side by side, a
 * repeat is a repeat.
 *
 * @since 0.1.0
 */
public final class Fingerprint {

	/**
	 * The length of a fingerprint in bytes.
	 */
	public static final int LENGTH = 17;

	private static final byte VERSION = 1;

	private static final JsonFactory JSON = new JsonFactory();

	private final MessageDigest digest = sha256();

	/**
	 * Begin a fingerprint.
	 */
	public Fingerprint() {
		// Nothing counts yet.
	}

	/**
	 * Let a text count.
	 * @param text the text, or {@code null}
	 * @return this
	 */
	public Fingerprint add(@Nullable String text) {
		update(this.digest, (text != null) ? text.getBytes(StandardCharsets.UTF_8) : null);
		return this;
	}

	/**
	 * Let texts count, in their order.
	 * @param texts the texts
	 * @return this
	 */
	public Fingerprint addAll(Iterable<String> texts) {
		texts.forEach(this::add);
		update(this.digest, null);
		return this;
	}

	/**
	 * Let a payload count, by what it says.
	 * @param payload the payload
	 * @return this
	 */
	public Fingerprint add(Payload payload) {
		byte[] bytes = payload.bytes();
		update(this.digest, payload.isBinary() ? bytes : canonical(bytes));
		return add(Boolean.toString(payload.isBinary()));
	}

	/**
	 * End.
	 * @return the fingerprint
	 */
	public byte[] end() {
		byte[] fingerprint = new byte[LENGTH];
		fingerprint[0] = VERSION;
		System.arraycopy(this.digest.digest(), 0, fingerprint, 1, LENGTH - 1);
		return fingerprint;
	}

	/**
	 * Return whether two fingerprints are of the same content, as far as can be told.
	 * @param one a fingerprint
	 * @param other another one
	 * @return whether they are not known to be of different content
	 */
	public static boolean isSame(byte[] one, byte[] other) {
		boolean comparable = one.length > 0 && other.length > 0 && one[0] == other[0];
		return !comparable || Arrays.equals(one, other);
	}

	private static byte[] canonical(byte[] json) {
		if (json.length == 0) {
			return json;
		}
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
			return value(parser, parser.nextToken());
		}
		catch (JacksonException | ArithmeticException ex) {
			// Not JSON, or of numbers that nothing can hold: it says what is written.
			return json;
		}
	}

	/**
	 * Return what stands for a value. Nesting is bounded by the parser.
	 */
	private static byte[] value(JsonParser parser, @Nullable JsonToken token) {
		if (token == JsonToken.START_OBJECT) {
			List<byte[]> members = new ArrayList<>();
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				MessageDigest member = sha256();
				update(member, parser.currentName().getBytes(StandardCharsets.UTF_8));
				update(member, value(parser, parser.nextToken()));
				members.add(member.digest());
			}
			return all('{', members);
		}
		if (token == JsonToken.START_ARRAY) {
			List<byte[]> elements = new ArrayList<>();
			for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
				elements.add(value(parser, next));
			}
			return all('[', elements);
		}
		if (token != null && token.isNumeric()) {
			BigDecimal number = parser.getDecimalValue().stripTrailingZeros();
			return (number.unscaledValue() + "e" + number.scale()).getBytes(StandardCharsets.US_ASCII);
		}
		if (token == JsonToken.VALUE_STRING) {
			return ('"' + parser.getString()).getBytes(StandardCharsets.UTF_8);
		}
		return String.valueOf(token).getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] all(char kind, List<byte[]> parts) {
		parts.sort(Arrays::compare);
		MessageDigest digest = sha256();
		digest.update((byte) kind);
		parts.forEach((part) -> update(digest, part));
		return digest.digest();
	}

	private static void update(MessageDigest digest, byte @Nullable [] part) {
		digest.update(ByteBuffer.allocate(Integer.BYTES).putInt((part != null) ? part.length : -1).array());
		if (part != null) {
			digest.update(part);
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

}
