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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.SendResult;

/**
 * Sends back what it is sent: text as text, binary as binary. Lets everybody in, and
 * speaks whatever subprotocol is offered first.
 */
final class EchoHandler implements ConnectionHandler {

	private static final Object NOBODY = new Object();

	@Override
	public HandshakeResult handshake(HandshakeRequest request) {
		List<String> subprotocols = request.subprotocols();
		return new HandshakeResult.Accepted(subprotocols.isEmpty() ? null : subprotocols.get(0), NOBODY);
	}

	@Override
	public void opened(Connection connection, Object attachment) {
	}

	@Override
	public void text(Connection connection, String text) {
		send(connection, OutboundFrame.required(true, text.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public void binary(Connection connection, ByteBuffer bytes) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		send(connection, OutboundFrame.required(false, copy));
	}

	private void send(Connection connection, OutboundFrame frame) {
		if (connection.send(frame) == SendResult.OVERFLOW) {
			connection.close(CloseReason.SLOW_CONSUMER, null);
		}
	}

	@Override
	public void closed(Connection connection, CloseReason reason) {
	}

}
