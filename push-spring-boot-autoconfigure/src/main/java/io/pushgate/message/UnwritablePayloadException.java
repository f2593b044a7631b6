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

package io.pushgate.message;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * Data cannot be sent as JSON. The message says why in one sentence; there is a cause
 * only where code of the application has thrown it.
 *
 * @since 0.1.0
 */
public class UnwritablePayloadException extends PushException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param data what cannot be written
	 * @param reason why: a clause
	 * @param cause what the application has thrown, or {@code null}
	 */
	public UnwritablePayloadException(@Nullable Object data, String reason, @Nullable Throwable cause) {
		super(((data != null) ? data.getClass().getName() : "null") + " cannot be sent as JSON: " + reason, cause);
	}

}
