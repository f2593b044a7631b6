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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.FastThreadLocal;
import io.pushgate.transport.HandshakeResult.Refused;
import io.pushgate.transport.HandshakeRules;
import org.jspecify.annotations.Nullable;

/**
 * What a request must look like to become a WebSocket, see
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1">RFC 6455, section
 * 4.2.1</a>, and what it must not have so that a proxy in between cannot take a part of
 * it for another request.
 */
final class UpgradeRules {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final byte[] RESPONSE = """
			HTTP/1.1 101 Switching Protocols\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Accept:\s""".getBytes(StandardCharsets.US_ASCII);

	private static final String SUBPROTOCOL = "\r\nSec-WebSocket-Protocol: ";

	private static final String END = "\r\n\r\n";

	private static final FastThreadLocal<MessageDigest> SHA_1 = new FastThreadLocal<>() {

		@Override
		protected MessageDigest initialValue() throws NoSuchAlgorithmException {
			return MessageDigest.getInstance("SHA-1");
		}

	};

	private UpgradeRules() {
	}

	/**
	 * Check a request.
	 * @param path the path of the endpoint, empty where there is none
	 * @return what is wrong, or {@code null} if nothing is
	 */
	static @Nullable Refused check(HttpRequest request, String path) {
		Throwable cause = request.decoderResult().cause();
		if (cause instanceof TooLongHttpLineException) {
			return new Refused(414, "The request line is too long");
		}
		if (cause instanceof TooLongHttpHeaderException) {
			return new Refused(431, "The headers are too large");
		}
		if (cause != null) {
			return new Refused(400, "This is not HTTP/1.1");
		}
		if (!HttpRules.isSound(request)) {
			return HttpRules.UNSOUND;
		}
		// Before anything about handshakes, as most of what gets here is none.
		HttpHeaders headers = request.headers();
		if (path.isEmpty()) {
			return new Refused(404, "Nothing is at this path");
		}
		if (!path.equals(path(request.uri()))) {
			return new Refused(404, "Nothing is at this path. A WebSocket is at " + path);
		}
		if (!isUpgrade(headers)) {
			return HandshakeRules.noUpgrade(path);
		}
		if (!HttpMethod.GET.equals(request.method()) || !HttpVersion.HTTP_1_1.equals(request.protocolVersion())) {
			return HandshakeRules.NOT_A_GET;
		}
		if (HttpRules.bodyLength(request) != 0) {
			return new Refused(400, "A handshake has no body");
		}
		return HandshakeRules.check(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION),
				headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY));
	}

	/**
	 * Return whether a request is sound and for the endpoint, but for no WebSocket.
	 * @param problem what {@link #check} says
	 */
	static boolean isNoUpgrade(Refused problem, HttpRequest request, String path) {
		return problem.equals(HandshakeRules.noUpgrade(path)) && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
				&& HttpRules.bodyLength(request) == 0;
	}

	private static String path(String uri) {
		int end = uri.indexOf('?');
		return (end != -1) ? uri.substring(0, end) : uri;
	}

	private static boolean isUpgrade(HttpHeaders headers) {
		return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
				&& headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
	}

	/**
	 * Return the answer to a request that passed {@link #check}, as it is on the wire.
	 * @param key the client's key, of which the answer proves that it was understood
	 * @param subprotocol one of those that the client offers, or {@code null}
	 */
	static ByteBuf response(ByteBufAllocator allocator, String key, @Nullable String subprotocol) {
		byte[] hash = SHA_1.get().digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
		ByteBuf response = allocator.ioBuffer(256);
		response.writeBytes(RESPONSE).writeBytes(Base64.getEncoder().encode(hash));
		if (subprotocol != null) {
			// From a header of the client, so there is no end of line in it.
			response.writeCharSequence(SUBPROTOCOL, StandardCharsets.US_ASCII);
			response.writeCharSequence(subprotocol, StandardCharsets.US_ASCII);
		}
		response.writeCharSequence(END, StandardCharsets.US_ASCII);
		return response;
	}

}
