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

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import io.pushgate.message.PushTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EnvelopeCodecTests {

	private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	private static final ClusterMessage MESSAGE = ClusterMessage.of("push")
		.key("key")
		.tenant("acme")
		.namespace("chat")
		.target(PushTarget.user("u1"))
		.expiresAt(NOW.plusSeconds(1))
		.headers(Map.of("traceparent", "00-1-2-01"))
		.body("push/1", new byte[] { 1, 2, 3 })
		.build();

	private static final ClusterEnvelope ENVELOPE = new ClusterEnvelope(new NodeId(1023), Long.MAX_VALUE,
			ClusterDestination.node(new NodeId(0)), 4095, Long.MAX_VALUE, NOW, MESSAGE);

	static Stream<PushTarget> targets() {
		return Stream.of(PushTarget.user("u"), PushTarget.users(List.of("u 1", "ü/2", "\uD83D\uDE00")),
				PushTarget.device("u", "d"),
				PushTarget.devices(List.of(new PushTarget.Device("u", "d1"), new PushTarget.Device("v", "d2"))),
				PushTarget.session("123"), PushTarget.sessions(List.of("1", "2")), PushTarget.group("g"),
				PushTarget.groups(List.of("g1", "g2")), PushTarget.all());
	}

	@Test
	void whatIsReadIsWhatWasWritten() {
		assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(ENVELOPE))).usingRecursiveComparison().isEqualTo(ENVELOPE);
	}

	@Test
	void whatIsNotSaidIsNotWritten() {
		ClusterEnvelope least = new ClusterEnvelope(new NodeId(0), 1, ClusterDestination.all(), 0, 1, NOW,
				ClusterMessage.of("op").build());
		byte[] bytes = EnvelopeCodec.encode(least);
		assertThat(bytes).hasSizeLessThan(40);
		assertThat(EnvelopeCodec.decode(bytes)).usingRecursiveComparison().isEqualTo(least);
	}

	@ParameterizedTest
	@MethodSource("targets")
	void targetsOfEveryKindArriveAsTheyWere(PushTarget target) {
		ClusterMessage message = ClusterMessage.of("push").target(target).build();
		ClusterEnvelope envelope = new ClusterEnvelope(new NodeId(1), 1, ClusterDestination.all(), 0, 1, NOW, message);
		assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(envelope)).message().target()).isEqualTo(target);
	}

	@Test
	void everyKindOfTargetIsAmongThem() {
		assertThat(targets().map(PushTarget::getClass))
			.containsAll(Arrays.asList(PushTarget.class.getPermittedSubclasses())
				.stream()
				.<Class<? extends PushTarget>>map((type) -> type.asSubclass(PushTarget.class))
				.toList());
	}

	@Test
	void aBodyIsNeverLookedInto() {
		byte[] body = new byte[100_000];
		new Random(1).nextBytes(body);
		ClusterMessage message = ClusterMessage.of("push").body("x/1", body).build();
		ClusterEnvelope envelope = new ClusterEnvelope(new NodeId(1), 1, ClusterDestination.all(), 0, 1, NOW, message);
		assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(envelope)).message().body()).isEqualTo(body);
	}

	@Test
	void factsOfNewerNodesAreSkipped() {
		byte[] bytes = EnvelopeCodec.encode(ENVELOPE);
		ByteArrayOutputStream newer = new ByteArrayOutputStream();
		newer.write(bytes, 0, 5);
		newer.write(bytes[5] + 5);
		newer.writeBytes(new byte[] { (byte) 200, 3, 'n', 'e', 'w' });
		newer.write(bytes, 6, bytes.length - 6);
		assertThat(EnvelopeCodec.decode(newer.toByteArray())).usingRecursiveComparison().isEqualTo(ENVELOPE);
	}

	@Test
	void envelopesOfOtherVersionsAreTold() {
		byte[] bytes = EnvelopeCodec.encode(ENVELOPE);
		bytes[1] = 2;
		assertThatExceptionOfType(EnvelopeException.class).isThrownBy(() -> EnvelopeCodec.decode(bytes))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(EnvelopeException.Reason.VERSION))
			.withMessage("The envelope has version 2");
	}

	@Test
	void targetsOfOtherVersionsAreTold() {
		assertThatExceptionOfType(EnvelopeException.class).isThrownBy(() -> TargetCodec.target(99, List.of()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(EnvelopeException.Reason.UNKNOWN_TARGET));
	}

	@Test
	void brokenBytesAreToldAndNothingElse() {
		byte[] bytes = EnvelopeCodec.encode(ENVELOPE);
		Random random = new Random(42);
		int told = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
			for (int j = random.nextInt(4); j > 0 && broken.length > 0; j--) {
				broken[random.nextInt(broken.length)] = (byte) random.nextInt();
			}
			try {
				EnvelopeCodec.decode(broken);
			}
			catch (EnvelopeException ex) {
				told++;
			}
		}
		assertThat(told).isGreaterThan(10_000);
	}

}
