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

import java.util.Objects;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent is no frame of the protocol.
 *
 * @since 0.1.0
 */
public final class FrameException extends PushException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String id;

	/**
	 * Create a new exception.
	 * @param message what is wrong, for the developer of the client
	 */
	public FrameException(String message) {
		this(message, null);
	}

	/**
	 * Create a new exception.
	 * @param message what is wrong, for the developer of the client
	 * @param id the id of the request, as far as it could be read
	 */
	public FrameException(String message, @Nullable String id) {
		super(message);
		this.id = id;
	}

	/**
	 * Return the message.
	 * @return what is wrong
	 */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * Return the id of the request.
	 * @return the id or {@code null}
	 */
	public @Nullable String id() {
		return this.id;
	}

	@Override
	public Throwable fillInStackTrace() {
		// Thrown for whatever a client sends: the stack tells nothing and costs.
		return this;
	}

}
