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

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP request that asks for a connection. Valid during the handshake only.
 *
 * @since 0.1.0
 */
public interface HandshakeRequest {

	/**
	 * Return the first value of a header.
	 * @param name the name, in any case
	 * @return the value or {@code null}
	 */
	@Nullable String header(String name);

	/**
	 * Return the host, and the port if it is not the scheme's own, that the client asked
	 * for, as far as proxies that are trusted tell. The header {@code Host} is what the
	 * last proxy asked for.
	 * @return the host or {@code null}
	 */
	@Nullable String host();

	/**
	 * Return the first value of a query parameter, decoded.
	 * @param name the name
	 * @return the value or {@code null}
	 */
	@Nullable String parameter(String name);

	/**
	 * Return the subprotocols that the client offers, in its order of preference.
	 * @return the subprotocols, possibly none
	 */
	List<String> subprotocols();

	/**
	 * Return whether the request is known to have come over TLS.
	 * @return {@code true} if it has; {@code false} also where a proxy does not tell
	 */
	boolean isSecure();

	/**
	 * Return the address that the client comes from, as far as proxies that are trusted
	 * tell.
	 * @return the numeric address, or {@code null} if it is not known
	 */
	@Nullable String remoteAddress();

	/**
	 * Return whether the transport has no place left for another connection.
	 * @return {@code true} if the handshake is to be refused
	 */
	default boolean isOverCapacity() {
		return false;
	}

	/**
	 * Return who the application's own security says is asking.
	 * @return the authenticated principal or {@code null}
	 */
	@Nullable Principal principal();

}
