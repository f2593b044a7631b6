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

import java.net.URL;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.CredentialsProblem;
import io.pushgate.auth.PushIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.util.StringUtils;

/**
 * Maps the claims of a token to an identity, the same way for tokens that are checked
 * here and for those that Spring Security has checked.
 *
 * @param userClaim the claim that is the user's id
 * @param tenantClaim the claim that is the tenant, or {@code null} where there is only
 * one
 * @param requireExpiry whether a token without {@code exp} is refused
 * @param claims the claims that sessions keep
 */
record JwtIdentities(String userClaim, @Nullable String tenantClaim, boolean requireExpiry, List<String> claims) {

	JwtIdentities {
		claims = List.copyOf(claims);
	}

	/**
	 * Map to the user and tenant that the claims name.
	 */
	PushIdentity of(Jwt jwt) {
		String user = claim(jwt, this.userClaim);
		Instant expiry = expiry(jwt);
		PushIdentity identity = (this.tenantClaim != null)
				? new PushIdentity(claim(jwt, this.tenantClaim), user, expiry) : PushIdentity.ofUser(user, expiry);
		return withClaims(identity, jwt);
	}

	/**
	 * Map to a user that the application has named, of the default tenant.
	 */
	PushIdentity of(String user, Jwt jwt) {
		return withClaims(PushIdentity.ofUser(user, expiry(jwt)), jwt);
	}

	/**
	 * Return which claims identities may have.
	 */
	Set<String> names() {
		return Set.copyOf(this.claims);
	}

	private PushIdentity withClaims(PushIdentity identity, Jwt jwt) {
		if (this.claims.isEmpty()) {
			return identity;
		}
		Map<String, @Nullable Object> kept = new LinkedHashMap<>();
		this.claims.forEach((name) -> kept.put(name, json(jwt.getClaims().get(name))));
		try {
			return identity.withClaims(kept);
		}
		catch (IllegalArgumentException ex) {
			throw new BadCredentialsException(CredentialsProblem.CLAIM, "push.auth.claims: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Return a claim as the token has it: the decoder makes objects of a few.
	 */
	private static @Nullable Object json(@Nullable Object claim) {
		if (claim instanceof Instant time) {
			return time.getEpochSecond();
		}
		return (claim instanceof URL url) ? url.toString() : claim;
	}

	private @Nullable Instant expiry(Jwt jwt) {
		Instant expiry = jwt.getExpiresAt();
		if (expiry == null && this.requireExpiry) {
			throw new BadCredentialsException(CredentialsProblem.CLAIM,
					"The JWT has no claim 'exp', which push.auth.jwt.require-expiry asks for", null);
		}
		return expiry;
	}

	private static String claim(Jwt jwt, String name) {
		Object value = jwt.getClaims().get(name);
		if (value instanceof Number || (value instanceof String text && StringUtils.hasText(text))) {
			return value.toString();
		}
		throw new BadCredentialsException(CredentialsProblem.CLAIM,
				"The JWT has no claim '" + name + "' that is a string or a number", null);
	}

}
