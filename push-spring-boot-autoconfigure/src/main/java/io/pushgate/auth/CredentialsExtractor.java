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

package io.pushgate.auth;

import java.security.Principal;
import java.util.List;

import io.pushgate.transport.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the credentials of a handshake: the first that is present of the authenticated
 * principal, the header {@code Authorization: Bearer T}, the subprotocol {@code bearer.T}
 * and the query parameter {@code token}.
 *
 * @since 0.1.0
 */
public final class CredentialsExtractor {

	/**
	 * What the subprotocol starts with that carries a token: browsers can set no header.
	 */
	public static final String SUBPROTOCOL_PREFIX = "bearer.";

	private static final String SCHEME = "Bearer ";

	private CredentialsExtractor() {
	}

	/**
	 * Find the credentials.
	 * @param request the handshake
	 * @return the credentials, possibly without any
	 */
	public static PushCredentials extract(HandshakeRequest request) {
		Principal principal = request.principal();
		if (principal != null) {
			return new PushCredentials(request, principal, null);
		}
		return new PushCredentials(request, null, token(request));
	}

	private static @Nullable String token(HandshakeRequest request) {
		String authorization = request.header("Authorization");
		if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
			String token = authorization.substring(SCHEME.length()).trim();
			if (!token.isEmpty()) {
				return token;
			}
		}
		String offered = bearerSubprotocol(request.subprotocols());
		if (offered != null) {
			return offered.substring(SUBPROTOCOL_PREFIX.length());
		}
		String parameter = request.parameter("token");
		return (parameter != null && !parameter.isEmpty()) ? parameter : null;
	}

	/**
	 * Return the subprotocol that carries a token.
	 * @param subprotocols the subprotocols that the client offers
	 * @return the subprotocol or {@code null}
	 */
	public static @Nullable String bearerSubprotocol(List<String> subprotocols) {
		for (String subprotocol : subprotocols) {
			if (subprotocol.startsWith(SUBPROTOCOL_PREFIX)) {
				return subprotocol;
			}
		}
		return null;
	}

}
