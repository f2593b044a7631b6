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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lane gives way to what clients send, and keeps the order of its tasks.
 */
class EventLoopLaneTests {

	private EventLoopGroup group = group(NettyIo.NIO);

	private static EventLoopGroup group(NettyIo io) {
		return new MultiThreadIoEventLoopGroup(1, IoTransport.of(io).handlerFactory());
	}

	@AfterEach
	void shutDown() {
		this.group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@EnumSource(names = { "NIO", "AUTO" })
	void workThatGoesOnTaskAfterTaskLetsInputThrough(NettyIo io) throws Exception {
		shutDown();
		this.group = group(io);
		Reader reader = new Reader();
		Channel listener = new ServerBootstrap().group(this.group)
			.channel(IoTransport.of(io).serverChannel())
			.childHandler(reader)
			.bind(InetAddress.getLoopbackAddress(), 0)
			.sync()
			.channel();
		Work work = new Work(new EventLoopLane(this.group.next()), reader.received);
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(),
				((InetSocketAddress) listener.localAddress()).getPort())) {
			reader.active.get(20, TimeUnit.SECONDS);
			work.lane.execute(work);
			client.getOutputStream().write(1);
			work.written.countDown();
			assertThat(reader.received.get(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void keepsTheOrderOfWhatItGivesItself() throws Exception {
		EventLoop eventLoop = this.group.next();
		EventLoopLane lane = new EventLoopLane(eventLoop);
		List<Integer> order = new ArrayList<>();
		eventLoop.submit(() -> {
			for (int i = 0; i < 100; i++) {
				int number = i;
				lane.execute(() -> order.add(number));
			}
		}).sync();
		CompletableFuture<List<Integer>> done = new CompletableFuture<>();
		eventLoop.submit(() -> lane.execute(() -> done.complete(order))).sync();
		assertThat(done.get(20, TimeUnit.SECONDS)).hasSize(100).isSorted();
	}

	@Sharable
	private static final class Reader extends ChannelInboundHandlerAdapter {

		private final CompletableFuture<Boolean> active = new CompletableFuture<>();

		private final CompletableFuture<Boolean> received = new CompletableFuture<>();

		@Override
		public void channelActive(ChannelHandlerContext context) {
			this.active.complete(true);
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
			this.received.complete(true);
		}

	}

	/**
	 * Work that begins when there is input, and goes on until it has been seen or a few
	 * turns are over.
	 */
	private static final class Work implements Runnable {

		private static final int MAX_TURNS = 10;

		private final CountDownLatch written = new CountDownLatch(1);

		private final EventLoopLane lane;

		private final CompletableFuture<Boolean> received;

		private int turns;

		private Work(EventLoopLane lane, CompletableFuture<Boolean> received) {
			this.lane = lane;
			this.received = received;
		}

		@Override
		public void run() {
			try {
				this.written.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (++this.turns == MAX_TURNS) {
				this.received.complete(false);
			}
			else if (!this.received.isDone()) {
				this.lane.execute(this);
			}
		}

	}

}
