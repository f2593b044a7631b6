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

package io.pushgate.gateway;

import java.time.Duration;

import io.pushgate.auth.CredentialsProblem;
import io.pushgate.transport.HandshakeResult.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Ends a handshake. Never leaves this package.
 */
final class HandshakeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient HandshakeOutcome outcome;

	private final transient Refused refused;

	private final @Nullable CredentialsProblem problem;

	HandshakeException(HandshakeOutcome outcome, int status, String reason) {
		this(outcome, status, reason, null);
	}

	HandshakeException(HandshakeOutcome outcome, int status, String reason, @Nullable Duration retryAfter) {
		this(outcome, new Refused(status, reason, retryAfter), null);
	}

	/**
	 * Refuse credentials.
	 * @param refused what the client is told
	 * @param problem what it is not told
	 */
	HandshakeException(Refused refused, CredentialsProblem problem) {
		this(HandshakeOutcome.UNAUTHORIZED, refused, problem);
	}

	private HandshakeException(HandshakeOutcome outcome, Refused refused, @Nullable CredentialsProblem problem) {
		super(refused.reason(), null, false, false);
		this.outcome = outcome;
		this.refused = refused;
		this.problem = problem;
	}

	HandshakeOutcome outcome() {
		return this.outcome;
	}

	@Nullable CredentialsProblem problem() {
		return this.problem;
	}

	Refused refused() {
		return this.refused;
	}

}
