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

import io.pushgate.transport.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * Believes the query parameter {@code user}. For trials and load tests only: anybody can
 * be anybody.
 *
 * @since 0.1.0
 */
public final class InsecureUserParameterAuthenticator implements PushAuthenticator {

	@Override
	public @Nullable PushIdentity authenticate(PushCredentials credentials) {
		HandshakeRequest handshake = credentials.handshake();
		String user = (handshake != null) ? handshake.parameter("user") : null;
		return (user != null && !user.isEmpty()) ? PushIdentity.ofUser(user) : null;
	}

	@Override
	public boolean mayBlock() {
		return false;
	}

	@Override
	public Set<String> claims() {
		return Set.of();
	}

}
