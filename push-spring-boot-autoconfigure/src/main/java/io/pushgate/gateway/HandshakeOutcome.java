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

package io.pushgate.gateway;

import java.util.Locale;

/**
 * What came of a handshake, for counting.
 *
 * @since 0.1.0
 */
public enum HandshakeOutcome {

	/** Let in, or let in to authenticate late. */
	ACCEPTED,

	/** Something in the request is wrong. */
	BAD_REQUEST,

	/** No identity, or a bad one. */
	UNAUTHORIZED,

	/** The page comes from somewhere else. */
	FORBIDDEN_ORIGIN,

	/** The node is full. */
	OVER_CAPACITY,

	/** Too many connections a second. */
	RATE_LIMITED,

	/** Nobody could tell whether the credentials are good. */
	UNAVAILABLE,

	/** The node has not joined its cluster yet, or does not hold its number. */
	NOT_READY,

	/** The node is about to stop. */
	DRAINING,

	/** An authenticator failed. */
	ERROR;

	/**
	 * Return the outcome as a tag.
	 * @return the tag's value
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
