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

package io.pushgate.auth.jwt;

import java.util.List;
import java.util.Set;

import com.nimbusds.jose.proc.BadJOSEException;
import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.CredentialsProblem;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Takes a token for a JSON Web Token: the user is one of its claims, the tenant may be
 * another, and the identity ends with the token. An application with a decoder of its own
 * defines a bean of this type.
 *
 * @since 0.1.0
 */
public final class JwtAuthenticator implements PushAuthenticator {

	private final JwtDecoder decoder;

	private final JwtIdentities identities;

	private final boolean mayBlock;

	/**
	 * Create an authenticator whose decoder may fetch keys, and that keeps no claims.
	 * @param decoder checks signature, times, issuer and audience
	 * @param userClaim the name of the claim that is the user's id
	 * @param tenantClaim the name of the claim that is the tenant, or {@code null} where
	 * there is only one
	 */
	public JwtAuthenticator(JwtDecoder decoder, String userClaim, @Nullable String tenantClaim) {
		this(decoder, userClaim, tenantClaim, List.of(), false, true);
	}

	/**
	 * Create an authenticator.
	 * @param decoder checks signature, times, issuer and audience
	 * @param userClaim the name of the claim that is the user's id
	 * @param tenantClaim the name of the claim that is the tenant, or {@code null} where
	 * there is only one
	 * @param claims the names of the claims that sessions keep
	 * @param requireExpiry whether a token that never expires is refused
	 * @param mayBlock whether the decoder may wait for something; {@code false} where it
	 * has its key
	 */
	public JwtAuthenticator(JwtDecoder decoder, String userClaim, @Nullable String tenantClaim, List<String> claims,
			boolean requireExpiry, boolean mayBlock) {
		this.decoder = decoder;
		this.identities = new JwtIdentities(userClaim, tenantClaim, requireExpiry, claims);
		this.mayBlock = mayBlock;
	}

	@Override
	public @Nullable PushIdentity authenticate(PushCredentials credentials) {
		String token = credentials.token();
		if (token == null) {
			return null;
		}
		return this.identities.of(decode(token));
	}

	@Override
	public boolean mayBlock() {
		return this.mayBlock;
	}

	@Override
	public Set<String> claims() {
		return this.identities.names();
	}

	/**
	 * Find out what is wrong. Validators tell it in words only.
	 */
	private static CredentialsProblem problem(BadJwtException ex) {
		if (!(ex instanceof JwtValidationException invalid)) {
			return (ex.getCause() instanceof BadJOSEException) ? CredentialsProblem.SIGNATURE
					: CredentialsProblem.MALFORMED;
		}
		for (OAuth2Error error : invalid.getErrors()) {
			String description = String.valueOf(error.getDescription());
			if (description.contains("expired")) {
				return CredentialsProblem.EXPIRED;
			}
			if (description.contains("used before")) {
				return CredentialsProblem.NOT_YET_VALID;
			}
			if (description.contains("iss claim")) {
				return CredentialsProblem.ISSUER;
			}
			if (description.contains("aud claim")) {
				return CredentialsProblem.AUDIENCE;
			}
		}
		return CredentialsProblem.CLAIM;
	}

	private Jwt decode(String token) {
		try {
			return this.decoder.decode(token);
		}
		catch (BadJwtException ex) {
			throw new BadCredentialsException(problem(ex), "Bad JWT: " + ex.getMessage(), ex);
		}
		catch (JwtException ex) {
			// Not the token's fault: the keys could not be had.
			throw new AuthenticationUnavailableException("JWTs cannot be checked: " + ex.getMessage(), ex);
		}
	}

}
