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

package io.pushgate.delivery.http;

import io.pushgate.PushException;
import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.IdempotencyConflictException;
import io.pushgate.delivery.UnsupportedQosException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Says what it means that a gateway has refused something, and what helps.
 */
final class Refusals {

	private static final String REFUSED = "The gateway has refused the message";

	private Refusals() {
	}

	/**
	 * Say what a refused message means.
	 * @param status the status of its problem
	 * @param problem the problem
	 */
	static PushException ofMessage(int status, @Nullable JsonNode problem) {
		String detail = detail(problem);
		boolean qos = problem != null && problem.at("/errors/0/pointer").asString("").endsWith("/qos");
		return switch (status) {
			case 409 -> new IdempotencyConflictException(REFUSED + ", as its id belongs to another one" + detail);
			case 413 -> new BusMessageTooLargeException(REFUSED + ", as it is too large" + detail
					+ ". Send less, or raise 'push.api.max-body' of the gateway");
			case 401, 403 -> ofCall(status, problem);
			default -> (qos ? new UnsupportedQosException(REFUSED + detail)
					: new GatewayRefusedException(status, REFUSED + detail));
		};
	}

	/**
	 * Say what a refused call means, whatever was called.
	 * @param status the status of the answer
	 * @param problem the answer, if it is JSON
	 */
	static GatewayRefusedException ofCall(int status, @Nullable JsonNode problem) {
		return new GatewayRefusedException(status, switch (status) {
			case 401 -> "The gateway does not know this application. Set 'push.client.api-key' to a key of which the "
					+ "gateway has the SHA-256 in 'push.api.keys.<tenant>'";
			case 403 -> "The gateway says that the key is not of this tenant, or does not let it in. Set "
					+ "'push.client.api-key' to a key of the tenant that 'push.client.tenant' names" + detail(problem);
			case 400, 409, 413, 500 -> "The gateway has refused the call" + detail(problem);
			default -> ((status / 100 == 3)
					? "The gateway's address answers with a redirect, which is not followed. Set "
							+ "'push.client.gateway-url' to the address that answers by itself"
					: "There is no HTTP push API at the gateway's address, which answers with " + status
							+ ". Set 'push.client.gateway-url' to where the gateway serves it, by 'push.api.enabled' "
							+ "and 'push.api.path'");
		});
	}

	private static String detail(@Nullable JsonNode problem) {
		// The caller does not know its position in the batch.
		String detail = GatewayAnswer.detail(problem).replaceFirst("^'/\\d+/", "'/");
		return detail.isEmpty() ? "" : ". It says: " + detail;
	}

}
