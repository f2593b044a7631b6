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

package io.pushgate.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Frames of a client as they are on the wire, good ones and bad ones.
 */
final class RawFrames {

	static final int CONTINUATION = 0x0;

	static final int TEXT = 0x1;

	static final int BINARY = 0x2;

	static final int CLOSE = 0x8;

	static final int PING = 0x9;

	static final int PONG = 0xA;

	private static final byte[] MASK = { 0x1F, (byte) 0xA2, 0x33, (byte) 0xC4 };

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	RawFrames text(String text) {
		return frame(true, 0, TEXT, utf8(text));
	}

	RawFrames textStart(String text) {
		return frame(false, 0, TEXT, utf8(text));
	}

	RawFrames binary(byte[] payload) {
		return frame(true, 0, BINARY, payload);
	}

	RawFrames more(String text) {
		return frame(false, 0, CONTINUATION, utf8(text));
	}

	RawFrames last(String text) {
		return frame(true, 0, CONTINUATION, utf8(text));
	}

	RawFrames ping(String text) {
		return frame(true, 0, PING, utf8(text));
	}

	RawFrames pong(String text) {
		return frame(true, 0, PONG, utf8(text));
	}

	RawFrames close(int code, String reason) {
		byte[] utf8 = utf8(reason);
		return close(ByteBuffer.allocate(2 + utf8.length).putShort((short) code).put(utf8).array());
	}

	RawFrames close(byte[] payload) {
		return frame(true, 0, CLOSE, payload);
	}

	RawFrames frame(boolean fin, int reserved, int opcode, byte[] payload) {
		this.bytes.write((fin ? 0x80 : 0) | (reserved << 4) | opcode);
		if (payload.length < 126) {
			this.bytes.write(0x80 | payload.length);
		}
		else if (payload.length < 65536) {
			this.bytes.write(0x80 | 126);
			this.bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
		}
		else {
			this.bytes.write(0x80 | 127);
			this.bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
		}
		this.bytes.writeBytes(MASK);
		byte[] masked = payload.clone();
		for (int i = 0; i < masked.length; i++) {
			masked[i] ^= MASK[i % 4];
		}
		this.bytes.writeBytes(masked);
		return this;
	}

	/**
	 * A text frame without a mask, which only servers may send.
	 */
	RawFrames unmasked(String text) {
		byte[] utf8 = utf8(text);
		this.bytes.write(0x80 | TEXT);
		this.bytes.write(utf8.length);
		this.bytes.writeBytes(utf8);
		return this;
	}

	byte[] toBytes() {
		return this.bytes.toByteArray();
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
