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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What is sent, already serialized: either a JSON text or plain bytes. The array is
 * neither copied nor changed, by nobody. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Payload {

	private static final Payload NULL = new Payload(Kind.JSON, new byte[] { 'n', 'u', 'l', 'l' });

	private final Kind kind;

	private final byte[] bytes;

	// Whether that is known; looked at more than once by threads that race.
	private boolean sound;

	private Payload(Kind kind, byte[] bytes) {
		this.kind = kind;
		this.bytes = bytes;
	}

	/**
	 * Create a payload of a JSON text.
	 * @param utf8 one valid JSON value in UTF-8; the caller vouches for it
	 * @return the payload
	 */
	public static Payload json(byte[] utf8) {
		return new Payload(Kind.JSON, utf8);
	}

	/**
	 * Create a payload of bytes that mean nothing to Pushgate.
	 * @param bytes the bytes
	 * @return the payload
	 */
	public static Payload binary(byte[] bytes) {
		return new Payload(Kind.BINARY, bytes);
	}

	/**
	 * Return the payload of a message without data: JSON {@code null}.
	 * @return the payload
	 */
	public static Payload none() {
		return NULL;
	}

	/**
	 * Return whether these are plain bytes rather than JSON.
	 * @return whether this is binary
	 */
	public boolean isBinary() {
		return this.kind == Kind.BINARY;
	}

	/**
	 * Return the bytes: UTF-8 where this is JSON. Not a copy; do not change it.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Return what makes this a JSON payload that not every client can be sent, though its
	 * writer let it pass: half a surrogate pair, a number that is not finite, or an
	 * exponent beyond 9999. Looked for once.
	 * @return the problem, or {@code null} if there is none
	 */
	public @Nullable PayloadProblem problem() {
		if (this.sound || isBinary()) {
			return null;
		}
		PayloadProblem problem = JsonCheck.find(this.bytes);
		this.sound = problem == null;
		return problem;
	}

	@Override
	public boolean equals(Object obj) {
		return obj instanceof Payload other && this.kind == other.kind && Arrays.equals(this.bytes, other.bytes);
	}

	@Override
	public int hashCode() {
		return 31 * this.kind.hashCode() + Arrays.hashCode(this.bytes);
	}

	/**
	 * Describe the payload without its content, which belongs in no log.
	 */
	@Override
	public String toString() {
		return this.kind + "[" + this.bytes.length + " bytes]";
	}

	/**
	 * Return the JSON text of this payload.
	 * @return the text
	 * @throws IllegalStateException if this is binary
	 */
	public String asJson() {
		if (isBinary()) {
			throw new IllegalStateException("A binary payload has no JSON text");
		}
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

	private enum Kind {

		JSON, BINARY

	}

}
