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

package io.pushgate;

import org.jspecify.annotations.Nullable;

/**
 * Root of all exceptions that Pushgate throws or completes a future with. Each stage of a
 * message's way has a subtype of its own; the message of the exception names the remedy.
 *
 * @since 0.1.0
 */
public abstract class PushException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param message what went wrong, and what to do about it
	 */
	protected PushException(String message) {
		super(message);
	}

	/**
	 * Create a new exception with a cause.
	 * @param message what went wrong, and what to do about it
	 * @param cause the cause
	 */
	protected PushException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
