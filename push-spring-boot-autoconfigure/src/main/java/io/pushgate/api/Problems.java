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

import java.util.concurrent.CompletionException;

import io.pushgate.PushException;
import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClaimUnavailableException;
import io.pushgate.cluster.IdempotencyConflictException;
import io.pushgate.delivery.PushOverloadedException;
import io.pushgate.delivery.UnsupportedQosException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Says what a failure means to a caller. What an exception says stays in the log.
 */
final class Problems {

	private static final Log logger = LogFactory.getLog(PushApi.class);

	private Problems() {
	}

	/**
	 * Say what a failure means.
	 * @param failure the failure
	 * @param pointer the JSON pointer of the message that failed
	 */
	static Problem of(Throwable failure, String pointer) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof ApiException ex) {
			return ex.problem();
		}
		if (cause instanceof UnsupportedQosException) {
			return Problem.at(ProblemType.INVALID, pointer + "/qos",
					"is not available for this message in this version");
		}
		if (cause instanceof IdempotencyConflictException) {
			return Problem.at(ProblemType.CONFLICT, pointer + "/id", "was used for another message before");
		}
		if (cause instanceof PushOverloadedException) {
			return Problem.passing(ProblemType.UNAVAILABLE, "Too many messages are under way. Try again later");
		}
		if (cause instanceof BusUnavailableException) {
			return Problem.passing(ProblemType.UNAVAILABLE, "The other nodes cannot be reached now. Try again later");
		}
		if (cause instanceof ClaimUnavailableException) {
			return Problem.passing(ProblemType.UNAVAILABLE,
					"Nobody can tell now whether this id was pushed before. Try again later");
		}
		if (cause instanceof BusMessageTooLargeException) {
			return new Problem(ProblemType.TOO_LARGE, "The message is larger than what goes from node to node");
		}
		if (cause instanceof PushException) {
			logger.debug("A message could not be taken", cause);
			return Problem.passing(ProblemType.UNAVAILABLE, "The message could not be taken. Try again later");
		}
		logger.error("A call of the HTTP push API failed", cause);
		return new Problem(ProblemType.INTERNAL, "The call failed. The log of the server says why");
	}

}
