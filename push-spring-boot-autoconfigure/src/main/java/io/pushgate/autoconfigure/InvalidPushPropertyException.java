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

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * A property has a value that Pushgate cannot work with. Stops the start, with two
 * sentences that say what is wrong and what would be right.
 */
class InvalidPushPropertyException extends FailureAnalyzedException {

	private static final long serialVersionUID = 1L;

	InvalidPushPropertyException(String property, Object value, String problem, String action) {
		this("The property '" + property + "' has the value '" + value + "', but " + problem + ".", action);
	}

	InvalidPushPropertyException(String description, String action) {
		super(description, action);
	}

}
