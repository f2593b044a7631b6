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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.HandshakeResult.Accepted;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.SlowConsumerPolicy;

/**
 * A connection that never was: a handshake, a message in each direction and the end,
 * without a socket. It loads what real connections need before there are any, on the
 * thread that starts the transport: the first client would wait for it, and all others
 * that are on its event loop by then.
 */
final class Rehearsal implements ConnectionHandler {

	private static final byte[] TEXT = "x".getBytes(StandardCharsets.US_ASCII);

	private int opened;

	private int received;

	private int closed;

	private Rehearsal() {
	}

	/**
	 * Run through a connection.
	 * @return whether all of it went well
	 */
	static boolean run(NettySettings settings) {
		if (settings.path().isEmpty()) {
			// No client will ever connect.
			return true;
		}
		Rehearsal rehearsal = new Rehearsal();
		OutboundLimits limits = new OutboundLimits(settings.maxMessage(), settings.maxMessage(),
				SlowConsumerPolicy.CLOSE);
		NettyTransport stage = new NettyTransport(rehearsal, limits, settings, null);
		EmbeddedChannel channel = new EmbeddedChannel(stage.initializer());
		channel.writeInbound(Unpooled.copiedBuffer("GET " + settings.path() + """
				?user=x HTTP/1.1\r
				Host: localhost\r
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Version: 13\r
				Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
				\r
				""", StandardCharsets.US_ASCII));
		channel.writeInbound(masked(FrameBytes.TEXT, TEXT), masked(FrameBytes.PING, TEXT),
				masked(FrameBytes.CLOSE, new byte[] { 3, (byte) 232 }));
		channel.finishAndReleaseAll();
		return rehearsal.opened == 1 && rehearsal.received == 1 && rehearsal.closed == 1;
	}

	private static ByteBuf masked(int opcode, byte[] payload) {
		// A mask of zeros changes nothing.
		return Unpooled.buffer()
			.writeByte(0x80 | opcode)
			.writeByte(0x80 | payload.length)
			.writeInt(0)
			.writeBytes(payload);
	}

	@Override
	public HandshakeResult handshake(HandshakeRequest request) {
		request.parameter("user");
		request.header("Origin");
		return new Accepted(null, request.subprotocols());
	}

	@Override
	public boolean handshakeMayBlock() {
		return false;
	}

	@Override
	public void opened(Connection connection, Object attachment) {
		this.opened++;
		connection.send(OutboundFrame.required(true, TEXT));
	}

	@Override
	public void text(Connection connection, String text) {
		this.received++;
		connection.send(OutboundFrame.required(true, TEXT));
	}

	@Override
	public void binary(Connection connection, ByteBuffer bytes) {
	}

	@Override
	public void closed(Connection connection, CloseReason reason) {
		this.closed++;
	}

}
