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

package io.pushgate.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.netty.NettyIo;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients that do not read leave in the kernel is bounded, so that what waits for
 * them is seen and limited by the server.
 */
class KernelBufferTests {

	private static final int CLIENTS = 60;

	private static final String FILLER = "x".repeat(16 * 1024);

	/**
	 * Of 16 KB each: by themselves, the kernel's send buffers take all of them, as they
	 * grow up to 4 MB.
	 */
	private static final int MESSAGES = 100;

	/**
	 * What the kernel may hold is 64 KB, one write more, and what is under way.
	 */
	private static final int SEND_QUEUE = 192 * 1024;

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
	void clientsThatDoNotReadAreSlowConsumersAndTakeLittleOfTheKernel(NettyIo io) throws IOException {
		assumeThat(io != NettyIo.EPOLL || Epoll.isAvailable()).as("epoll is available").isTrue();
		assumeThat(io != NettyIo.IO_URING || IoUring.isAvailable()).as("io_uring is available").isTrue();
		closesClientsThatDoNotRead(PushServer.on(Container.NETTY).property("push.netty.io", io));
	}

	/**
	 * A servlet container's connector serves more than WebSockets, so its send buffers
	 * are the application's to set.
	 */
	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "NETTY")
	void aServletContainersSendBufferDoesTheSame(Container container) throws IOException {
		closesClientsThatDoNotRead(PushServer.on(container).with(SendBuffers.class));
	}

	private static void closesClientsThatDoNotRead(PushServer.Builder builder) throws IOException {
		List<RawWebSocket> clients = new ArrayList<>();
		try (PushServer server = builder.trusting()
			.property("push.outbound.max-pending", "512KB")
			.property("push.outbound.max-total", "256MB")
			.start(); RawWebSocket reader = server.connect("reader")) {
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(server.connect("stopped" + i));
			}
			OutboundLimits limits = server.bean(OutboundLimits.class);
			DeliveryStatistics statistics = server.bean(DeliveryStatistics.class);
			long pending = 0;
			long kernel = 0;
			int sent = 0;
			while (server.gateway().connectionCount() > 1 && sent < MESSAGES) {
				server.push().toAll().send("filler", FILLER).join();
				sent++;
				// In step with a client that reads: what waits is what the others leave.
				assertThat(reader.readJson().path("event").asString()).isEqualTo("filler");
				pending = Math.max(pending, limits.pendingBytes());
				kernel = Math.max(kernel, longestSendQueue(server.port()));
			}
			assertThat(pending).as("pending").isGreaterThan(CLIENTS * 256L * 1024);
			assertThat(kernel).as("longest send queue").isLessThan(SEND_QUEUE);
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThat(server.gateway().connectionCount()).isOne());
			assertThat(statistics.droppedCount(DropReason.SLOW_CONSUMER)).isPositive();
		}
		finally {
			clients.forEach(RawWebSocket::close);
		}
	}

	/**
	 * Return the most bytes that one connection of a port has in the kernel's send
	 * buffer: written, and not taken by the client. Of Linux; elsewhere there is nothing
	 * to read.
	 */
	private static long longestSendQueue(int port) throws IOException {
		long longest = 0;
		for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
			if (Files.exists(Path.of(table))) {
				try (Stream<String> lines = Files.lines(Path.of(table))) {
					// sl, local address:port, remote, state (1 is established),
					// tx_queue:rx_queue
					longest = Math.max(longest,
							lines.map((line) -> line.trim().split("\\s+"))
								.filter((field) -> field[1].endsWith(String.format(":%04X", port)))
								.filter((field) -> field[3].equals("01"))
								.mapToLong((field) -> Long.parseLong(field[4].split(":")[0], 16))
								.max()
								.orElse(0));
				}
			}
		}
		return longest;
	}

	@Configuration(proxyBeanMethods = false)
	static class SendBuffers {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tomcatSendBuffer() {
			return (factory) -> factory
				.addConnectorCustomizers((connector) -> connector.setProperty("socket.txBufSize", "65536"));
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> jettySendBuffer() {
			return (factory) -> factory.addServerCustomizers((server) -> {
				for (Connector connector : server.getConnectors()) {
					((ServerConnector) connector).setAcceptedSendBufferSize(65536);
				}
			});
		}

	}

}
