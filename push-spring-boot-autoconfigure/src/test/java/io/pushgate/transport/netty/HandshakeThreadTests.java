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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.SlowConsumerPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where handshakes are judged, and that they are rehearsed.
 */
class HandshakeThreadTests {

	private static final NettySettings SETTINGS = new NettySettings(null, 0, "/push", "", 1024, NettyIo.NIO, 1, 16, 0,
			Duration.ofSeconds(10), List.of(), ForwardedHeaders.AUTO, false);

	private final BlockingQueue<String> judges = new LinkedBlockingQueue<>();

	private final CountDownLatch answer = new CountDownLatch(1);

	@Test
	void aHandshakeThatMayBlockHoldsNobodyUp() throws Exception {
		try (NettyTransport transport = start(new Echo(true))) {
			CompletableFuture<RawWebSocket> slow = CompletableFuture
				.supplyAsync(() -> RawWebSocket.to(transport.port()).user("slow").open());
			assertThat(this.judges.take()).startsWith("push-handshake");
			try (RawWebSocket other = RawWebSocket.to(transport.port()).user("other").open()) {
				assertThat(echo(other, "still served")).isEqualTo("still served");
			}
			this.answer.countDown();
			try (RawWebSocket late = slow.join()) {
				assertThat(echo(late, "now me")).isEqualTo("now me");
			}
		}
	}

	@Test
	void aHandshakeThatNeverBlocksIsJudgedByTheEventLoop() throws Exception {
		this.answer.countDown();
		try (NettyTransport transport = start(new Echo(false))) {
			try (RawWebSocket client = RawWebSocket.to(transport.port()).user("slow").open()) {
				assertThat(echo(client, "hello")).isEqualTo("hello");
			}
			assertThat(this.judges.take()).startsWith("push-netty");
		}
	}

	@Test
	void aConnectionIsRehearsed() {
		assertThat(Rehearsal.run(SETTINGS)).isTrue();
	}

	private static NettyTransport start(ConnectionHandler handler) {
		NettyTransport transport = new NettyTransport(handler, new OutboundLimits(1024, 1024, SlowConsumerPolicy.CLOSE),
				SETTINGS, null);
		transport.start();
		return transport;
	}

	private static String echo(RawWebSocket client, String text) {
		client.sendText(text);
		return client.read().text();
	}

	private final class Echo implements ConnectionHandler {

		private final boolean mayBlock;

		private Echo(boolean mayBlock) {
			this.mayBlock = mayBlock;
		}

		@Override
		public HandshakeResult handshake(HandshakeRequest request) {
			HandshakeThreadTests.this.judges.add(Thread.currentThread().getName());
			try {
				if ("slow".equals(request.parameter("user"))) {
					HandshakeThreadTests.this.answer.await();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return new HandshakeResult.Accepted(null, "attachment");
		}

		@Override
		public boolean handshakeMayBlock() {
			return this.mayBlock;
		}

		@Override
		public void opened(Connection connection, Object attachment) {
		}

		@Override
		public void text(Connection connection, String text) {
			connection.send(OutboundFrame.required(true, text.getBytes(StandardCharsets.UTF_8)));
		}

		@Override
		public void binary(Connection connection, ByteBuffer bytes) {
		}

		@Override
		public void closed(Connection connection, CloseReason reason) {
		}

	}

}
