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

package io.pushgate.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.pushgate.message.Payload;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Fingerprint}.
 */
class MessageFingerprintTests {

	private static final Payload DATA = json("1");

	private static final PushTarget ANN = PushTarget.user("ann");

	@Test
	void differsForWhateverDiffers() {
		PushOptions none = PushOptions.DEFAULTS;
		List<PushMessage> messages = Stream
			.of(message(ANN, "e", DATA, none), message(ANN, "f", DATA, none), message(ANN, "e", json("2"), none),
					message(ANN, "e", Payload.binary(new byte[] { '1' }), none),
					message(PushTarget.users(List.of("ann", "bob")), "e", DATA, none),
					message(PushTarget.users(List.of("ann, bob")), "e", DATA, none),
					message(PushTarget.users(List.of("ann", "b", "ob")), "e", DATA, none),
					message(PushTarget.device("ann", "bob"), "e", DATA, none),
					message(PushTarget.devices(List.of(new PushTarget.Device("ann", "bob"))), "e", DATA, none),
					message(PushTarget.session("1"), "e", DATA, none),
					message(PushTarget.sessions(List.of("1")), "e", DATA, none),
					message(PushTarget.groups(List.of("ann")), "e", DATA, none),
					message(PushTarget.all(), "e", DATA, none),
					message(ANN, "e", DATA, options("n", Qos.AT_MOST_ONCE, null, Set.of(), null, Map.of())),
					message(ANN, "e", DATA, options("default", Qos.AT_LEAST_ONCE, null, Set.of(), null, Map.of())),
					message(ANN, "e", DATA,
							options("default", Qos.AT_MOST_ONCE, Duration.ofSeconds(1), Set.of(), null, Map.of())),
					message(ANN, "e", DATA, options("default", Qos.AT_MOST_ONCE, null, Set.of("1"), null, Map.of())),
					message(ANN, "e", DATA, options("default", Qos.AT_MOST_ONCE, null, Set.of(), "k", Map.of())))
			.toList();
		assertThat(messages.stream().map(MessageFingerprintTests::fingerprint)).doesNotHaveDuplicates();
	}

	@Test
	void isTheSameForTheSame() {
		Map<String, String> headers = new LinkedHashMap<>();
		Set<String> except = new LinkedHashSet<>();
		for (int i = 0; i < 100; i++) {
			headers.put("h" + i, "v" + i);
			except.add("" + i);
		}
		Map<String, String> reversed = new LinkedHashMap<>();
		Set<String> others = new LinkedHashSet<>();
		for (int i = 99; i >= 0; i--) {
			reversed.put("h" + i, "v");
			others.add("" + i);
		}
		assertThat(
				fingerprint(message(ANN, "e", DATA, options("default", Qos.AT_MOST_ONCE, null, except, null, headers))))
			.isEqualTo(fingerprint(new PushMessage("other id", ANN, "e", json("1"),
					options("default", Qos.AT_MOST_ONCE, null, others, null, reversed), Instant.now())));
	}

	@Test
	void namesCountInAnyOrder() {
		for (List<PushTarget> same : List.of(
				List.of(PushTarget.users(List.of("a", "b")), PushTarget.users(List.of("b", "a"))),
				List.of(PushTarget.groups(List.of("a", "b")), PushTarget.groups(List.of("b", "a"))),
				List.of(PushTarget.sessions(List.of("1", "2")), PushTarget.sessions(List.of("2", "1"))),
				List.of(PushTarget.devices(List.of(new PushTarget.Device("a", "1"), new PushTarget.Device("a", "2"))),
						PushTarget
							.devices(List.of(new PushTarget.Device("a", "2"), new PushTarget.Device("a", "1")))))) {
			assertThat(fingerprint(message(same.get(0), "e", DATA, PushOptions.DEFAULTS)))
				.isEqualTo(fingerprint(message(same.get(1), "e", DATA, PushOptions.DEFAULTS)));
		}
	}

	private static List<Byte> fingerprint(PushMessage message) {
		byte[] fingerprint = MessageFingerprint.of(message);
		assertThat(fingerprint).hasSize(17);
		return Stream.iterate(0, (i) -> i < fingerprint.length, (i) -> i + 1).map((i) -> fingerprint[i]).toList();
	}

	private static PushMessage message(PushTarget target, String event, Payload payload, PushOptions options) {
		return new PushMessage("m", target, event, payload, options, Instant.EPOCH);
	}

	private static PushOptions options(String namespace, Qos qos, @Nullable Duration ttl, Set<String> except,
			@Nullable String latestKey, Map<String, String> headers) {
		return new PushOptions("default", namespace, qos, ttl, null, except, latestKey, headers);
	}

	private static Payload json(String text) {
		return Payload.json(text.getBytes(StandardCharsets.UTF_8));
	}

}
