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
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the load generator that speaks HTTP/1.1 and stays open: one request at
 * a time. Reads as much of an answer as tells its end. Only touched by the generator's
 * event loop.
 */
final class HttpCaller extends ChannelInboundHandlerAdapter {

	private static final ByteBuf END_OF_HEAD = Unpooled
		.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));

	private static final String LENGTH = "\r\ncontent-length: ";

	private final LoadClient client;

	private final CompletableFuture<HttpCaller> opened;

	private final Answered answered;

	private @Nullable Channel channel;

	private @Nullable ByteBuf rest;

	private boolean closed;

	private long askedAt;

	HttpCaller(LoadClient client, CompletableFuture<HttpCaller> opened, Answered answered) {
		this.client = client;
		this.opened = opened;
		this.answered = answered;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.channel = context.channel();
		this.opened.complete(this);
	}

	void send(String request) {
		Channel channel = this.channel;
		if (channel != null) {
			this.askedAt = System.nanoTime();
			channel.writeAndFlush(ByteBufUtil.writeAscii(channel.alloc(), request), channel.voidPromise());
		}
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
			int status = read(in);
			if (status == -1) {
				this.rest = Unpooled.copiedBuffer(in);
			}
			else {
				this.answered.by(this, status, System.nanoTime() - this.askedAt);
			}
		}
		finally {
			in.release();
		}
	}

	/**
	 * Return the status if the answer is there as a whole, else -1.
	 */
	private static int read(ByteBuf in) {
		int end = ByteBufUtil.indexOf(END_OF_HEAD, in);
		if (end == -1) {
			return -1;
		}
		String head = in.toString(in.readerIndex(), end - in.readerIndex() + 2, StandardCharsets.US_ASCII)
			.toLowerCase(Locale.ROOT);
		int start = head.indexOf(LENGTH) + LENGTH.length();
		int length = Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
		return (in.readableBytes() >= end - in.readerIndex() + 4 + length) ? Integer.parseInt(head.substring(9, 12))
				: -1;
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (!this.closed) {
			this.client.failed(new IllegalStateException("A caller was disconnected"));
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.client.failed(cause);
		context.close();
	}

	void close() {
		this.closed = true;
		Channel channel = this.channel;
		if (channel != null) {
			channel.close();
		}
	}

	/**
	 * Called with each answer.
	 */
	interface Answered {

		void by(HttpCaller caller, int status, long nanos);

	}

}
