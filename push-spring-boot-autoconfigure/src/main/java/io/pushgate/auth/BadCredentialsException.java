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

package io.pushgate.auth;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * A client's credentials are bad: forged, expired or not for this server.
 *
 * @since 0.1.0
 */
public class BadCredentialsException extends PushException {

	private static final long serialVersionUID = 1L;

	private final CredentialsProblem problem;

	/**
	 * Create a new exception.
	 * @param message what is wrong; logged at debug level, never sent to the client
	 */
	public BadCredentialsException(String message) {
		this(CredentialsProblem.OTHER, message, null);
	}

	/**
	 * Create a new exception.
	 * @param message what is wrong; logged at debug level, never sent to the client
	 * @param cause the cause
	 */
	public BadCredentialsException(String message, @Nullable Throwable cause) {
		this(CredentialsProblem.OTHER, message, cause);
	}

	/**
	 * Create a new exception.
	 * @param problem what is wrong, of a few kinds: logged as a warning once in a minute,
	 * and counted
	 * @param message what is wrong; logged at debug level, never sent to the client
	 * @param cause the cause
	 */
	public BadCredentialsException(CredentialsProblem problem, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.problem = problem;
	}

	/**
	 * Return what is wrong.
	 * @return the problem
	 */
	public CredentialsProblem problem() {
		return this.problem;
	}

}
