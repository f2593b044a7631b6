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

import java.time.Instant;

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
 */
record JwtIdentities(String userClaim, @Nullable String tenantClaim, boolean requireExpiry) {

	PushIdentity of(Jwt jwt) {
		String user = claim(jwt, this.userClaim);
		Instant expiry = expiry(jwt, this.requireExpiry);
		if (this.tenantClaim == null) {
			return PushIdentity.ofUser(user, expiry);
		}
		return new PushIdentity(claim(jwt, this.tenantClaim), user, expiry);
	}

	static @Nullable Instant expiry(Jwt jwt, boolean required) {
		Instant expiry = jwt.getExpiresAt();
		if (expiry == null && required) {
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
