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
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.LogThrottle;
import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.CredentialsProblem;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.message.UserKey;
import io.pushgate.transport.HandshakeResult.Refused;
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

	private static final Duration WARNING_PERIOD = Duration.ofSeconds(30);

	private static final Duration REFUSAL_PERIOD = Duration.ofMinutes(1);

	private static final Refused UNAUTHORIZED = new Refused(401,
			"Not authenticated: sign in, or send a valid token as 'Authorization: Bearer T', "
					+ "as subprotocol 'bearer.T' or as query parameter 'token'");

	private final AuthenticatorChain authenticator;

	private final @Nullable String howToLetUsersIn;

	private final AtomicBoolean explained = new AtomicBoolean();

	private final LogThrottle outages = new LogThrottle(WARNING_PERIOD);

	private final LogThrottle failures = new LogThrottle(WARNING_PERIOD);

	private final Map<CredentialsProblem, LogThrottle> refusals = new EnumMap<>(CredentialsProblem.class);

	private final GatewayStatistics statistics;

	/**
	 * Create an authentication.
	 * @param authenticator says who a client is
	 * @param howToLetUsersIn what to log, once, when a client is refused for want of an
	 * identity, or {@code null} if the application has said how its users are known
	 * @param statistics counts refusals
	 */
	Authentication(AuthenticatorChain authenticator, @Nullable String howToLetUsersIn, GatewayStatistics statistics) {
		this.authenticator = authenticator;
		this.howToLetUsersIn = howToLetUsersIn;
		this.statistics = statistics;
		for (CredentialsProblem problem : CredentialsProblem.values()) {
			this.refusals.put(problem, new LogThrottle(REFUSAL_PERIOD));
		}
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
			throw new HandshakeException(UNAUTHORIZED, ex.problem());
		}
		catch (AuthenticationUnavailableException ex) {
			this.outages.log((suppressed) -> logger
				.warn("Clients cannot be authenticated at the moment and are told to come back: " + ex.getMessage()
						+ Handshakes.others(suppressed)));
			throw new HandshakeException(HandshakeOutcome.UNAVAILABLE, 503,
					"Credentials cannot be checked at the moment", RETRY);
		}
		catch (RuntimeException ex) {
			this.failures.log((suppressed) -> logger.error("A PushAuthenticator failed. It should return an identity "
					+ "or null, or throw BadCredentialsException or AuthenticationUnavailableException"
					+ Handshakes.others(suppressed), ex));
			throw new HandshakeException(HandshakeOutcome.ERROR, 500, "The authentication failed");
		}
	}

	/**
	 * Return whether {@link #authenticate} may block.
	 */
	boolean mayBlock() {
		return this.authenticator.mayBlock();
	}

	private static void requireUsable(PushIdentity identity) {
		try {
			userKey(identity);
		}
		catch (IllegalArgumentException ex) {
			throw new BadCredentialsException(CredentialsProblem.IDENTITY,
					"The identity cannot be used: " + ex.getMessage(), ex);
		}
		Instant expiresAt = identity.expiresAt();
		if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
			throw new BadCredentialsException(CredentialsProblem.EXPIRED, "The identity has expired", null);
		}
	}

	static UserKey userKey(PushIdentity identity) {
		return new UserKey(identity.tenant(), identity.user());
	}

	/**
	 * Return the refusal of a client without credentials.
	 */
	HandshakeException anonymous() {
		return new HandshakeException(UNAUTHORIZED, CredentialsProblem.MISSING);
	}

	/**
	 * Count and log that a client was refused, if that was for its credentials. Never
	 * more of them than what is wrong: what authenticators say may quote a token.
	 */
	void note(HandshakeException refusal) {
		CredentialsProblem problem = refusal.problem();
		if (problem == null) {
			return;
		}
		this.statistics.credentialsRefused(problem);
		if (problem == CredentialsProblem.MISSING && this.howToLetUsersIn != null) {
			if (this.explained.compareAndSet(false, true)) {
				logger.warn(this.howToLetUsersIn);
			}
			return;
		}
		this.refusals.get(problem)
			.log((suppressed) -> logger.warn("A client was refused (" + problem.tag() + "): " + problem.description()
					+ Handshakes.others(suppressed)));
	}

}
