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

package io.pushgate.api;

import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.pushgate.transport.HttpAnswer;

/**
 * What is behind one path and method.
 *
 * @param parameters the parameters that the query may have
 * @param takesBody whether there is a body, which is JSON then
 * @param isShort whether it is over at once, so that any thread may carry it out
 * @param action carries it out
 */
record ApiOperation(Set<String> parameters, boolean takesBody, boolean isShort, Action action) {

	/**
	 * Carries an operation out.
	 */
	@FunctionalInterface
	interface Action {

		/**
		 * Carry it out.
		 * @throws ApiException if the request is wrong
		 */
		CompletionStage<HttpAnswer> perform(ApiRequest request);

	}

}
