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

import java.util.Base64;

import io.pushgate.transport.HandshakeResult.Refused;
import org.jspecify.annotations.Nullable;

/**
 * What every transport says of a request that cannot become a WebSocket, see
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1">RFC 6455, section
 * 4.2.1</a>. They are looked at in the order in which they are here.
 *
 * @since 0.1.0
 */
public final class HandshakeRules {

	/**
	 * The method is not {@code GET}, or the version of HTTP is not 1.1.
	 */
	public static final Refused NOT_A_GET = new Refused(400, "A handshake is a GET of HTTP/1.1");

	/**
	 * The client speaks another version of the WebSocket protocol.
	 */
	public static final Refused WRONG_VERSION = new Refused(426, "'Sec-WebSocket-Version' must be 13");

	/**
	 * The key is none.
	 */
	public static final Refused BAD_KEY = new Refused(400, "'Sec-WebSocket-Key' must be 16 bytes in Base64");

	private static final String VERSION = "13";

	private static final int KEY_LENGTH = 16;

	private HandshakeRules() {
	}

	/**
	 * The request is for the endpoint, but for no WebSocket.
	 * @param path the path of the endpoint
	 * @return the refusal
	 */
	public static Refused noUpgrade(String path) {
		return new Refused(404, "Nothing is here but a WebSocket at " + path);
	}

	/**
	 * Check the version and the key of a handshake.
	 * @param version the header {@code Sec-WebSocket-Version}
	 * @param key the header {@code Sec-WebSocket-Key}
	 * @return what is wrong, or {@code null} if nothing is
	 */
	public static @Nullable Refused check(@Nullable String version, @Nullable String key) {
		if (!VERSION.equals(version)) {
			return WRONG_VERSION;
		}
		return isKey(key) ? null : BAD_KEY;
	}

	private static boolean isKey(@Nullable String key) {
		try {
			return key != null && Base64.getDecoder().decode(key).length == KEY_LENGTH;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
