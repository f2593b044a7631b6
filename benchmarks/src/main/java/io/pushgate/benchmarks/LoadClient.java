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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The load generator: many WebSockets on one event loop. Everything of a connection
 * happens on that loop; the public methods wait for it, for a bounded time.
 */
final class LoadClient implements AutoCloseable {

	private static final int ADDRESSES = 8;

	/**
	 * How many handshakes are under way at once.
	 */
	private static final int IN_FLIGHT = 128;

	// IP_LOCAL_PORT_RANGE of Linux 6.3: source ports outside of those of servers.
	private static final IntegerUnixChannelOption PORT_RANGE = new IntegerUnixChannelOption("IP_LOCAL_PORT_RANGE", 0,
			51);

	private static final int PORTS = (60_999 << 16) | 20_000;

	private final Dialect dialect;

	private final int port;

	private final EventLoopGroup group;

	private final EventLoop loop;

	private final Bootstrap bootstrap;

	private final Receipts receipts = new Receipts();

	// The fields below are only touched by the event loop.

	private final List<LoadConnection> connections = new ArrayList<>();

	private int connectionsPerUser = 1;

	private final Map<String, Integer> problems = new TreeMap<>();

	private @Nullable Opening opening;

	private Callback answered = (connection) -> {
	};

	private Callback ready = (connection) -> {
	};

	private Callback ended = (connection) -> {
	};

