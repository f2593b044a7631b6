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

import java.util.function.Supplier;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The classes that a {@link NettyIo} stands for.
 *
 * @param io what it stands for; never {@link NettyIo#AUTO}
 * @param handlerFactory makes what runs an event loop
 * @param serverChannel what listens
 */
record IoTransport(NettyIo io, IoHandlerFactory handlerFactory, Class<? extends ServerChannel> serverChannel) {

	/**
	 * Select a transport.
	 * @throws IllegalStateException if it cannot be used here, and why
	 */
	static IoTransport of(NettyIo io) {
		return switch (io) {
			case AUTO -> (isPresent("epoll.Epoll") && Native.epoll() == null) ? Native.ofEpoll() : nio();
			case NIO -> nio();
			case EPOLL -> {
				requireUsable("epoll", isPresent("epoll.Epoll"), Native::epoll);
				yield Native.ofEpoll();
			}
			case IO_URING -> {
				requireUsable("io_uring", isPresent("uring.IoUring"), Uring::unavailability);
				yield Uring.of();
			}
		};
	}

	/**
	 * Bound what the kernel holds for each connection, so that what a client does not
	 * read waits in the connection's queue, where it is counted and limited. By itself,
	 * Linux lets a send buffer grow to {@code net.ipv4.tcp_wmem}, 4 MB. What is under way
	 * to the client is not bounded by epoll and io_uring, which have
	 * {@code TCP_NOTSENT_LOWAT}; the JDK has the send buffer only, which is both.
	 * @param bootstrap what creates the connections
	 * @param bytes about how many bytes may be held
	 */
	void limitUnsent(ServerBootstrap bootstrap, int bytes) {
		switch (this.io) {
			case EPOLL -> Native.limitUnsent(bootstrap, bytes);
			case IO_URING -> Uring.limitUnsent(bootstrap, bytes);
			default -> bootstrap.childOption(ChannelOption.SO_SNDBUF, bytes);
		}
	}

	private static IoTransport nio() {
		return new IoTransport(NettyIo.NIO, NioIoHandler.newFactory(), NioServerSocketChannel.class);
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent("io.netty.channel." + name, IoTransport.class.getClassLoader());
	}

	private static void requireUsable(String name, boolean present, Supplier<@Nullable Throwable> unavailability) {
		if (!present) {
			throw new IllegalStateException("io.netty:netty-transport-native-" + name + " is not on the classpath");
		}
		Throwable cause = unavailability.get();
		if (cause != null) {
			throw new IllegalStateException(name + " cannot be used on this machine: " + cause.getMessage(), cause);
		}
	}

	private static final class Native {

		static @Nullable Throwable epoll() {
			return Epoll.unavailabilityCause();
		}

		static IoTransport ofEpoll() {
			return new IoTransport(NettyIo.EPOLL, EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
		}

		static void limitUnsent(ServerBootstrap bootstrap, long bytes) {
			bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, bytes);
		}

	}

	private static final class Uring {

		private static final String ACCEPT_MULTISHOT = "io.netty.iouring.acceptMultiShotEnabled";

		static {
			// As of Netty 4.2.18, an accept of many is repeated at once when it fails,
			// whether the channel reads or not: without file descriptors, it spins.
			if (System.getProperty(ACCEPT_MULTISHOT) == null) {
				System.setProperty(ACCEPT_MULTISHOT, "false");
			}
		}

		static @Nullable Throwable unavailability() {
			return IoUring.unavailabilityCause();
		}

		static IoTransport of() {
			return new IoTransport(NettyIo.IO_URING, IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
		}

		static void limitUnsent(ServerBootstrap bootstrap, long bytes) {
			bootstrap.childOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, bytes);
		}

	}

}
