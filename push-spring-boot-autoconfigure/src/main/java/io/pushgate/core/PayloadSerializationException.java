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

package io.pushgate.core;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * What was to be pushed cannot be written as JSON, or has something in it that not every
 * client can be sent. Nothing was sent.
 *
 * @since 0.1.0
 */
public class PayloadSerializationException extends PushException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param message what went wrong, and what to do about it
	 * @param cause the cause
	 */
	public PayloadSerializationException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
