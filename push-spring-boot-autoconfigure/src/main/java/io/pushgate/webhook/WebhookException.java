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

package io.pushgate.webhook;

import java.util.Objects;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * A webhook has not answered, or too much.
 *
 * @since 0.1.0
 */
public class WebhookException extends PushException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	WebhookException(Reason reason, String message) {
		this(reason, message, null);
	}

	WebhookException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return why there is no answer.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return the message.
	 * @return what has happened, without address and secret
	 */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * Reasons for not having an answer.
	 */
	public enum Reason {

		/**
		 * The connection could not be had, or broke: whether the call has arrived is not
		 * known.
		 */
		UNREACHABLE,

		/** The answer was not complete in time. */
		TIMEOUT,

		/** The answer is larger than it may be. */
		TOO_LARGE,

		/** It was not called, as it has not answered before. */
		PAUSED

	}

}
