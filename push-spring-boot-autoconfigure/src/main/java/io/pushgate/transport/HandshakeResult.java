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

package io.pushgate.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link HandshakeRequest}.
 *
 * @since 0.1.0
 */
public sealed interface HandshakeResult {

	/**
	 * The connection may be opened.
	 *
	 * @param subprotocol the subprotocol to speak, or {@code null} to name none
	 * @param attachment what {@link ConnectionHandler#opened} is given back
	 */
	record Accepted(@Nullable String subprotocol, Object attachment) implements HandshakeResult {

	}

	/**
	 * The connection is refused before the upgrade.
	 *
	 * @param status the HTTP status
	 * @param reason a sentence for the developer of the client
	 * @param retryAfter when to try again, sent in whole seconds, or {@code null}
	 */
	record Refused(int status, String reason, @Nullable Duration retryAfter) implements HandshakeResult {

		/**
		 * Return when to try again, as the header {@code Retry-After} has it.
		 * @return whole seconds, at least one; zero where there is no such time
		 */
		public long retryAfterSeconds() {
			return (this.retryAfter != null) ? Math.max(1, this.retryAfter.plusMillis(999).toSeconds()) : 0;
		}

		/**
		 * Create a refusal without a time to try again.
		 * @param status the HTTP status
		 * @param reason a sentence for the developer of the client
		 */
		public Refused(int status, String reason) {
			this(status, reason, null);
		}

	}

}
