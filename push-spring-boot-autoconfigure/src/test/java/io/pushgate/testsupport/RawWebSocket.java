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

package io.pushgate.testsupport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A WebSocket client on a raw socket, that can do everything a well-behaved one would
 * not: bad frames, half frames, no reading, no answering, a reset.
 */
public final class RawWebSocket implements AutoCloseable {

	/**
	 * How long the tests wait for something that must happen.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(60);

	public static final int CONTINUATION = 0x0;

	public static final int TEXT = 0x1;

	public static final int BINARY = 0x2;

	public static final int CLOSE = 0x8;

	public static final int PING = 0x9;

	public static final int PONG = 0xA;

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int TIMEOUT = 20_000;

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private final Response response;

	private RawWebSocket(Socket socket, Response response, DataInputStream in) throws IOException {
		this.socket = socket;
		this.in = in;
		this.out = socket.getOutputStream();
		this.response = response;
	}

	public static Builder to(int port) {
		return new Builder(port);
	}

	public Response response() {
		return this.response;
	}

	public void sendText(String text) {
		sendFrame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
	}

	public void sendBinary(byte[] bytes) {
		sendFrame(BINARY, true, bytes);
	}

	public void sendClose(int code) {
		sendFrame(CLOSE, true, ByteBuffer.allocate(2).putShort((short) code).array());
	}

	public void sendFrame(int opcode, boolean fin, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write((fin ? 0x80 : 0) | opcode);
		if (payload.length < 126) {
			frame.write(0x80 | payload.length);
		}
		else if (payload.length < 65536) {
			frame.write(0x80 | 126);
			frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
		}
		else {
			frame.write(0x80 | 127);
			frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
		}
		byte[] mask = { 1, 2, 3, 4 };
		frame.writeBytes(mask);
		for (int i = 0; i < payload.length; i++) {
			frame.write(payload[i] ^ mask[i % 4]);
		}
		sendRaw(frame.toByteArray());
	}

	public void sendRaw(byte[] bytes) {
		try {
			this.out.write(bytes);
			this.out.flush();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not send", ex);
		}
	}

	/**
	 * Read the next frame, whatever it is.
	 */
	public Frame readFrame() {
		try {
			return nextFrame();
		}
		catch (EOFException ex) {
			return new Frame(-1, true, new byte[0]);
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("No frame came within " + TIMEOUT + " ms", ex);
		}
		catch (IOException ex) {
			return new Frame(-1, true, new byte[0]);
		}
	}

	private Frame nextFrame() throws IOException {
		int first = this.in.readUnsignedByte();
		int length = this.in.readUnsignedByte();
		if (length == 126) {
			length = this.in.readUnsignedShort();
		}
		else if (length == 127) {
			length = Math.toIntExact(this.in.readLong());
		}
		byte[] payload = new byte[length];
		this.in.readFully(payload);
		return new Frame(first & 0xF, (first & 0x80) != 0, payload);
	}

	/**
	 * Read the next message, putting fragments together and answering pings on the way as
	 * clients do.
	 */
	public Frame read() {
		ByteArrayOutputStream fragments = new ByteArrayOutputStream();
		int opcode = CONTINUATION;
		while (true) {
			Frame frame = readFrame();
			if (frame.opcode() == PING) {
				sendFrame(PONG, true, frame.payload());
			}
			else if (frame.opcode() == CLOSE || frame.opcode() == -1) {
				return frame;
			}
			else if (frame.opcode() != PONG) {
				opcode = (frame.opcode() != CONTINUATION) ? frame.opcode() : opcode;
				fragments.writeBytes(frame.payload());
				if (frame.fin()) {
					return new Frame(opcode, true, fragments.toByteArray());
				}
			}
		}
	}

	/**
	 * Read the next message as JSON.
	 */
	public JsonNode readJson() {
		Frame frame = read();
		if (frame.opcode() != TEXT) {
			throw new AssertionError("Expected a text frame but got " + frame);
		}
		return JSON.readTree(frame.payload());
	}

	/**
	 * Read until a frame of a type comes.
	 */
	public JsonNode readJson(String type) {
		while (true) {
			JsonNode frame = readJson();
			if (frame.path("type").asString().equals(type)) {
				return frame;
			}
		}
	}

	/**
	 * Read until the connection is closed.
	 * @return the close code, or -1 if there was none
	 */
	public int readUntilClosed() {
		while (true) {
			Frame frame = read();
			if (frame.opcode() == CLOSE || frame.opcode() == -1) {
				return frame.closeCode();
			}
		}
	}

