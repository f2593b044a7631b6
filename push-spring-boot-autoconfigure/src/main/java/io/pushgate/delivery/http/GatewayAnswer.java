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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a gateway, or somebody before it, has answered.
 *
 * @param status the status
 * @param body the body, empty if there was none
 * @param retryAfter the header {@code Retry-After} where it is a number of seconds, or
 * {@code null}
 */
record GatewayAnswer(int status, byte[] body, @Nullable Duration retryAfter) {

	private static final JsonMapper mapper = JsonMapper.builder().build();

	private static final int MAX_DETAIL = 500;

	boolean isSuccess() {
		return this.status / 100 == 2;
	}

	boolean isPassing() {
		return isPassing(this.status);
	}

	/**
	 * Return whether the same call may be answered otherwise in a moment.
	 */
	static boolean isPassing(int status) {
		return switch (status) {
			case 408, 425, 429, 502, 503, 504 -> true;
			default -> false;
		};
	}

	/**
	 * Return the body.
	 * @return the JSON, or {@code null} if the body is something else
	 */
	@Nullable JsonNode json() {
		try {
			return mapper.readTree(this.body);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Return what the gateway says about a failure.
	 * @param problem the answer, or a part of it
	 * @return the detail, or an empty text
	 */
	static String detail(@Nullable JsonNode problem) {
		String detail = (problem != null) ? problem.path("detail").asString("") : "";
		return (detail.length() > MAX_DETAIL) ? detail.substring(0, MAX_DETAIL) : detail;
	}

	/**
	 * Describe the answer without its body.
	 */
	@Override
	public String toString() {
		return "status " + this.status;
	}

}
