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

import java.time.Instant;
import java.util.Map;

import io.pushgate.message.Claims;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is.
 *
 * @param tenant the tenant: {@code [A-Za-z0-9._-]{1,64}}, {@code default} where there is
 * only one
 * @param user the user's id: 1 to 128 characters, no control characters
 * @param expiresAt when the identity ends, or {@code null} if it does not. A session
 * whose identity has ended is closed with 4403
 * @param claims what else is known of the user and kept with each session, such as a plan
 * or roles: values of JSON, immutable, empty where nothing is kept. See {@link Claims}
 * @since 0.1.0
 */
public record PushIdentity(String tenant, String user, @Nullable Instant expiresAt, Map<String, Object> claims) {

	private static final String DEFAULT_TENANT = "default";

	/**
	 * Create an identity.
	 * @throws IllegalArgumentException if the claims have more than
	 * {@value Claims#MAX_SIZE} bytes as JSON, or one that JSON cannot express
	 */
	public PushIdentity {
		claims = Claims.of(claims);
	}

	/**
	 * Create an identity without claims.
	 * @param tenant the tenant
	 * @param user the user's id
	 * @param expiresAt when the identity ends, or {@code null} if it does not
	 */
	public PushIdentity(String tenant, String user, @Nullable Instant expiresAt) {
		this(tenant, user, expiresAt, Map.of());
	}

	/**
	 * Create an identity of the default tenant that does not end.
	 * @param user the user's id
	 * @return the identity
	 */
	public static PushIdentity ofUser(String user) {
		return new PushIdentity(DEFAULT_TENANT, user, null);
	}

	/**
	 * Create an identity of the default tenant.
	 * @param user the user's id
	 * @param expiresAt when the identity ends, or {@code null} if it does not
	 * @return the identity
	 */
	public static PushIdentity ofUser(String user, @Nullable Instant expiresAt) {
		return new PushIdentity(DEFAULT_TENANT, user, expiresAt);
	}

	/**
	 * Return the same identity with other claims.
	 * @param claims the claims
	 * @return the identity
	 * @throws IllegalArgumentException if the claims have more than
	 * {@value Claims#MAX_SIZE} bytes as JSON, or one that JSON cannot express
	 */
	@SuppressWarnings("unchecked")
	public PushIdentity withClaims(Map<String, ? extends @Nullable Object> claims) {
		// They are copied without those that are null.
		return new PushIdentity(this.tenant, this.user, this.expiresAt, (Map<String, Object>) claims);
	}

	/**
	 * Describe the identity without the values of its claims, which belong in no log.
	 */
	@Override
	public String toString() {
		return "PushIdentity[tenant=" + this.tenant + ", user=" + this.user + ", expiresAt=" + this.expiresAt
				+ ", claims=" + this.claims.keySet() + ']';
	}

}
