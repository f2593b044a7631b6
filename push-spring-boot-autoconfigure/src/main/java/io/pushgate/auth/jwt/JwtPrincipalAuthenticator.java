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

import java.security.Principal;
import java.util.List;
import java.util.Set;

import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.CredentialsProblem;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;

/**
 * Takes the word of an application that checks JSON Web Tokens itself, as a resource
 * server does. The identity ends with the token.
 *
 * <p>
 * Where tokens are checked here as well, the same claims say who the user is in both
 * ways; and where one of them is the tenant, a principal without a token, which has none,
 * is refused. Otherwise the user is the principal, by the name that the application has
 * given it.
 *
 * @since 0.1.0
 */
public final class JwtPrincipalAuthenticator implements PushAuthenticator {

	private final JwtIdentities identities;

	// Whether the application has named the user.
	private final boolean named;

	/**
	 * Create an authenticator for an application where nobody else checks tokens: the
	 * user is the name of the principal, in the default tenant.
	 * @param claims the names of the claims that sessions keep
	 * @param requireExpiry whether a token that never expires is refused
	 */
	public JwtPrincipalAuthenticator(List<String> claims, boolean requireExpiry) {
		this.identities = new JwtIdentities(JwtClaimNames.SUB, null, requireExpiry, claims);
		this.named = true;
	}

	/**
	 * Create an authenticator that reads the same claims as a {@link JwtAuthenticator}.
	 * @param userClaim the name of the claim that is the user's id
	 * @param tenantClaim the name of the claim that is the tenant, or {@code null} where
	 * there is only one
	 * @param claims the names of the claims that sessions keep
	 * @param requireExpiry whether a token that never expires is refused
	 */
	public JwtPrincipalAuthenticator(String userClaim, @Nullable String tenantClaim, List<String> claims,
			boolean requireExpiry) {
		this.identities = new JwtIdentities(userClaim, tenantClaim, requireExpiry, claims);
		this.named = false;
	}

	@Override
	public @Nullable PushIdentity authenticate(PushCredentials credentials) {
		Principal principal = credentials.principal();
		if (principal instanceof Authentication authentication && authentication.getPrincipal() instanceof Jwt jwt) {
			return this.named ? this.identities.of(authentication.getName(), jwt) : this.identities.of(jwt);
		}
		if (principal != null && this.identities.tenantClaim() != null) {
			throw new BadCredentialsException(CredentialsProblem.CLAIM, "The principal has no token, and so no claim '"
					+ this.identities.tenantClaim() + "' that is its tenant", null);
		}
		return null;
	}

	@Override
	public boolean mayBlock() {
		return false;
	}

	@Override
	public Set<String> claims() {
		return this.identities.names();
	}

}
