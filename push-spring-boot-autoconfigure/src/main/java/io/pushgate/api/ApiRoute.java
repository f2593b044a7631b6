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

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A path, and what its methods do.
 *
 * @param operations the operations by their methods; a {@code GET} answers {@code HEAD}
 * as well
 * @param allow the value of {@code Allow}
 */
record ApiRoute(Map<String, ApiOperation> operations, String allow) {

	ApiRoute(Map<String, ApiOperation> operations) {
		this(operations, allow(operations));
	}

	private static String allow(Map<String, ApiOperation> operations) {
		StringBuilder allow = new StringBuilder();
		operations.keySet().stream().sorted().forEach((method) -> {
			allow.append(method).append(", ");
			if (method.equals("GET")) {
				allow.append("HEAD, ");
			}
		});
		return allow.append("OPTIONS").toString();
	}

	@Nullable ApiOperation operation(String method) {
		return this.operations.get(method.equals("HEAD") ? "GET" : method);
	}

}
