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

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Asks authenticators one after the other until one of them knows the client.
 *
 * @since 0.1.0
 */
public final class AuthenticatorChain {

	private final List<PushAuthenticator> authenticators;

	private final boolean mayBlock;

	/**
	 * Create a chain.
	 * @param authenticators the authenticators in the order in which they are asked
	 */
	public AuthenticatorChain(List<PushAuthenticator> authenticators) {
		this.authenticators = List.copyOf(authenticators);
		this.mayBlock = this.authenticators.stream().anyMatch(PushAuthenticator::mayBlock);
	}

	/**
	 * Ask who it is.
	 * @param credentials the credentials
	 * @return the identity, or {@code null} if nobody knows the client
	 * @see PushAuthenticator#authenticate
	 */
	public @Nullable PushIdentity authenticate(PushCredentials credentials) {
		for (PushAuthenticator authenticator : this.authenticators) {
			PushIdentity identity = authenticator.authenticate(credentials);
			if (identity != null) {
				return identity;
			}
		}
		return null;
	}

	/**
	 * Return the authenticators.
	 * @return those that are asked, in that order
	 */
	public List<PushAuthenticator> authenticators() {
		return this.authenticators;
	}

	/**
	 * Return whether one of the authenticators may block.
	 * @return whether asking may take time
	 * @see PushAuthenticator#mayBlock
	 */
	public boolean mayBlock() {
		return this.mayBlock;
	}

	/**
	 * Return which claims identities may have.
	 * @return the names, or {@code null} if an authenticator does not know
	 * @see PushAuthenticator#claims
	 */
	public @Nullable Set<String> claims() {
		Set<String> claims = new HashSet<>();
		for (PushAuthenticator authenticator : this.authenticators) {
			Set<String> some = authenticator.claims();
			if (some == null) {
				return null;
			}
			claims.addAll(some);
		}
		return claims;
	}

}
