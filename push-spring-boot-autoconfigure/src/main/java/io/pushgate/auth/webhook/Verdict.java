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

import java.time.Duration;
import java.time.Instant;

import com.github.benmanes.caffeine.cache.Expiry;
import io.pushgate.auth.PushIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What an application says of credentials.
 *
 * @param identity who it is, or {@code null} if the credentials are bad or nobody knows
 * @param problem why nobody knows, or {@code null}. Not an exception: a cache would log
 * each of them
 */
record Verdict(@Nullable PushIdentity identity, @Nullable String problem) {

	static Verdict good(PushIdentity identity) {
		return new Verdict(identity, null);
	}

	static Verdict bad() {
		return new Verdict(null, null);
	}

	static Verdict none(String problem) {
		return new Verdict(null, problem);
	}

	/**
	 * How long verdicts are believed: never longer than the identity lasts, and not at
	 * all where there is none.
	 */
	static Expiry<String, Verdict> expiry(Duration good, Duration bad) {
		return Expiry.creating((key, verdict) -> {
			if (verdict.problem() != null) {
				return Duration.ZERO;
			}
			PushIdentity identity = verdict.identity();
			if (identity == null) {
				return (bad.compareTo(good) < 0) ? bad : good;
			}
			Instant end = identity.expiresAt();
			Duration left = (end != null) ? Duration.between(Instant.now(), end) : good;
			if (left.isNegative()) {
				return Duration.ZERO;
			}
			return (left.compareTo(good) < 0) ? left : good;
		});
	}

}
