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

package io.pushgate.delivery.http;

import io.pushgate.PushException;

/**
 * The gateway has refused a call for good: another try would be answered the same.
 *
 * @since 0.1.0
 */
public class GatewayRefusedException extends PushException {

	private static final long serialVersionUID = 1L;

	private final int status;

	/**
	 * Create a new exception.
	 * @param status the status of the answer
	 * @param message what the gateway says, and what to do about it
	 */
	public GatewayRefusedException(int status, String message) {
		super(message);
		this.status = status;
	}

	/**
	 * Return the status of the gateway's answer.
	 * @return the status of HTTP
	 */
	public int status() {
		return this.status;
	}

}
