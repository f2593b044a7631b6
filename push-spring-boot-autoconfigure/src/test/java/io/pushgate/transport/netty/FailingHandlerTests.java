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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.SlowConsumerPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A handler with a bug.
 */
class FailingHandlerTests {

	private final AtomicInteger closed = new AtomicInteger();

	@Test
	@ExpectErrors("A connection could not be opened")
	void aConnectionThatCannotBeOpenedIsClosed() {
		NettySettings settings = new NettySettings(null, 0, "/push", "", 1024, NettyIo.NIO, 1, 16, 0,
				Duration.ofSeconds(10), List.of(), ForwardedHeaders.AUTO, false);
		OutboundLimits limits = new OutboundLimits(1024, 1024, SlowConsumerPolicy.CLOSE);
		try (NettyTransport transport = new NettyTransport(new Failing(), limits, settings, null)) {
			transport.start();
			try (RawWebSocket client = RawWebSocket.to(transport.port()).open()) {
				assertThat(client.readUntilClosed()).isEqualTo(1011);
			}
			await().untilAsserted(() -> assertThat(this.closed).hasValue(1));
		}
	}

	private final class Failing implements ConnectionHandler {

		@Override
		public HandshakeResult handshake(HandshakeRequest request) {
			return new HandshakeResult.Accepted(null, "attachment");
		}

		@Override
		public void opened(Connection connection, Object attachment) {
			throw new IllegalStateException("A bug of the tests");
		}

		@Override
		public void text(Connection connection, String text) {
		}

		@Override
		public void binary(Connection connection, ByteBuffer bytes) {
		}

		@Override
		public void closed(Connection connection, CloseReason reason) {
			FailingHandlerTests.this.closed.incrementAndGet();
		}

	}

}
