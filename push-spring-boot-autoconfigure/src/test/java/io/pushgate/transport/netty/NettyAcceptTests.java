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

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.pushgate.memory.ServerProcess;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What happens when a process has no file descriptors left for connections.
 */
@EnabledOnOs(OS.LINUX)
class NettyAcceptTests {

	private static final int DESCRIPTORS = 300;

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resetsThoseForWhomThereIsNoDescriptorWithoutSpinningAndServesAgainWhenThereIs(NettyIo io) throws IOException {
		assumeThat(io != NettyIo.EPOLL || Epoll.isAvailable()).as("epoll is available").isTrue();
		assumeThat(io != NettyIo.IO_URING || IoUring.isAvailable()).as("io_uring is available").isTrue();
		List<Socket> clients = new ArrayList<>();
		try (ServerProcess server = ServerProcess.of(Container.NETTY)
			.options("-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
			.property("push.netty.io", io)
			.property("push.netty.workers", 1)
			.property("push.session.max-per-user", DESCRIPTORS)
			// More than fits, so that nothing is kept in reserve.
			.property("push.session.max-per-node", DESCRIPTORS)
			.descriptors(DESCRIPTORS)
			.start()) {
			// A class that is not loaded yet may need a descriptor itself.
			try (RawWebSocket first = RawWebSocket.to(server.port()).user("ann").open()) {
				first.readJson("welcome");
			}
			server.awaitSessions(0);
			for (int i = 0; i < DESCRIPTORS; i++) {
				connect(server.port()).ifPresent(clients::add);
			}
			assertThat(clients).as("those that could write").isNotEmpty();
			for (int i = 0; i < 20; i++) {
				Optional<Socket> refused = connect(server.port());
				if (refused.isPresent()) {
					try (Socket client = refused.get()) {
						assertThat(isRefused(client)).isTrue();
					}
				}
			}
			// Not at once, as the compiler is still busy with what came before.
			await().atMost(RawWebSocket.PATIENCE).pollDelay(Duration.ofSeconds(1)).untilAsserted(() -> {
				Duration before = server.cpuTime();
				await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
				assertThat(server.cpuTime().minus(before)).isLessThan(Duration.ofMillis(200));
			});
			assertThat(descriptors(server)).isBetween(DESCRIPTORS - 1L, (long) DESCRIPTORS);
			close(clients);
			server.awaitSessions(0);
			try (RawWebSocket next = RawWebSocket.to(server.port()).user("ann").open()) {
				next.readJson("welcome");
			}
		}
		finally {
			close(clients);
		}
	}

	private static Optional<Socket> connect(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
		try {
			socket.getOutputStream().write(RawHttp.upgrade("Host: localhost").getBytes(StandardCharsets.US_ASCII));
			return Optional.of(socket);
		}
		catch (SocketException ex) {
			// Reset before it could write.
			socket.close();
			return Optional.empty();
		}
	}

	private static boolean isRefused(Socket client) throws IOException {
		try {
			return client.getInputStream().read() == -1;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	private static void close(List<Socket> clients) throws IOException {
		for (Socket client : clients) {
			client.close();
		}
	}

	private static long descriptors(ServerProcess server) throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
			return descriptors.count();
		}
	}

}