	/**
	 * Leave with a reset instead of a close.
	 */
	public void reset() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not reset", ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not close", ex);
		}
	}

	/**
	 * A frame; its opcode is -1 where the connection ended instead.
	 */
	public record Frame(int opcode, boolean fin, byte[] payload) {

		public int closeCode() {
			return (this.opcode == CLOSE && this.payload.length >= 2)
					? ByteBuffer.wrap(this.payload).getShort() & 0xFFFF : -1;
		}

		public String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		@Override
		public String toString() {
			return "Frame[opcode=" + this.opcode + ", closeCode=" + closeCode() + ", " + this.payload.length
					+ " bytes]";
		}

	}

	/**
	 * The answer to the handshake.
	 */
	public record Response(int status, Map<String, String> headers, String body) {

		public @Nullable String header(String name) {
			return this.headers.get(name.toLowerCase(Locale.ROOT));
		}

	}

	/**
	 * Puts a handshake together.
	 */
	public static final class Builder {

		private final int port;

		private final Map<String, String> headers = new LinkedHashMap<>();

		private String path = "/push";

		private int receiveBuffer;

		private @Nullable SSLContext tls;

		private byte[] preamble = {};

		private Builder(int port) {
			this.port = port;
			header("Host", "localhost:" + port);
			header("Upgrade", "websocket");
			header("Connection", "Upgrade");
			header("Sec-WebSocket-Version", "13");
			header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
		}

		public Builder path(String path) {
			this.path = path;
			return this;
		}

		public Builder user(String user) {
			return path("/push?user=" + user);
		}

		public Builder header(String name, String value) {
			this.headers.put(name, value);
			return this;
		}

		public Builder subprotocols(String subprotocols) {
			return header("Sec-WebSocket-Protocol", subprotocols);
		}

		/**
		 * Make the socket's receive buffer small, so that the server soon feels that
		 * nobody reads.
		 */
		public Builder receiveBuffer(int bytes) {
			this.receiveBuffer = bytes;
			return this;
		}

		public Builder tls(SSLContext tls) {
			this.tls = tls;
			return this;
		}

		/**
		 * Send something before the request.
		 */
		public Builder preamble(String preamble) {
			this.preamble = preamble.getBytes(StandardCharsets.ISO_8859_1);
			return this;
		}

		/**
		 * Connect, and expect the upgrade to succeed.
		 */
		public RawWebSocket open() {
			RawWebSocket client = connect();
			if (client.response().status() != 101) {
				client.close();
				throw new AssertionError("The handshake was refused: " + client.response());
			}
			return client;
		}

		/**
		 * Connect, and expect the upgrade to be refused.
		 */
		public Response refused() {
			try (RawWebSocket client = connect()) {
				if (client.response().status() == 101) {
					throw new AssertionError("The handshake was not refused");
				}
				return client.response();
			}
		}

		public RawWebSocket connect() {
			try {
				Socket socket = new Socket();
				if (this.receiveBuffer > 0) {
					socket.setReceiveBufferSize(this.receiveBuffer);
				}
				socket.setTcpNoDelay(true);
				socket.setSoTimeout(TIMEOUT);
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), TIMEOUT);
				if (this.tls != null) {
					socket = this.tls.getSocketFactory().createSocket(socket, "localhost", this.port, true);
				}
				socket.getOutputStream().write(this.preamble);
				socket.getOutputStream().write(request().getBytes(StandardCharsets.ISO_8859_1));
				DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
				return new RawWebSocket(socket, response(in), in);
			}
			catch (IOException ex) {
				throw new IllegalStateException("Could not connect", ex);
			}
		}

		private String request() {
			StringBuilder request = new StringBuilder("GET " + this.path + " HTTP/1.1\r\n");
			this.headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
			return request.append("\r\n").toString();
		}

		private static Response response(InputStream in) throws IOException {
			String statusLine = line(in);
			int status = Integer.parseInt(statusLine.split(" ")[1]);
			Map<String, String> headers = new TreeMap<>();
			for (String line = line(in); !line.isEmpty(); line = line(in)) {
				int colon = line.indexOf(':');
				headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
			}
			String body = "";
			if (status != 101 && headers.containsKey("content-length")) {
				body = new String(in.readNBytes(Integer.parseInt(headers.get("content-length"))),
						StandardCharsets.UTF_8);
			}
			else if ("chunked".equals(headers.get("transfer-encoding"))) {
				body = chunked(in);
			}
			return new Response(status, headers, body);
		}

		private static String chunked(InputStream in) throws IOException {
			StringBuilder body = new StringBuilder();
			for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
				body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
				line(in);
			}
			return body.toString();
		}

		private static String line(InputStream in) throws IOException {
			StringBuilder line = new StringBuilder();
			for (int c = in.read(); c != '\n'; c = in.read()) {
				if (c == -1) {
					throw new EOFException("The server closed the connection instead of answering");
				}
				if (c != '\r') {
					line.append((char) c);
				}
			}
			return line.toString();
		}

	}

}
