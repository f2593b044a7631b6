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

import org.springframework.util.Assert;

/**
 * Thrown by a {@link PushListener} or a {@link PushListenerErrorHandler} to answer with
 * an error of its choice: one of the protocol, or one with a code of the application's
 * own, such as {@code room-full}. Message and data cross the wire, the message for the
 * developer of the client and the data for its program: they must not tell what a client
 * must not know. Data of more than {@value UplinkAnswer.Failure#MAX_DATA} bytes as JSON
 * are left out, and logged.
 *
 * @since 0.1.0
 */
public class PushRequestException extends PushException {

	private static final long serialVersionUID = 1L;

	private final UplinkError error;

	private final String code;

	private final transient @Nullable Object data;

	/**
	 * Create a new exception.
	 * @param error the error
	 * @param message what is wrong, for the developer of the client
	 * @throws IllegalArgumentException if the error is {@link UplinkError#APPLICATION},
	 * which needs a code
	 */
	public PushRequestException(UplinkError error, String message) {
		this(error, message, null);
	}

	/**
	 * Create a new exception with a cause, which does not cross the wire.
	 * @param error the error
	 * @param message what is wrong, for the developer of the client
	 * @param cause the cause
	 * @throws IllegalArgumentException if the error is {@link UplinkError#APPLICATION},
	 * which needs a code
	 */
	public PushRequestException(UplinkError error, String message, @Nullable Throwable cause) {
		this(error, message, null, cause);
	}

	/**
	 * Create a new exception with data and a cause, which does not cross the wire.
	 * @param error the error
	 * @param message what is wrong, for the developer of the client
	 * @param data what the client's program is told, written as JSON, or {@code null}
	 * @param cause the cause
	 * @throws IllegalArgumentException if the error is {@link UplinkError#APPLICATION},
	 * which needs a code
	 */
	public PushRequestException(UplinkError error, String message, @Nullable Object data, @Nullable Throwable cause) {
		super(message, cause);
		Assert.isTrue(error != UplinkError.APPLICATION, "An error of the application's own needs a code");
		this.error = error;
		this.code = error.code();
		this.data = data;
	}

	/**
	 * Create a new exception with a code of the application's own.
	 * @param code the code, {@code [a-z0-9-]{1,64}}, and none of the protocol's
	 * @param message what is wrong, for the developer of the client
	 * @throws IllegalArgumentException if the code is another one
	 */
	public PushRequestException(String code, String message) {
		this(code, message, (Object) null);
	}

	/**
	 * Create a new exception with a code of the application's own, and data.
	 * @param code the code, {@code [a-z0-9-]{1,64}}, and none of the protocol's
	 * @param message what is wrong, for the developer of the client
	 * @param data what the client's program is told, written as JSON, or {@code null}
	 * @throws IllegalArgumentException if the code is another one
	 */
	public PushRequestException(String code, String message, @Nullable Object data) {
		super(message);
		Assert.isTrue(UplinkError.isApplicationCode(code),
				() -> "'code' must match [a-z0-9-]{1,64} and be none of the protocol: \"" + code + '"');
		this.error = UplinkError.APPLICATION;
		this.code = code;
		this.data = data;
	}

	/**
	 * Return the error.
	 * @return the error, {@link UplinkError#APPLICATION} where the code is one of the
	 * application's own
	 */
	public UplinkError error() {
		return this.error;
	}

	/**
	 * Return the code.
	 * @return the code as the client sees it
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return what the client's program is told.
	 * @return the data, or {@code null}
	 */
	public @Nullable Object data() {
		return this.data;
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
