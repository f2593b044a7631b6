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
 * A {@link PushListener} method cannot be what it is meant to be. Stops the start of the
 * application.
 *
 * @since 0.1.0
 */
public class InvalidPushListenerException extends PushException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	InvalidPushListenerException(String problem, String remedy) {
		this(problem, remedy, null);
	}

	InvalidPushListenerException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem + " " + remedy, cause);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Return the message.
	 * @return problem and remedy
	 */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * Return what is wrong.
	 * @return a sentence that names bean and method
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return what to do about it.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
