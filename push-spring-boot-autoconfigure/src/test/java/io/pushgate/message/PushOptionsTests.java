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

package io.pushgate.message;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PushOptions}, {@link PushMessage} and {@link Payload}.
 */
class PushOptionsTests {

	@Test
	void whoSaysNothingGetsTheDefaults() {
		assertThat(PushOptions.DEFAULTS)
			.isEqualTo(new PushOptions("default", "default", Qos.AT_MOST_ONCE, null, null, Set.of(), null, Map.of()));
	}

	@Test
	void refusesValuesOutsideTheirLimits() {
		assertThatIllegalArgumentException().isThrownBy(() -> options("a b", "default", null, null, null))
			.withMessage("'tenant' must match [A-Za-z0-9._-]{1,64}: \"a b\"");
		assertThatIllegalArgumentException().isThrownBy(() -> options("default", "", null, null, null))
			.withMessage("'namespace' must match [A-Za-z0-9._-]{1,64}: \"\"");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> options("default", "default", Duration.ofNanos(-1), null, null))
			.withMessage("'ttl' must be positive");
		assertThatIllegalArgumentException().isThrownBy(() -> options("default", "default", Duration.ZERO, null, null))
			.withMessage("'ttl' must be positive");
		assertThatIllegalArgumentException().isThrownBy(() -> options("default", "default", null, "", null))
			.withMessageStartingWith("'id' must have 1 to 128");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> options("default", "default", null, null, "k".repeat(129)))
			.withMessageStartingWith("'latestKey' must have 1 to 128");
	}

	@Test
	void doesNotChangeWithTheCollectionsItWasMadeOf() {
		Set<String> except = new HashSet<>(Set.of("1"));
		Map<String, String> headers = new HashMap<>(Map.of("a", "b"));
		PushOptions options = new PushOptions("default", "default", Qos.AT_MOST_ONCE, null, null, except, null,
				headers);
		except.clear();
		headers.clear();
		assertThat(options.except()).containsExactly("1");
		assertThat(options.headers()).containsExactly(Map.entry("a", "b"));
	}

	@Test
	void aMessageExpiresAfterItsTimeToLive() {
		Instant time = Instant.parse("2026-01-01T00:00:00Z");
		assertThat(
				message("m", "e", options("default", "default", Duration.ofSeconds(5), null, null), time).expiresAt())
			.isEqualTo("2026-01-01T00:00:05Z");
		assertThat(message("m", "e", PushOptions.DEFAULTS, time).expiresAt()).isNull();
	}

	@Test
	void aMessageHasAnIdAndAnEvent() {
		assertThatIllegalArgumentException().isThrownBy(() -> message("", "e", PushOptions.DEFAULTS, Instant.EPOCH))
			.withMessageStartingWith("'id' must have 1 to 128");
		assertThatIllegalArgumentException().isThrownBy(() -> message("m", "\n", PushOptions.DEFAULTS, Instant.EPOCH))
			.withMessageStartingWith("'event' must have 1 to 128");
	}

	@Test
	void aPayloadIsComparedByItsContentAndShownWithoutIt() {
		Payload json = Payload.json("\"secret\"".getBytes());
		assertThat(json).isEqualTo(Payload.json("\"secret\"".getBytes()))
			.hasSameHashCodeAs(Payload.json("\"secret\"".getBytes()))
			.isNotEqualTo(Payload.binary("\"secret\"".getBytes()))
			.isNotEqualTo(Payload.none())
			.hasToString("JSON[8 bytes]");
		assertThat(json.asJson()).isEqualTo("\"secret\"");
		assertThat(Payload.none().asJson()).isEqualTo("null");
		assertThatIllegalStateException().isThrownBy(() -> Payload.binary(new byte[1]).asJson())
			.withMessage("A binary payload has no JSON text");
	}

	private static PushMessage message(String id, String event, PushOptions options, Instant time) {
		return new PushMessage(id, PushTarget.all(), event, Payload.none(), options, time);
	}

	private static PushOptions options(String tenant, String namespace, @Nullable Duration ttl, @Nullable String id,
			@Nullable String latestKey) {
		return new PushOptions(tenant, namespace, Qos.AT_MOST_ONCE, ttl, id, Set.of(), latestKey, Map.of());
	}

}
