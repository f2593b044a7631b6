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

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a client says to a kind of server, and what it makes of the answers. Looks at as
 * little of a message as tells its kind.
 */
enum Dialect {

	/**
	 * The push protocol, as JSON.
	 */
	PUSHGATE("/push?user=u%d", "Sec-WebSocket-Protocol: push.v1.json\r\n", "{\"type\":\"ping\",\"time\":1}") {

		private static final int TYPE = "{'type':'".length();

		@Override
		Signal received(LoadConnection connection, ByteBuf in, int offset, int length) {
			return switch (in.getByte(offset + TYPE)) {
				case 'm' -> Signal.MESSAGE;
				case 'w' -> Signal.READY;
				case 'p' -> Signal.ANSWER;
				default -> Signal.NONE;
			};
		}

	},

	/**
	 * Nothing beyond WebSocket.
	 */
	PLAIN("/ws?i=%d", "", "echo") {

		@Override
		void upgraded(LoadConnection connection) {
			connection.ready();
		}

		@Override
		Signal received(LoadConnection connection, ByteBuf in, int offset, int length) {
			return (in.getByte(offset) == 'e') ? Signal.ANSWER : Signal.MESSAGE;
		}

	},

	/**
	 * STOMP over WebSocket.
	 */
	STOMP("/stomp?i=%d", "Sec-WebSocket-Protocol: v12.stomp\r\n", null) {

		@Override
		void upgraded(LoadConnection connection) {
			connection.send("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0");
		}

		@Override
		Signal received(LoadConnection connection, ByteBuf in, int offset, int length) {
			byte first = in.getByte(offset);
			if (first == 'C') {
				// The simple broker gives no receipts: see Block.open.
				connection.send("SUBSCRIBE\nid:0\ndestination:/topic/all\n\n\0");
				return Signal.READY;
			}
			return (first == 'M') ? Signal.MESSAGE : Signal.NONE;
		}

	},

	/**
	 * Socket.IO, protocol 5 over Engine.IO 4, without long polling.
	 */
	SOCKET_IO("/socket.io/?EIO=4&transport=websocket&i=%d", "", "42[\"echo\",\"x\"]") {

		@Override
		Signal received(LoadConnection connection, ByteBuf in, int offset, int length) {
			byte first = in.getByte(offset);
			if (first == '0') {
				connection.send("40");
			}
			else if (first == '2') {
				connection.send("3");
			}
			else if (first == '4' && length > 4) {
				if (in.getByte(offset + 1) == '0') {
					return Signal.READY;
				}
				return (in.getByte(offset + 4) == 'e') ? Signal.ANSWER : Signal.MESSAGE;
			}
			return Signal.NONE;
		}

	};

	private final String path;

	private final String headers;

	private final @Nullable String question;

	Dialect(String path, String headers, @Nullable String question) {
		this.path = path;
		this.headers = headers;
		this.question = question;
	}

	/**
	 * Return the handshake of a connection.
	 */
	String request(int index) {
		return "GET " + this.path.formatted(index)
				+ " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + this.headers
				+ "\r\n";
	}

	/**
	 * Return a message that is answered at once, or {@code null} if there is none.
	 */
	@Nullable String question() {
		return this.question;
	}

	/**
	 * Take note that the connection is a WebSocket now.
	 */
	void upgraded(LoadConnection connection) {
	}

	/**
	 * Tell what a message is.
	 */
	abstract Signal received(LoadConnection connection, ByteBuf in, int offset, int length);

	/**
	 * Kinds of messages.
	 */
	enum Signal {

		/** Nothing to count. */
		NONE,

		/** The connection is ready to receive. */
		READY,

		/** A push. */
		MESSAGE,

		/** The answer to a question. */
		ANSWER

	}

}
