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

package io.pushgate.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.pushgate.message.Payload;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PushMessageCodecTests {

	private static final PushOptions EVERYTHING = new PushOptions("acme", "chat", Qos.AT_LEAST_ONCE,
			Duration.ofSeconds(90), "my-id", Set.of("11", "12"), "progress", Map.of("a", "1", "b", ""));

	private static final PushMessage PUSH = new PushMessage("my-id", PushTarget.device("u", "d"), "cover.ready",
			Payload.json(new byte[] { '{', '}' }), EVERYTHING, Instant.parse("2026-11-20T10:11:12.123456789Z"));

	@Test
	void whatIsReadIsWhatWasWritten() {
		ClusterMessage message = PushMessageCodec.encode(PUSH, Map.of("traceparent", "00-1-2-01"));
		assertThat(message.operation()).isEqualTo("push");
		assertThat(message.tenant()).isEqualTo("acme");
		assertThat(message.namespace()).isEqualTo("chat");
		assertThat(message.target()).isEqualTo(PUSH.target());
		assertThat(message.expiresAt()).isEqualTo(PUSH.expiresAt());
		assertThat(message.headers()).containsOnly(Map.entry("traceparent", "00-1-2-01"));
		assertThat(PushMessageCodec.decode(message)).isEqualTo(PUSH);
	}

	@ParameterizedTest
	@MethodSource("io.pushgate.cluster.EnvelopeCodecTests#targets")
	void aPushThatSaysNothingElseIsSmall(PushTarget target) {
		PushMessage push = new PushMessage("1", target, "e", Payload.binary(new byte[] { 0, -1 }), PushOptions.DEFAULTS,
				Instant.now());
		ClusterMessage message = PushMessageCodec.encode(push, Map.of());
		assertThat(message.body()).hasSizeLessThan(48);
		assertThat(PushMessageCodec.decode(message)).isEqualTo(push);
	}

	@Test
	void messagesOfOneTargetHaveOneKey() {
		assertThat(PushMessageCodec.key("t", PushTarget.user("u")))
			.isEqualTo(PushMessageCodec.key("t", PushTarget.user("u")))
			.isNotEqualTo(PushMessageCodec.key("t", PushTarget.user("v")))
			.isNotEqualTo(PushMessageCodec.key("t2", PushTarget.user("u")))
			.isNotEqualTo(PushMessageCodec.key("t", PushTarget.group("u")));
		assertThat(PushMessageCodec.key("t", PushTarget.group("g".repeat(256)))).hasSizeLessThan(100);
	}

	@Test
	void whatIsNoPushIsTold() {
		ClusterMessage message = PushMessageCodec.encode(PUSH, Map.of());
		assertThatExceptionOfType(EnvelopeException.class)
			.isThrownBy(() -> PushMessageCodec.decode(ClusterMessage.of("push").body("push/1", message.body()).build()))
			.withMessage("A push has no target");
		assertThatExceptionOfType(EnvelopeException.class)
			.isThrownBy(() -> PushMessageCodec
				.decode(ClusterMessage.of("push").target(PushTarget.all()).body("push/9", message.body()).build()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(EnvelopeException.Reason.VERSION));
		Random random = new Random(7);
		for (int i = 0; i < 5000; i++) {
			byte[] broken = Arrays.copyOf(message.body(), random.nextInt(message.body().length));
			if (broken.length > 0) {
				broken[random.nextInt(broken.length)] = (byte) random.nextInt();
			}
			assertThatExceptionOfType(EnvelopeException.class).isThrownBy(() -> PushMessageCodec
				.decode(ClusterMessage.of("push").target(PushTarget.all()).body("push/1", broken).build()));
		}
	}

}
