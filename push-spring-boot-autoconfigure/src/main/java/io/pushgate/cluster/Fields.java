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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Fields in a row: one byte that tells which, the length as a varint, the value. A reader
 * skips those that it does not know, so that newer nodes may write more of them.
 */
final class Fields {

	private static final int MAX_VARINT = 10;

	private Fields() {
	}

	static EnvelopeException malformed(String message, @Nullable Exception cause) {
		return new EnvelopeException(EnvelopeException.Reason.MALFORMED, message, cause);
	}

	/**
	 * Writes fields. Not thread-safe.
	 */
	static final class Writer {

		private final ByteArrayOutputStream out = new ByteArrayOutputStream(160);

		Writer text(int tag, String value) {
			return bytes(tag, value.getBytes(StandardCharsets.UTF_8));
		}

		Writer number(int tag, long value) {
			this.out.write(tag);
			this.out.write(varintLength(value));
			varint(value);
			return this;
		}

		Writer bytes(int tag, byte[] value) {
			this.out.write(tag);
			varint(value.length);
			this.out.writeBytes(value);
			return this;
		}

		byte[] toBytes() {
			return this.out.toByteArray();
		}

		private void varint(long value) {
			long rest = value;
			while ((rest & ~0x7FL) != 0) {
				this.out.write((int) ((rest & 0x7F) | 0x80));
				rest >>>= 7;
			}
			this.out.write((int) rest);
		}

		private static int varintLength(long value) {
			return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
		}

	}

	/**
	 * Reads fields: {@link #next()} to go to the next one, then its value. Not
	 * thread-safe.
	 */
	static final class Reader {

		private final ByteBuffer in;

		private int tag;

		private int end;

		Reader(ByteBuffer in) {
			this.in = in;
			this.end = in.position();
		}

		/**
		 * Go to the next field.
		 * @return whether there is one
		 */
		boolean next() {
			this.in.position(this.end);
			if (!this.in.hasRemaining()) {
				return false;
			}
			this.tag = this.in.get() & 0xFF;
			long length = varint(this.in);
			if (length < 0 || length > this.in.remaining()) {
				throw malformed("A field is longer than what is left", null);
			}
			this.end = this.in.position() + (int) length;
			return true;
		}

		int tag() {
			return this.tag;
		}

		String text() {
			ByteBuffer value = value();
			try {
				return StandardCharsets.UTF_8.newDecoder().decode(value).toString();
			}
			catch (CharacterCodingException ex) {
				throw malformed("A text is not UTF-8", ex);
			}
		}

		long number() {
			return varint(value());
		}

		byte[] bytes() {
			ByteBuffer value = value();
			byte[] bytes = new byte[value.remaining()];
			value.get(bytes);
			return bytes;
		}

		private ByteBuffer value() {
			return this.in.slice(this.in.position(), this.end - this.in.position());
		}

		private static long varint(ByteBuffer in) {
			long value = 0;
			for (int i = 0; i < MAX_VARINT && in.hasRemaining(); i++) {
				byte b = in.get();
				value |= (long) (b & 0x7F) << (7 * i);
				if (b >= 0) {
					return value;
				}
			}
			throw malformed("A number does not end", null);
		}

	}

}
