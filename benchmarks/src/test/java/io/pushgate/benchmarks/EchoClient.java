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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A WebSocket client on a raw socket that writes down what comes back.
 */
final class EchoClient implements AutoCloseable {

	/**
	 * What is written down where the socket ends without a close frame.
	 */
	static final String END = "end";

	private static final int TIMEOUT = 10_000;

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private final String subprotocol;

	EchoClient(int port, String subprotocols) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(TIMEOUT);
		this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		this.out = this.socket.getOutputStream();
		send(("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + subprotocols
				+ "\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		String head = head();
		if (!head.startsWith("HTTP/1.1 101 ")) {
			throw new IllegalStateException("The handshake was refused: " + head);
		}
		this.subprotocol = head.lines()
			.filter((line) -> line.regionMatches(true, 0, "sec-websocket-protocol:", 0, 23))
			.map((line) -> line.substring(23).trim())
			.findFirst()
			.orElse("");
	}

	private String head() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") == -1) {
			head.append((char) this.in.readUnsignedByte());
		}
		return head.toString();
	}

	String subprotocol() {
		return this.subprotocol;
	}

	void send(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	/**
	 * Answer the server's close frame, as a well-behaved client does. Where the client
	 * has sent one before, this one is too many, which does not matter any more.
	 */
	void answerClose() {
		try {
			send(new RawFrames().close(1000, "").toBytes());
		}
		catch (IOException ex) {
			// The server has ended the connection already.
		}
	}

	/**
	 * Read the next message, its fragments put together, or control frame.
	 * @return such as {@code text:hello}, {@code binary:00ff}, {@code pong:x},
	 * {@code close:1002}
	 */
	String read() throws IOException {
		try {
			return readWhole();
		}
		catch (SocketTimeoutException ex) {
			return "nothing";
		}
		catch (IOException ex) {
			return END;
		}
	}

	private String readWhole() throws IOException {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		int opcode = 0;
		while (true) {
			int first = this.in.readUnsignedByte();
			int length = this.in.readUnsignedByte();
			length = (length == 126) ? this.in.readUnsignedShort()
					: (length == 127) ? Math.toIntExact(this.in.readLong()) : length;
			byte[] payload = this.in.readNBytes(length);
			opcode = ((first & 0xF) != 0) ? first & 0xF : opcode;
			if (opcode >= RawFrames.CLOSE) {
				return describe(opcode, payload);
			}
			message.writeBytes(payload);
			if ((first & 0x80) != 0) {
				return describe(opcode, message.toByteArray());
			}
		}
	}

	static String describe(int opcode, byte[] payload) {
		return switch (opcode) {
			case RawFrames.TEXT -> "text:" + content(payload, false);
			case RawFrames.BINARY -> "binary:" + content(payload, true);
			case RawFrames.PING -> "ping:" + content(payload, false);
			case RawFrames.PONG -> "pong:" + content(payload, false);
			case RawFrames.CLOSE ->
				"close:" + ((payload.length >= 2) ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : "");
			default -> "opcode " + opcode;
		};
	}

	private static String content(byte[] payload, boolean hex) {
		if (payload.length > 200) {
			return payload.length + " bytes, hash " + Arrays.hashCode(payload);
		}
		return hex ? HexFormat.of().formatHex(payload) : new String(payload, StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
