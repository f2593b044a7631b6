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

package io.pushgate.protocol;

import java.util.Locale;

/**
 * The {@code code} of an {@code error} frame.
 *
 * @since 0.1.0
 */
public enum ErrorCode {

	/** The frame is no object of the protocol, or a field of it has the wrong type. */
	MALFORMED,

	/** The frame's {@code type} is unknown, or not to be sent in this state. */
	UNSUPPORTED,

	/** The token is not, or no longer, good. */
	UNAUTHORIZED,

	/** The application does not allow it. */
	FORBIDDEN,

	/** Too much data. */
	TOO_LARGE,

	/** Too many frames. */
	RATE_LIMITED,

	/** The application has no handler for the event. */
	NO_HANDLER,

	/** The application's handler failed. */
	HANDLER_FAILED,

	/** The application's handler took too long. */
	TIMEOUT,

	/** The application cannot be reached. */
	UNAVAILABLE;

	/**
	 * Return the code as it is on the wire.
	 * @return the code
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
