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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.pushgate.transport.HttpAnswer;
import tools.jackson.core.JsonGenerator;

/**
 * Makes the answers of this API.
 */
final class Answers {

	private static final byte[] NOTHING = {};

	private static final Map<String, String> COMMON = Map.of("Cache-Control", "no-store", "X-Content-Type-Options",
			"nosniff");

	private static final Map<String, String> JSON = Collections
		.unmodifiableMap(with("Content-Type", "application/json"));

	private Answers() {
	}

	static HttpAnswer json(int status, Consumer<JsonGenerator> content) {
		return new HttpAnswer(status, JSON, ApiJson.write(content));
	}

	static HttpAnswer json(int status, byte[] content) {
		return new HttpAnswer(status, JSON, content);
	}

	static HttpAnswer empty(int status) {
		return new HttpAnswer(status, COMMON, NOTHING);
	}

	static HttpAnswer options(String allow) {
		return new HttpAnswer(204, with("Allow", allow), NOTHING);
	}

	static HttpAnswer problem(Problem problem) {
		Map<String, String> headers = with("Content-Type", "application/problem+json");
		if (problem.retryAfter() != null) {
			headers.put("Retry-After", Long.toString(problem.retryAfter().toSeconds()));
		}
		if (problem.type() == ProblemType.UNAUTHORIZED) {
			headers.put("WWW-Authenticate", "Bearer");
		}
		return new HttpAnswer(problem.type().status(), headers, ApiJson.write(problem::write));
	}

	static HttpAnswer methodNotAllowed(String allow) {
		HttpAnswer answer = problem(new Problem(ProblemType.METHOD_NOT_ALLOWED, "Use one of: " + allow));
		answer.headers().put("Allow", allow);
		return answer;
	}

	private static Map<String, String> with(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(COMMON);
		headers.put(name, value);
		return headers;
	}

}
