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

package io.pushgate.listener;

import java.util.Objects;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a {@link PushListener} or a {@link PushListenerErrorHandler} to answer with
 * an error of its choice. The message crosses the wire, for the developer of the client:
 * it must not tell what a client must not know.
 *
 * @since 0.1.0
 */
public class PushRequestException extends PushException {

	private static final long serialVersionUID = 1L;

	private final UplinkError error;

	/**
	 * Create a new exception.
	 * @param error the error
	 * @param message what is wrong, for the developer of the client
	 */
	public PushRequestException(UplinkError error, String message) {
		this(error, message, null);
	}

	/**
	 * Create a new exception with a cause, which does not cross the wire.
	 * @param error the error
	 * @param message what is wrong, for the developer of the client
	 * @param cause the cause
	 */
	public PushRequestException(UplinkError error, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.error = error;
	}

	/**
	 * Return the error.
	 * @return the error
	 */
	public UplinkError error() {
		return this.error;
	}

	/**
	 * Return the message.
	 * @return what is wrong
	 */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

}
