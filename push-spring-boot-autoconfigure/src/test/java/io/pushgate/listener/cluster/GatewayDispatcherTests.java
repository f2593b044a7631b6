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

package io.pushgate.listener.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.ClaimStore;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.UplinkListener;
import io.pushgate.listener.UplinkSettings;
import io.pushgate.message.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link GatewayDispatcher}.
 */
class GatewayDispatcherTests {

	private final GatewayDispatcher dispatcher = new GatewayDispatcher(new ClaimedUplinkDispatcher(new Part("hooks"),
			mock(ClaimStore.class), Duration.ofSeconds(15), Duration.ofMinutes(5)), new Part("shop"));

	@Test
	void putsNoSetTogetherForARequest() {
		List<String> answers = new ArrayList<>();
		UplinkListener counting = (namespace, answer, time) -> answers.add(namespace);
		UplinkSettings settings = new UplinkSettings(Duration.ofMinutes(2), Map.of(), Duration.ofMinutes(5), 1024);
		try (Uplink uplink = new Uplink(this.dispatcher, settings, List.of(counting))) {
			for (String namespace : List.of("hooks", "shop", "other")) {
				uplink.handle(request(namespace), (answer) -> answers.add(((Reply) answer).data().asJson()));
			}
		}
		assertThat(answers).containsExactly("hooks", "\"hooks\"", "shop", "\"shop\"", "unknown", "\"shop\"");
	}

	private static PushRequest request(String namespace) {
		return new PushRequest(
				new RemoteSession("1", "default", "ann", "d", "websocket", Instant.now(), Instant.now(), Map.of()),
				null, namespace, "e", Payload.none(), Instant.now());
	}

	/**
	 * Answers with the one namespace that it handles.
	 */
	private record Part(String namespace) implements UplinkDispatcher {

		@Override
		public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
			byte[] json = ('"' + this.namespace + '"').getBytes(StandardCharsets.UTF_8);
			return CompletableFuture.completedFuture(new Reply(Payload.json(json)));
		}

		@Override
		public Set<String> namespaces() {
			throw new AssertionError("Nothing but monitoring needs all of them");
		}

		@Override
		public boolean handles(String namespace) {
			return namespace.equals(this.namespace);
		}

	}

}
