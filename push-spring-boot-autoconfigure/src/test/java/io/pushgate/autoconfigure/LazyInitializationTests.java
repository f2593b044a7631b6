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

package io.pushgate.autoconfigure;

import io.pushgate.gateway.GatewayLifecycle;
import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with lazy beans serves its clients like any other.
 */
class LazyInitializationTests {

	@ParameterizedTest
	@EnumSource
	void servesClients(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("spring.main.lazy-initialization", true)
			.start(); RawWebSocket client = server.connect("42")) {
			server.push().toUser("42").send("greeting", "Hello").join();
			assertThat(client.readJson("message").path("data").asString()).isEqualTo("Hello");
			assertThat(server.bean(GatewayLifecycle.class).isRunning()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void findsListeners(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("spring.main.lazy-initialization", true)
			.with(Listener.class)
			.start(); RawWebSocket client = server.connect("42")) {
			client.sendText("{\"type\":\"send\",\"event\":\"double\",\"id\":\"1\",\"data\":21}");
			assertThat(client.readJson("reply").path("data").asInt()).isEqualTo(42);
		}
	}

	@ParameterizedTest
	@EnumSource
	void closesSilentClients(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("spring.main.lazy-initialization", true)
			.property("push.heartbeat.interval", "100ms")
			.property("push.heartbeat.timeout", "300ms")
			.start(); RawWebSocket client = server.connect("42")) {
			RawWebSocket.Frame frame = client.readFrame();
			while (frame.opcode() != RawWebSocket.CLOSE && frame.opcode() != -1) {
				// Pings and the goodbye are read and never answered.
				frame = client.readFrame();
			}
			assertThat(frame.closeCode()).isEqualTo(4100);
		}
	}

	static class Listener {

		@PushListener("double")
		int twice(int number) {
			return 2 * number;
		}

	}

}
