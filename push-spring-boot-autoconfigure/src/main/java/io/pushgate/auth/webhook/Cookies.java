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

package io.pushgate.auth.webhook;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Takes cookies out of the header {@code Cookie}.
 */
final class Cookies {

	private Cookies() {
	}

	/**
	 * Return the cookies of some names, in the order of these, the first of each.
	 */
	static Map<String, String> of(@Nullable String header, Collection<String> names) {
		if (header == null || names.isEmpty()) {
			return Map.of();
		}
		Map<String, String> cookies = new TreeMap<>();
		for (String pair : header.split(";")) {
			int equals = pair.indexOf('=');
			String name = (equals < 0) ? "" : pair.substring(0, equals).trim();
			if (names.contains(name)) {
				cookies.putIfAbsent(name, pair.substring(equals + 1).trim());
			}
		}
		return cookies;
	}

}
