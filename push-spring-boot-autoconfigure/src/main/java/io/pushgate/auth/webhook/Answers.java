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

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

import io.pushgate.auth.PushIdentity;
import io.pushgate.message.Claims;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads who a client is out of an answer. What is not understood is not believed.
 */
final class Answers {

	/**
	 * Before that, a number of milliseconds is one of seconds by mistake.
	 */
	private static final long YEAR_2001 = 1_000_000_000_000L;

	// Numbers of claims stay as they are written.
	private static final JsonMapper EXACT = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private Answers() {
	}

	static Verdict read(byte[] body) {
		JsonNode json = json(body);
		if (json == null) {
			return unusable("it is no JSON object");
		}
		String user = text(json.path("user"));
		if (user == null) {
			return unusable("'user' is neither a text nor a whole number");
		}
		String tenant = isAbsent(json.path("tenant")) ? PushIdentity.ofUser(user).tenant() : text(json.path("tenant"));
		if (tenant == null) {
			return unusable("'tenant' is neither a text nor a whole number");
		}
		JsonNode end = json.path("expiresAt");
		Instant expiresAt = isAbsent(end) ? null : instant(end);
		if (expiresAt == null && !isAbsent(end)) {
			return unusable("'expiresAt' is neither a time such as '2026-01-31T12:00:00Z' nor a number of "
					+ "milliseconds since 1970");
		}
		PushIdentity identity = new PushIdentity(tenant, user, expiresAt);
		if (isAbsent(json.path("claims"))) {
			return Verdict.good(identity);
		}
		try {
			return Verdict.good(identity.withClaims(Claims.read(json.path("claims").toString())));
		}
		catch (IllegalArgumentException ex) {
			return unusable("'claims' must be a JSON object of at most " + Claims.MAX_SIZE + " bytes");
		}
	}

	private static @Nullable JsonNode json(byte[] body) {
		try {
			JsonNode json = EXACT.readTree(body);
			return json.isObject() ? json : null;
		}
		catch (JacksonException ex) {
			// Its message would quote the answer.
			return null;
		}
	}

	private static boolean isAbsent(JsonNode node) {
		return node.isMissingNode() || node.isNull();
	}

	private static @Nullable String text(JsonNode node) {
		return ((node.isString() && !node.asString().isEmpty()) || node.isIntegralNumber()) ? node.asString() : null;
	}

	private static @Nullable Instant instant(JsonNode node) {
		if (node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >= YEAR_2001) {
			return Instant.ofEpochMilli(node.asLong());
		}
		try {
			return node.isString() ? OffsetDateTime.parse(node.asString()).toInstant() : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static Verdict unusable(String problem) {
		return Verdict.none("answered 200, but not with who it is: " + problem);
	}

}
