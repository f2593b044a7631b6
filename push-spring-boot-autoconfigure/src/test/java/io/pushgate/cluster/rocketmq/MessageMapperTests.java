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

package io.pushgate.cluster.rocketmq;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.EnvelopeException;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushTarget;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageMapper}.
 */
class MessageMapperTests {

	private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

	private static ClusterMessage.Builder full() {
		return ClusterMessage.of("push")
			.key("user:42")
			.tenant("acme")
			.namespace("chat")
			.target(PushTarget.users(List.of("u 1", "ü% x%%,=")))
			.expiresAt(NOW.plusSeconds(60))
			.headers(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", " ", "\t"))
			.body("json/1", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
	}

	private static ClusterEnvelope envelope(ClusterDestination destination, ClusterMessage message) {
		return new ClusterEnvelope(new NodeId(7), 99, destination, 3, 12, NOW, message);
	}

	@Test
	void factsAreUserPropertiesAndTheBodyIsUntouched() {
		ClusterMessage message = full().build();
		Message mapped = MessageMapper.toMessage("topic", envelope(ClusterDestination.all(), message));
		assertThat(mapped.getBody()).isEqualTo(message.body());
		assertThat(mapped.getTags()).isEqualTo("all");
		assertThat(mapped.getProperties()).containsEntry("push_v", "1")
			.containsEntry("push_op", "push")
			.containsEntry("push_tenant", "acme")
			.containsEntry("push_namespace", "chat")
			.containsEntry("push_key", "user:42")
			.containsEntry("push_codec", "json/1")
			.containsEntry("push_node", "7")
			.containsEntry("push_incarnation", "99")
			.containsEntry("push_lane", "3")
			.containsEntry("push_seq", "12")
			.containsEntry("push_time", "1700000000000")
			.containsEntry("push_expires", "1700000060000")
			.containsKeys("push_target", "push_to", "push_headers");
	}

	@Test
	void theTagSaysWhichNodeItIsFor() {
		Message mapped = MessageMapper.toMessage("topic",
				envelope(ClusterDestination.node(new NodeId(1023)), full().build()));
		assertThat(mapped.getTags()).isEqualTo("n1023");
	}

	@Test
	void whatIsReadIsWhatWasWritten() {
		for (ClusterMessage message : List.of(full().build(), ClusterMessage.of("x").build(),
				full().body("", new byte[0]).build(), full().key(" %\1\2\n").build(),
				full()
					.target(PushTarget
						.users(IntStream.range(0, 1000).mapToObj((i) -> "user-" + "ä".repeat(100) + i).toList()))
					.build())) {
			for (ClusterDestination destination : List.of(ClusterDestination.all(),
					ClusterDestination.node(new NodeId(5)))) {
				ClusterEnvelope envelope = envelope(destination, message);
				assertThat(throughTheBroker(envelope)).usingRecursiveComparison().isEqualTo(envelope);
			}
		}
	}

	/**
	 * Properties travel as one text of at most 32 KB, which is what the characters 1 and
	 * 2 are for.
	 */
	private static ClusterEnvelope throughTheBroker(ClusterEnvelope envelope) {
		Message message = MessageMapper.toMessage("topic", envelope);
		String properties = MessageDecoder.messageProperties2String(message.getProperties());
		assertThat(properties.getBytes(StandardCharsets.UTF_8).length).isLessThan(32 * 1024);
		return MessageMapper.toEnvelope(MessageDecoder.string2messageProperties(properties), message.getBody());
	}

	@Test
	void versionsOfOthersAreTold() {
		assertThatExceptionOfType(EnvelopeException.class)
			.isThrownBy(() -> MessageMapper.toEnvelope(Map.of("push_v", "2"), new byte[1]))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(EnvelopeException.Reason.VERSION));
		assertThatExceptionOfType(EnvelopeException.class)
			.isThrownBy(() -> MessageMapper.toEnvelope(Map.of(), new byte[1]))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(EnvelopeException.Reason.MALFORMED));
	}

	@Test
	void brokenFactsAreToldAndNothingElse() {
		Map<String, String> sound = MessageMapper.toMessage("topic", envelope(ClusterDestination.all(), full().build()))
			.getProperties();
		Random random = new Random(42);
		List<String> names = sound.keySet().stream().sorted().toList();
		List<String> nonsense = List.of("", "-1", "99999999999999999999", "%", "%A", "%zz", "\n", "\n\n\n", "x",
				"1024");
		for (int i = 0; i < 5000; i++) {
			Map<String, String> broken = new HashMap<>(sound);
			for (int j = random.nextInt(3); j >= 0; j--) {
				String name = names.get(random.nextInt(names.size()));
				if (random.nextBoolean()) {
					broken.remove(name);
				}
				else {
					broken.put(name, nonsense.get(random.nextInt(nonsense.size())));
				}
			}
			try {
				MessageMapper.toEnvelope(broken, new byte[] { 1 });
			}
			catch (EnvelopeException ex) {
				assertThat(ex.reason()).isNotNull();
			}
		}
	}

}
