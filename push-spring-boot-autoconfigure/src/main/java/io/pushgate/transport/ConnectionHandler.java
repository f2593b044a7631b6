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

package io.pushgate.transport;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * What a transport calls. For one connection the calls come one after the other, but for
 * {@link #closed}, which may come while another one is running.
 *
 * @since 0.1.0
 */
public interface ConnectionHandler {

	/**
	 * Decide about a handshake. May block, as an authenticator that asks another server
	 * does; a transport calls it where blocking harms no other connection.
	 * @param request the request
	 * @return the decision
	 */
	HandshakeResult handshake(HandshakeRequest request);

	/**
	 * Tell what a handshake like this would be answered, without opening or counting
	 * anything. May block where {@link #handshake} may.
	 * @param request a request that has what the handshake would have
	 * @return what it would be answered, or {@code null} if that is not told
	 */
	default @Nullable HandshakeDiagnosis diagnose(HandshakeRequest request) {
		return null;
	}

	/**
	 * Return whether the page that a request comes from may connect.
	 * @param request the request
	 * @return whether it may, or is none
	 */
	default boolean allowsOrigin(HandshakeRequest request) {
		return false;
	}

	/**
	 * Return whether {@link #handshake} may block. Where it does not, a transport may
	 * call it on a thread that serves other connections, too.
	 * @return {@code false} if it never waits for anything
	 */
	default boolean handshakeMayBlock() {
		return true;
	}

	/**
	 * Take note that an accepted handshake could not be completed, so that
	 * {@link #opened} will not follow. Best effort: a transport that cannot tell does not
	 * call it.
	 * @param attachment the attachment of the accepted handshake
	 */
	default void abandoned(Object attachment) {
	}

	/**
	 * Take note that a request was refused by the transport itself, before it could
	 * become a handshake: it was no HTTP, too large, too slow or not meant well, or there
	 * was no room for it.
	 * @param status the HTTP status it was answered with, or 503 where the connection was
	 * reset for want of a file descriptor
	 */
	default void rejected(int status) {
	}

	/**
	 * Take over a new connection.
	 * @param connection the connection
	 * @param attachment the attachment of the accepted handshake
	 */
	void opened(Connection connection, Object attachment);

	/**
	 * Handle a whole text message.
	 * @param connection the connection
	 * @param text the text
	 */
	void text(Connection connection, String text);

	/**
	 * Handle a whole binary message.
	 * @param connection the connection
	 * @param bytes the bytes, valid during the call only
	 */
	void binary(Connection connection, ByteBuffer bytes);

	/**
	 * End a connection: what its user was signed in by has ended.
	 * @param connection the connection
	 */
	default void revoked(Connection connection) {
	}

	/**
	 * Take note of a frame that is no message and brings nothing: a ping, a pong, or a
	 * fragment without content. It counts as a frame of the client.
	 * @param connection the connection
	 */
	default void control(Connection connection) {
		alive(connection);
	}

	/**
	 * Take note that the client lives: it has sent a part of a message that is not
	 * complete yet.
	 * @param connection the connection
	 */
	default void alive(Connection connection) {
	}

	/**
	 * Handle a message over the transport's limit, which is thrown away. Whatever else
	 * the client sends is ignored until the connection has been closed.
	 * @param connection the connection
	 */
	default void oversized(Connection connection) {
		connection.close(CloseReason.TOO_LARGE, null);
	}

	/**
	 * Take note that a connection has ended, once, whoever ended it.
	 * @param connection the connection
	 * @param reason the reason, as the other side or this one gave it
	 */
	void closed(Connection connection, CloseReason reason);

}
