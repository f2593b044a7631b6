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

package io.pushgate.cluster;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes are no envelope that this node understands.
 *
 * @since 0.1.0
 */
public class EnvelopeException extends PushException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	/**
	 * Create a new exception.
	 * @param reason why
	 * @param message what is wrong
	 * @param cause the cause
	 */
	public EnvelopeException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Reasons.
	 */
	public enum Reason {

		/**
		 * It is no envelope, or a broken one.
		 */
		MALFORMED,

		/**
		 * It is of a version of Pushgate that writes envelopes otherwise.
		 */
		VERSION,

		/**
		 * It is for something that only a newer version of Pushgate knows.
		 */
		UNKNOWN_TARGET

	}

}
