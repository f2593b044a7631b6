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

package io.pushgate.autoconfigure;

/**
 * A property has a value that Pushgate cannot work with. Stops the start.
 */
class InvalidPushPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	InvalidPushPropertyException(String property, Object value, String problem, String action) {
		super("The property '" + property + "' has the value '" + value + "', but " + problem + ".");
		this.action = action;
	}

	InvalidPushPropertyException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
