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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of the load generator. Reads frames where they lie in the socket's
 * buffer, without decoding them. Only touched by the generator's event loop.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {

	private static final ByteBuf END_OF_HEAD = Unpooled
		.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));

	private static final int OPCODE = 0xF;

	private static final int CLOSE = 0x8;

	private static final int PING = 0x9;

	private static final int PONG = 0xA;

	private final LoadClient client;

	private final int index;

	private @Nullable Channel channel;

	private @Nullable ByteBuf rest;

	private boolean upgraded;

	private boolean ready;

	private boolean asking;

	private long askedAt;

	private int messages;

	LoadConnection(LoadClient client, int index) {
		this.client = client;
		this.index = index;
	}

	int index() {
		return this.index;
	}

	/**
	 * Return how many messages have come since the last call.
	 */
	int takeMessages() {
		int messages = this.messages;
		this.messages = 0;
		return messages;
	}

	boolean isReady() {
		return this.ready;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.channel = context.channel();
		context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), this.client.request(this.index)),
				context.voidPromise());
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf in = (ByteBuf) message;
		ByteBuf rest = this.rest;
		if (rest != null) {
			this.rest = null;
			in = Unpooled.wrappedBuffer(rest, in);
		}
		try {
			if (this.upgraded || upgrade(context, in)) {
				readFrames(in);
			}
			if (in.isReadable() && context.channel().isActive()) {
				this.rest = Unpooled.copiedBuffer(in);
			}
		}
		finally {
			in.release();
		}
	}

	private boolean upgrade(ChannelHandlerContext context, ByteBuf in) {
		int end = ByteBufUtil.indexOf(END_OF_HEAD, in);
		if (end == -1) {
			return false;
		}
		String status = in.toString(in.readerIndex(), 12, StandardCharsets.US_ASCII);
		in.skipBytes(end - in.readerIndex() + 4);
		if (!status.equals("HTTP/1.1 101")) {
			this.client.refused(status);
			in.skipBytes(in.readableBytes());
			context.close();
			return false;
		}
		this.upgraded = true;
		this.client.dialect().upgraded(this);
		return true;
	}

	private void readFrames(ByteBuf in) {
		while (in.readableBytes() >= 2) {
			int start = in.readerIndex();
			int length = in.getByte(start + 1) & 0x7F;
			int header = (length < 126) ? 2 : (length == 126) ? 4 : 10;
			if (in.readableBytes() < header) {
				return;
			}
			length = (length < 126) ? length
					: (length == 126) ? in.getUnsignedShort(start + 2) : (int) in.getLong(start + 2);
			if (in.readableBytes() < header + length) {
				return;
			}
			read(in.getByte(start) & OPCODE, in, start + header, length);
			in.readerIndex(start + header + length);
		}
	}

	private void read(int opcode, ByteBuf in, int offset, int length) {
		switch (opcode) {
			case PING -> write(PONG, in.slice(offset, length));
			case CLOSE -> this.client.closedByServer((length >= 2) ? in.getUnsignedShort(offset) : -1);
			case PONG -> {
			}
			default -> {
				switch (this.client.dialect().received(this, in, offset, length)) {
					case READY -> ready();
					case MESSAGE -> {
						this.messages++;
						this.client.receipts().message(in, offset, length);
					}
					case ANSWER -> {
						this.client.receipts().answer(System.nanoTime() - this.askedAt);
						this.asking = false;
						this.client.answered(this);
					}
					case NONE -> {
					}
				}
			}
		}
	}

	void ready() {
		if (!this.ready) {
			this.ready = true;
			this.client.ready(this);
		}
	}

	void send(String text) {
		write(0x1, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
	}

	/**
	 * Send a question, whose answer is timed.
	 */
	void ask(ByteBuf frame) {
		Channel channel = this.channel;
		if (channel != null) {
			this.asking = true;
			this.askedAt = System.nanoTime();
			channel.writeAndFlush(frame.retainedDuplicate(), channel.voidPromise());
		}
	}

	/**
	 * Return whether a question has not been answered yet.
	 */
	boolean isAsking() {
		return this.asking;
	}

	private void write(int opcode, ByteBuf payload) {
		Channel channel = this.channel;
		if (channel != null) {
			channel.writeAndFlush(frame(opcode, payload), channel.voidPromise());
		}
	}

	/**
	 * Return a frame with a mask of zeros, which leaves the payload as it is.
	 */
	static ByteBuf frame(int opcode, ByteBuf payload) {
		int length = payload.readableBytes();
		ByteBuf frame = Unpooled.buffer(8 + length);
		frame.writeByte(0x80 | opcode);
		if (length < 126) {
			frame.writeByte(0x80 | length);
		}
		else {
			frame.writeByte(0x80 | 126).writeShort(length);
		}
		return frame.writeInt(0).writeBytes(payload, payload.readerIndex(), length);
	}

	/**
	 * Stop to read, so that the server soon cannot write any more.
	 */
	void stopReading() {
		if (this.channel != null) {
			this.channel.config().setAutoRead(false);
		}
	}

	/**
	 * Leave by a reset: no connection is left waiting in the kernel.
	 */
	void reset() {
		if (this.channel != null) {
			this.channel.close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.client.ended(this);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.client.failed(cause);
		context.close();
	}

}
