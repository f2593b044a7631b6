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

package io.pushgate.delivery;

import io.pushgate.PushException;
import io.pushgate.message.PushMessage;
import io.pushgate.message.Qos;

/**
 * The promise that a push asks for cannot be kept. Nothing was sent.
 *
 * @since 0.1.0
 */
public class UnsupportedQosException extends PushException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param message what went wrong, and what to do about it
	 */
	public UnsupportedQosException(String message) {
		super(message);
	}

	/**
	 * Refuse a message whose promise cannot be kept.
	 * @param message the message
	 */
	public static void check(PushMessage message) {
		if (message.options().qos() == Qos.AT_LEAST_ONCE) {
			throw new UnsupportedQosException("AT_LEAST_ONCE is not available in this version, as there "
					+ "is no store for unacknowledged messages yet. Push with AT_MOST_ONCE, the default");
		}
	}

}
