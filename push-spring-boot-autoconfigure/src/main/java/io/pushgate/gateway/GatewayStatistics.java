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

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.pushgate.auth.CredentialsProblem;

/**
 * Counts handshakes by their outcome, refused credentials by what was wrong, and
 * questions why a handshake failed by the answer. Thread-safe.
 *
 * @since 0.1.0
 */
public final class GatewayStatistics {

	private final Map<HandshakeOutcome, LongAdder> handshakes = new EnumMap<>(HandshakeOutcome.class);

	private final Map<HandshakeOutcome, LongAdder> questions = new EnumMap<>(HandshakeOutcome.class);

	private final Map<CredentialsProblem, LongAdder> credentials = new EnumMap<>(CredentialsProblem.class);

	/**
	 * Create statistics in which everything is zero.
	 */
	public GatewayStatistics() {
		for (CredentialsProblem problem : CredentialsProblem.values()) {
			this.credentials.put(problem, new LongAdder());
		}
		for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
			this.handshakes.put(outcome, new LongAdder());
			this.questions.put(outcome, new LongAdder());
		}
	}

	void credentialsRefused(CredentialsProblem problem) {
		this.credentials.get(problem).increment();
	}

	/**
	 * Return how many times credentials had a problem: of handshakes, of first frames,
	 * and of tokens that were to renew others.
	 * @param problem the problem
	 * @return the count
	 */
	public long credentialsRefusedCount(CredentialsProblem problem) {
		return this.credentials.get(problem).sum();
	}

	void handshake(HandshakeOutcome outcome) {
		this.handshakes.get(outcome).increment();
	}

	/**
	 * Return how many handshakes had an outcome.
	 * @param outcome the outcome
	 * @return the count
	 */
	public long handshakeCount(HandshakeOutcome outcome) {
		return this.handshakes.get(outcome).sum();
	}

	void question(HandshakeOutcome answer) {
		this.questions.get(answer).increment();
	}

	/**
	 * Return how many questions why a handshake failed had an answer.
	 * @param answer the outcome that a handshake would have had
	 * @return the count
	 */
	public long questionCount(HandshakeOutcome answer) {
		return this.questions.get(answer).sum();
	}

}
