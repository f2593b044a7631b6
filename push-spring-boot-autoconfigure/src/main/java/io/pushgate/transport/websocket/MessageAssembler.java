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

package io.pushgate.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a message together. The container is asked for parts, so that it
 * needs no buffer of the size of the largest message for each connection; between two
 * messages nothing is held here either.
 *
 * <p>
 * Not thread-safe: a container delivers the parts of a connection one after the other.
 */
final class MessageAssembler {

	private final int max;

	private @Nullable StringBuilder text;

	private @Nullable ByteArrayOutputStream binary;

	private int size;

	private boolean oversized;

	MessageAssembler(int max) {
		this.max = max;
	}

	/**
	 * Add a part of a text message.
	 * @return the whole message, or {@code null} if more parts are to come or the message
	 * was too large
	 */
	@Nullable String text(String part, boolean last) {
		if (!grow(utf8Length(part))) {
			this.text = null;
			return null;
		}
		if (last && this.text == null) {
			this.size = 0;
			return part;
		}
		if (this.text == null) {
			this.text = new StringBuilder(part.length() * 2);
		}
		this.text.append(part);
		if (!last) {
			return null;
		}
		String whole = this.text.toString();
		this.text = null;
		this.size = 0;
		return whole;
	}

	/**
	 * Add a part of a binary message.
	 * @return the whole message, or {@code null} if more parts are to come or the message
	 * was too large
	 */
	@Nullable ByteBuffer binary(ByteBuffer part, boolean last) {
		if (!grow(part.remaining())) {
			this.binary = null;
			return null;
		}
		if (last && this.binary == null) {
			this.size = 0;
			return part;
		}
		if (this.binary == null) {
			this.binary = new ByteArrayOutputStream(part.remaining() * 2);
		}
		byte[] bytes = new byte[part.remaining()];
		part.get(bytes);
		this.binary.writeBytes(bytes);
		if (!last) {
			return null;
		}
		ByteBuffer whole = ByteBuffer.wrap(this.binary.toByteArray());
		this.binary = null;
		this.size = 0;
		return whole;
	}

	/**
	 * Return whether a message was over the limit: from then on nothing is kept.
	 */
	boolean isOversized() {
		return this.oversized;
	}

	private boolean grow(int bytes) {
		this.size += bytes;
		if (this.size > this.max) {
			this.oversized = true;
		}
		return !this.oversized;
	}

	/**
	 * Count the bytes that a text has on the wire. The halves of a surrogate pair count
	 * two each, so that a pair may be cut between two parts.
	 */
	private static int utf8Length(String text) {
		int length = text.length();
		int bytes = length;
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				bytes += (c < 0x800 || Character.isSurrogate(c)) ? 1 : 2;
			}
		}
		return bytes;
	}

}
