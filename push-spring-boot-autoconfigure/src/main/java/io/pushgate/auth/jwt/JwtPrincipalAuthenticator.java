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

import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Takes the word of an application that checks JSON Web Tokens itself, as a resource
 * server does: the user is its principal, and the identity ends with the token.
 *
 * @since 0.1.0
 */
public final class JwtPrincipalAuthenticator implements PushAuthenticator {

	@Override
	public @Nullable PushIdentity authenticate(PushCredentials credentials) {
		if (credentials.principal() instanceof Authentication authentication
				&& authentication.getPrincipal() instanceof Jwt jwt) {
			return PushIdentity.ofUser(authentication.getName(), jwt.getExpiresAt());
		}
		return null;
	}

	@Override
	public boolean mayBlock() {
		return false;
	}

}
