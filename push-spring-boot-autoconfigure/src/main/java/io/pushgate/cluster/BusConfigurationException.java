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

package io.pushgate.cluster;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * A bus cannot work with what it has been given, and no waiting helps: stops the start.
 *
 * @since 0.1.0
 */
public class BusConfigurationException extends PushException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * Create a new exception.
	 * @param message what is wrong, as a sentence without its full stop
	 * @param remedy what to do about it, as a sentence
	 * @param cause the cause
	 */
	public BusConfigurationException(String message, String remedy, @Nullable Throwable cause) {
		super(message, cause);
		this.remedy = remedy;
	}

	/**
	 * Return what to do about it.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
