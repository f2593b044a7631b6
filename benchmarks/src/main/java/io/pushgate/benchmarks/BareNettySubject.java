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

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/**
 * WebSocket on Netty and nothing else, the ceiling of what can be had in Java: no users,
 * no sessions, no heartbeats, no bound. Frames are encoded once, and the pipeline holds
 * no encoder.
 */
final class BareNettySubject implements Subject {

	private final Map<Integer, Channel> channels = new ConcurrentHashMap<>();

	private final EventLoopGroup acceptor;

	private final EventLoopGroup worker;

	private final Channel listener;

	BareNettySubject(boolean uring) {
		boolean epoll = Epoll.isAvailable();
		IoHandlerFactory factory = uring ? IoUringIoHandler.newFactory()
				: epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		this.acceptor = new MultiThreadIoEventLoopGroup(1, factory);
		this.worker = new MultiThreadIoEventLoopGroup(1, factory);
		this.listener = new ServerBootstrap().group(this.acceptor, this.worker)
			.channel(uring ? IoUringServerSocketChannel.class
					: epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 4096)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(8192), new Upgrade());
				}

			})
			.bind(0)
			.syncUninterruptibly()
			.channel();
	}

	@Override
	public int port() {
		return ((InetSocketAddress) this.listener.localAddress()).getPort();
	}

	@Override
	public int overhead() {
		return 0;
	}

	private static ByteBuf frame(String data) {
		byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
		ByteBuf frame = Unpooled.directBuffer(10 + bytes.length).writeByte(0x81);
		if (bytes.length < 126) {
			frame.writeByte(bytes.length);
		}
		else if (bytes.length < 65536) {
			frame.writeByte(126).writeShort(bytes.length);
		}
		else {
			frame.writeByte(127).writeLong(bytes.length);
		}
		return frame.writeBytes(bytes);
	}

	@Override
	public void toAll(String data) {
		this.worker.next().execute(() -> {
			ByteBuf frame = frame(data);
			for (Channel channel : this.channels.values()) {
				channel.writeAndFlush(frame.retainedDuplicate(), channel.voidPromise());
			}
			frame.release();
		});
	}

	@Override
	public void toOne(int index, String data) {
		Channel channel = this.channels.get(index);
		if (channel != null) {
			channel.writeAndFlush(frame(data), channel.voidPromise());
		}
	}

	@Override
	public void toEach(int connections, int count, String data) {
		this.worker.next().execute(() -> {
			ByteBuf frame = frame(data);
			for (Channel channel : this.channels.values()) {
				for (int i = 0; i < count; i++) {
					channel.write(frame.retainedDuplicate(), channel.voidPromise());
				}
				channel.flush();
			}
			frame.release();
		});
	}

	@Override
	public Integer connections() {
		return this.channels.size();
	}

	@Override
	public void close() {
		this.listener.close().syncUninterruptibly();
		this.worker.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		this.acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
	}

	private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
			Channel channel = context.channel();
			WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory("/ws", null, false)
				.newHandshaker(request);
			Integer index = Integer.valueOf(request.uri().substring(request.uri().indexOf('=') + 1));
			handshaker.handshake(channel, request).addListener((future) -> {
				channel.pipeline().remove("wsencoder");
				channel.pipeline().replace(this, "echo", new Echo());
				BareNettySubject.this.channels.put(index, channel);
				channel.closeFuture().addListener((closed) -> BareNettySubject.this.channels.remove(index, channel));
			});
		}

	}

	private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
			context.writeAndFlush(frame(frame.text()), context.voidPromise());
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
