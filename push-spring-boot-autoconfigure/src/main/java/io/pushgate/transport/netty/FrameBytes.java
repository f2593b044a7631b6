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

package io.pushgate.transport.netty;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.pushgate.transport.OutboundFrame;

/**
 * Frames as they are on the wire, without a mask, as servers send them. See
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, section 5.2</a>.
 */
final class FrameBytes {

	private static final int FIN = 0x80;

	static final int TEXT = 0x1;

	static final int BINARY = 0x2;

	static final int CLOSE = 0x8;

	static final int PING = 0x9;

	static final int PONG = 0xA;

	private static final int MAX_CONTROL = 125;

	private static final int MAX_SHORT = 0xFFFF;

	private FrameBytes() {
	}

	/**
	 * Write a frame for one more receiver. The bytes were put together once; what is made
	 * for each receiver is a pooled buffer outside of the heap, which the socket needs
	 * anyway.
	 */
	static ByteBuf of(ByteBufAllocator allocator, OutboundFrame frame) {
		byte[] bytes = frame.form(byte[].class, FrameBytes::encode);
		return allocator.ioBuffer(bytes.length).writeBytes(bytes);
	}

	private static byte[] encode(OutboundFrame frame) {
		byte[] payload = frame.bytes();
		ByteBuffer bytes = ByteBuffer.allocate(payload.length + headerLength(payload.length));
		bytes.put((byte) (FIN | (frame.isText() ? TEXT : BINARY)));
		if (payload.length <= MAX_CONTROL) {
			bytes.put((byte) payload.length);
		}
		else if (payload.length <= MAX_SHORT) {
			bytes.put((byte) 126).putShort((short) payload.length);
		}
		else {
			bytes.put((byte) 127).putLong(payload.length);
		}
		return bytes.put(payload).array();
	}

	private static int headerLength(int payload) {
		if (payload <= MAX_CONTROL) {
			return 2;
		}
		return (payload <= MAX_SHORT) ? 4 : 10;
	}

	static ByteBuf control(ByteBufAllocator allocator, int opcode, ByteBuf payload) {
		int length = Math.min(payload.readableBytes(), MAX_CONTROL);
		ByteBuf frame = allocator.ioBuffer(2 + length);
		return frame.writeByte(FIN | opcode).writeByte(length).writeBytes(payload, payload.readerIndex(), length);
	}

	static ByteBuf close(ByteBufAllocator allocator, int code, byte[] reason) {
		int length = Math.min(reason.length, MAX_CONTROL - 2);
		ByteBuf frame = allocator.ioBuffer(4 + length);
		return frame.writeByte(FIN | CLOSE).writeByte(2 + length).writeShort(code).writeBytes(reason, 0, length);
	}

}
