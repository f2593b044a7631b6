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

package io.pushgate.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.message.UserKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks who a client is, and turns every answer, no answer and every failure into either
 * an identity that can be used or a refusal.
 */
final class Authentication {

	private static final Log logger = LogFactory.getLog(Authentication.class);

	private static final Duration RETRY = Duration.ofSeconds(5);

	private static final long WARNING_PERIOD = Duration.ofSeconds(30).toNanos();

	private final AuthenticatorChain authenticator;

	private final @Nullable String howToLetUsersIn;

	private final AtomicBoolean explained = new AtomicBoolean();

	private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARNING_PERIOD);

	/**
	 * Create an authentication.
	 * @param authenticator says who a client is
	 * @param howToLetUsersIn what to log, once, when a client is refused for want of an
	 * identity, or {@code null} if the application has said how its users are known
	 */
	Authentication(AuthenticatorChain authenticator, @Nullable String howToLetUsersIn) {
		this.authenticator = authenticator;
		this.howToLetUsersIn = howToLetUsersIn;
	}

	/**
	 * Return who it is.
	 * @return the identity, or {@code null} if there are no credentials that anybody
	 * knows
	 * @throws HandshakeException if the credentials are bad or could not be judged
	 */
	@Nullable PushIdentity authenticate(PushCredentials credentials) {
		try {
			PushIdentity identity = this.authenticator.authenticate(credentials);
			if (identity != null) {
				requireUsable(identity);
			}
			return identity;
		}
		catch (BadCredentialsException ex) {
			logger.debug("Client refused", ex);
			throw unauthorized();
		}
		catch (AuthenticationUnavailableException ex) {
			warn(ex);
			throw new HandshakeException(HandshakeOutcome.UNAVAILABLE, 503,
					"Credentials cannot be checked at the moment", RETRY);
		}
		catch (RuntimeException ex) {
			logger.error("A PushAuthenticator failed. It should return an identity or null, or throw "
					+ "BadCredentialsException or AuthenticationUnavailableException", ex);
			throw new HandshakeException(HandshakeOutcome.ERROR, 500, "The authentication failed");
		}
	}

	/**
	 * Return whether {@link #authenticate} may block.
	 */
	boolean mayBlock() {
		return this.authenticator.mayBlock();
	}

	/**
	 * Log that nobody can be authenticated, but not for each of the clients that come
	 * back all the time while it lasts.
	 */
	private void warn(AuthenticationUnavailableException cause) {
		long now = System.nanoTime();
		long last = this.lastWarning.get();
		if (now - last >= WARNING_PERIOD && this.lastWarning.compareAndSet(last, now)) {
			logger
				.warn("Clients cannot be authenticated at the moment and are told to come back: " + cause.getMessage());
		}
	}

	private static void requireUsable(PushIdentity identity) {
		try {
			userKey(identity);
		}
		catch (IllegalArgumentException ex) {
			throw new BadCredentialsException("The identity cannot be used: " + ex.getMessage(), ex);
		}
		Instant expiresAt = identity.expiresAt();
		if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
			throw new BadCredentialsException("The identity has expired");
		}
	}

	static UserKey userKey(PushIdentity identity) {
		return new UserKey(identity.tenant(), identity.user());
	}

	/**
	 * Return the refusal of a client without credentials.
	 */
	HandshakeException anonymous() {
		if (this.howToLetUsersIn != null && this.explained.compareAndSet(false, true)) {
			logger.warn(this.howToLetUsersIn);
		}
		return unauthorized();
	}

	private static HandshakeException unauthorized() {
		return new HandshakeException(HandshakeOutcome.UNAUTHORIZED, 401,
				"Not authenticated: sign in, or send a valid token as 'Authorization: Bearer T', "
						+ "as subprotocol 'bearer.T' or as query parameter 'token'");
	}

}
