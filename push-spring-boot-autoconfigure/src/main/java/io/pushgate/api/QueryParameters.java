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

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The query of a call, read strictly: each parameter is known and there once.
 */
final class QueryParameters {

	private static final char REPLACEMENT = '\ufffd';

	private final Map<String, String> values;

	private QueryParameters(Map<String, String> values) {
		this.values = values;
	}

	static QueryParameters parse(@Nullable String query, Set<String> known) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String pair : (query != null) ? query.split("&") : new String[0]) {
			if (pair.isEmpty()) {
				continue;
			}
			int equals = pair.indexOf('=');
			String name = decode((equals != -1) ? pair.substring(0, equals) : pair);
			if (!known.contains(name)) {
				throw invalid(name, "is not a parameter of this call");
			}
			if (values.put(name, (equals != -1) ? decode(pair.substring(equals + 1)) : "") != null) {
				throw invalid(name, "is there more than once");
			}
		}
		return new QueryParameters(values);
	}

	private static String decode(String text) {
		try {
			String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
			// The decoder repairs what is not UTF-8. Whoever means the character itself
			// may say so.
			if (decoded.indexOf(REPLACEMENT) == -1 || text.toUpperCase(Locale.ROOT).contains("%EF%BF%BD")) {
				return decoded;
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new Problem(ProblemType.MALFORMED, "Write the query in UTF-8, percent-encoded").exception();
	}

	@Nullable String get(String name) {
		return this.values.get(name);
	}

	String require(String name, Predicate<String> valid, String rule) {
		String value = optional(name, valid, rule);
		if (value == null) {
			throw invalid(name, "is missing");
		}
		return value;
	}

	@Nullable String optional(String name, Predicate<String> valid, String rule) {
		String value = this.values.get(name);
		if (value != null && !valid.test(value)) {
			throw invalid(name, rule);
		}
		return value;
	}

	static ApiException invalid(String name, String detail) {
		return Problem.at(ProblemType.INVALID, List.of(Violation.ofParameter(name, detail))).exception();
	}

}
