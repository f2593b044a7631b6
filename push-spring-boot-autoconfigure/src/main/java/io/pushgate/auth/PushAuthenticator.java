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

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Says who a client is. An application that knows its users by something else than its
 * security's principal or a JWT defines a bean of this type; beans are asked in their
 * order, and before the authenticators that Pushgate brings.
 *
 * <p>
 * Called from several threads at once. May block, for a call to another server: unless
 * {@link #mayBlock()} says otherwise, it is never called on a thread that writes to other
 * clients.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PushAuthenticator {

	/**
	 * Judge credentials.
	 * @param credentials the credentials, possibly without any
	 * @return who it is, or {@code null} if these credentials are none of this
	 * authenticator's business and the next one shall be asked
	 * @throws BadCredentialsException if the credentials are bad: nobody else is asked
	 * and the client is refused with 401
	 * @throws AuthenticationUnavailableException if nobody can tell at the moment: the
	 * client is refused with 503
	 */
	@Nullable PushIdentity authenticate(PushCredentials credentials);

	/**
	 * Return whether judging may wait for something: another server, a database, a file.
	 * Where no authenticator does, the Netty transport judges a handshake at once on the
	 * event loop that has read it, which costs less than to ask another thread.
	 * @return {@code false} if it only computes
	 */
	default boolean mayBlock() {
		return true;
	}

	/**
	 * Return which claims its identities may have. Where all authenticators say that, a
	 * listener that takes another claim stops the start.
	 * @return the names, or {@code null} if that is not known
	 */
	default @Nullable Set<String> claims() {
		return null;
	}

}
