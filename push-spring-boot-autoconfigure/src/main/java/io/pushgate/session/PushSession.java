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

package io.pushgate.session;

import java.time.Instant;
import java.util.Map;

import io.pushgate.message.SessionReference;

/**
 * One live connection of a user's device, as an application sees it: a read-only view. It
 * is taken wherever the id of a session is, such as by {@code except}. Thread-safe.
 *
 * @since 0.1.0
 */
public interface PushSession extends SessionReference {

	/**
	 * Return the id.
	 * @return a decimal number, unique in the cluster; later ids are larger
	 */
	@Override
	String id();

	/**
	 * Return the tenant.
	 * @return the tenant, {@code default} where there is only one
	 */
	String tenant();

	/**
	 * Return the user.
	 * @return the user's id
	 */
	String user();

	/**
	 * Return the device.
	 * @return the id that the client gave its device, or that was made up for it
	 */
	String device();

	/**
	 * Return the transport.
	 * @return the name of the transport, such as {@code websocket}
	 */
	String transport();

	/**
	 * Return when the session was opened.
	 * @return the time
	 */
	Instant connectedAt();

	/**
	 * Return when the client was last heard of.
	 * @return the time
	 */
	Instant lastSeenAt();

	/**
	 * Return what else the session keeps of the user's identity: of a token, the claims
	 * that {@code push.auth.claims} names; otherwise what the authenticator has given.
	 * With a new token of the client, they are those of the new token.
	 * @return the claims by their names, immutable: values are of type {@code String},
	 * {@code Boolean}, {@code Long}, {@code BigDecimal} for other numbers, {@code List}
	 * or {@code Map}
	 */
	default Map<String, Object> claims() {
		return Map.of();
	}

}