	LoadClient(Dialect dialect, int port) {
		boolean epoll = Epoll.isAvailable();
		this.dialect = dialect;
		this.port = port;
		this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("load", true),
				epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
		this.loop = this.group.next();
		this.bootstrap = new Bootstrap().group(this.loop)
			.channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
			.option(ChannelOption.SO_LINGER, 0)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 30_000)
			.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048));
		if (epoll) {
			this.bootstrap.option(PORT_RANGE, PORTS);
		}
	}

	EventLoop loop() {
		return this.loop;
	}

	Dialect dialect() {
		return this.dialect;
	}

	Receipts receipts() {
		return this.receipts;
	}

	/**
	 * Run something on the event loop and wait for its result.
	 */
	<T> T onLoop(Callable<T> task) {
		return await(CompletableFuture.completedFuture(null).thenApplyAsync((nothing) -> {
			try {
				return task.call();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}, this.loop), Duration.ofSeconds(60));
	}

	static <T> T await(CompletableFuture<T> future, Duration patience) {
		try {
			return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The generator did not finish", ex);
		}
	}

	/**
	 * Open connections as fast as the server takes them.
	 * @param count how many
	 * @return how many were opened, and the time that took
	 */
	Opened open(int count, Duration patience) {
		CompletableFuture<Opened> done = new CompletableFuture<>();
		Opening opening = new Opening(count, done);
		this.loop.execute(() -> {
			this.opening = opening;
			opening.next();
		});
		done.completeOnTimeout(new Opened(-1, patience.toNanos()), patience.toMillis(), TimeUnit.MILLISECONDS);
		Opened opened = await(done, patience.plusSeconds(10));
		return onLoop(() -> {
			this.opening = null;
			return (opened.count() != -1) ? opened : new Opened(opening.ready, opened.nanos());
		});
	}

	/**
	 * Open one connection in place of another. Called on the event loop.
	 */
	void openOne(int index, int receiveBuffer) {
		LoadConnection connection = new LoadConnection(this, index);
		Bootstrap bootstrap = this.bootstrap.clone().handler(connection);
		if (receiveBuffer > 0) {
			bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
		}
		InetSocketAddress local = new InetSocketAddress("127.0.0." + (2 + Math.floorMod(index, ADDRESSES)), 0);
		bootstrap.connect(new InetSocketAddress("127.0.0.1", this.port), local).addListener((future) -> {
			if (!future.isSuccess()) {
				failed(future.cause());
				ended(connection);
			}
		});
	}

	/**
	 * Open a connection for plain HTTP.
	 */
	CompletableFuture<HttpCaller> openCaller(int index, HttpCaller.Answered answered) {
		CompletableFuture<HttpCaller> opened = new CompletableFuture<>();
		InetSocketAddress local = new InetSocketAddress("127.0.0." + (2 + Math.floorMod(index, ADDRESSES)), 0);
		this.bootstrap.clone()
			.handler(new HttpCaller(this, opened, answered))
			.connect(new InetSocketAddress("127.0.0.1", this.port), local)
			.addListener((future) -> {
				if (!future.isSuccess()) {
					opened.completeExceptionally(future.cause());
				}
			});
		return opened;
	}

	/**
	 * Set how many connections of the ones that follow belong to one user.
	 */
	void connectionsPerUser(int connectionsPerUser) {
		onLoop(() -> this.connectionsPerUser = connectionsPerUser);
	}

	/**
	 * Return the handshake of a connection. Called on the event loop.
	 */
	String request(int index) {
		return this.dialect.request(index / this.connectionsPerUser);
	}

	void ready(LoadConnection connection) {
		this.connections.add(connection);
		if (this.opening != null) {
			this.opening.ready++;
			this.opening.finished();
		}
		this.ready.by(connection);
	}

	void refused(String status) {
		this.problems.merge(status, 1, Integer::sum);
	}

	void closedByServer(int code) {
		this.problems.merge("close " + code, 1, Integer::sum);
	}

	void failed(Throwable cause) {
		this.problems.merge(cause.getClass().getSimpleName() + ": " + cause.getMessage(), 1, Integer::sum);
	}

	void ended(LoadConnection connection) {
		if (!connection.isReady() && this.opening != null) {
			this.opening.finished();
		}
		this.ended.by(connection);
	}

	void answered(LoadConnection connection) {
		this.answered.by(connection);
	}

	/**
	 * Set what to do with each answer. Called on the event loop.
	 */
	void whenAnswered(Callback answered) {
		this.answered = answered;
	}

	/**
	 * Set what to do when a connection has become ready. Called on the event loop.
	 */
	void whenReady(Callback ready) {
		this.ready = ready;
	}

	/**
	 * Set what to do when a connection has ended. Called on the event loop.
	 */
	void whenEnded(Callback ended) {
		this.ended = ended;
	}

	/**
	 * Return the connections that were opened. To be used on the event loop only.
	 */
	List<LoadConnection> connections() {
		return this.connections;
	}

	/**
	 * Return what went wrong since the last call, with its count.
	 */
	Map<String, Integer> takeProblems() {
		return onLoop(() -> {
			Map<String, Integer> copy = new TreeMap<>(this.problems);
			this.problems.clear();
			return copy;
		});
	}

	/**
	 * Reset all connections.
	 */
	void closeAll() {
		onLoop(() -> {
			this.connections.forEach(LoadConnection::reset);
			this.connections.clear();
			return true;
		});
	}

	@Override
	public void close() {
		closeAll();
		this.group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5000);
	}

	/**
	 * Called with a connection.
	 */
	interface Callback {

		void by(LoadConnection connection);

	}

	/**
	 * What came of opening connections.
	 *
	 * @param count how many are ready
	 * @param nanos from the first connect to the last that became ready
	 */
	record Opened(int count, long nanos) {

	}

	private final class Opening {

		private final int count;

		private final CompletableFuture<Opened> done;

		private final long startedAt = System.nanoTime();

		private int started;

		private int finished;

		private int ready;

		Opening(int count, CompletableFuture<Opened> done) {
			this.count = count;
			this.done = done;
		}

		void next() {
			while (this.started < this.count && this.started - this.finished < IN_FLIGHT) {
				openOne(this.started++, 0);
			}
		}

		void finished() {
			if (++this.finished == this.count) {
				this.done.complete(new Opened(this.ready, System.nanoTime() - this.startedAt));
			}
			else {
				next();
			}
		}

	}

}
