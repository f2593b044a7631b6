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

package io.pushgate.transport;

import java.util.concurrent.CompletionStage;

/**
 * What an {@link HttpEndpoint} says of a call when it has seen the head.
 *
 * @since 0.1.0
 */
public sealed interface HttpVerdict {

	/**
	 * Read the body, and hand it over.
	 *
	 * @param handler answers the call
	 */
	record Accepted(Handler handler) implements HttpVerdict {

	}

	/**
	 * Do not bother with the body.
	 *
	 * @param answer the answer
	 */
	record Refused(HttpAnswer answer) implements HttpVerdict {

	}

	/**
	 * Answers one call.
	 */
	@FunctionalInterface
	interface Handler {

		/**
		 * Answer the call.
		 * @param body the body, empty if there is none; the handler may keep it
		 * @return the answer; never fails
		 */
		CompletionStage<HttpAnswer> answer(byte[] body);

	}

}
