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

package io.pushgate.message;

/**
 * A user within its tenant. Everything that is kept per user is kept under this key, so
 * that equal user ids of two tenants never meet.
 *
 * @param tenant the tenant
 * @param user the user's id
 * @since 0.1.0
 */
public record UserKey(String tenant, String user) {

	/**
	 * Create a key.
	 * @param tenant {@code [A-Za-z0-9._-]{1,64}}
	 * @param user 1 to 128 characters, no control characters
	 */
	public UserKey {
		Names.requireTenant(tenant);
		Names.requireId("user", user);
	}

	@Override
	public String toString() {
		return this.tenant + "/" + this.user;
	}

}
