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

import org.jspecify.annotations.Nullable;

/**
 * Decides what a client is told when its request could not be handled. Define a bean of
 * this type to reply where there is something to reply with, to choose the error, or to
 * take note of failures. It is called on the thread on which the failure happened, for
 * what a {@link PushListener} throws and for data that is not what it takes. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PushListenerErrorHandler {

	/**
	 * Handle a failure.
	 * @param request the request
	 * @param exception what was thrown: a {@link PushRequestException} with
	 * {@link UplinkError#MALFORMED} where the data could not be read or is not valid
	 * @return what to reply with, as a listener may return it, but no
	 * {@code CompletionStage}
	 * @throws Exception to answer with an error: a {@link PushRequestException} names
	 * which; anything else, such as what was given, is logged and answered with
	 * {@code handler-failed}
	 */
	@Nullable Object handleError(PushRequest request, Exception exception) throws Exception;

}
