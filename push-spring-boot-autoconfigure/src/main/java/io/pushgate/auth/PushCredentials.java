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

import io.pushgate.transport.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows to be let in.
 *
 * @param handshake the request, or {@code null} where the credentials came in a frame: in
 * a late {@code hello} or in a {@code token} frame
 * @param principal who the application's own security says it is, or {@code null}
 * @param token the first token that was found in the {@code Authorization} header, the
 * subprotocol {@code bearer.T}, the query parameter {@code token} or a frame, or
 * {@code null}. Always {@code null} where there is a principal
 * @since 0.1.0
 */
public record PushCredentials(@Nullable HandshakeRequest handshake, @Nullable Principal principal,
		@Nullable String token) {

	/**
	 * Create credentials that came in a frame.
	 * @param token the token
	 * @return the credentials
	 */
	public static PushCredentials ofToken(String token) {
		return new PushCredentials(null, null, token);
	}

	/**
	 * Describe the credentials without the token, which belongs in no log.
	 */
	@Override
	public String toString() {
		return "PushCredentials[" + ((this.principal != null) ? "principal" : (this.token != null) ? "token" : "none")
				+ "]";
	}

}
