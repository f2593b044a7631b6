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

package io.pushgate.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every transport against RFC 6455, case by case.
 */
@Execution(ExecutionMode.SAME_THREAD)
class EchoConformanceTests {

	private static final Map<Container, EchoServer> servers = new EnumMap<>(Container.class);

	@BeforeAll
	static void start() {
		for (Container container : Container.values()) {
			servers.put(container, EchoServer.start(container, 0, "auto"));
		}
	}

	@AfterAll
	static void stop() {
		servers.values().forEach(EchoServer::close);
	}

	static Stream<Arguments> cases() {
		return Stream.of(Container.values())
			.flatMap((container) -> EchoCases.all().stream().map((one) -> Arguments.of(container, one)));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("cases")
	void answersAsTheRfcSays(Container container, EchoCase one) throws IOException {
		try (EchoClient client = connect(container, "")) {
			try {
				for (byte[] part : one.sent()) {
					client.send(part);
				}
			}
			catch (IOException ex) {
				// Closed before everything was sent, which is for the answers to judge.
			}
			List<String> answers = new ArrayList<>();
			for (String expected : one.expected()) {
				String answer = client.read();
				answers.add(List.of(expected.split(" (?=close:)")).contains(answer) ? expected : answer);
			}
			assertThat(answers).isEqualTo(one.expected());
			String last = one.expected().get(one.expected().size() - 1);
			if (!last.startsWith("close:")) {
				client.send(new RawFrames().close(1000, "").toBytes());
				assertThat(client.read()).isEqualTo("close:1000");
			}
			client.answerClose();
			assertThat(client.read()).as("nothing follows a close").isEqualTo(EchoClient.END);
		}
	}

	@ParameterizedTest
	@EnumSource
	void selectsTheFirstSubprotocol(Container container) throws IOException {
		try (EchoClient client = connect(container, "Sec-WebSocket-Protocol: first, second\r\n")) {
			assertThat(client.subprotocol()).isEqualTo("first");
		}
		try (EchoClient client = connect(container, "")) {
			assertThat(client.subprotocol()).isEmpty();
		}
	}

	private static EchoClient connect(Container container, String subprotocols) throws IOException {
		EchoServer server = servers.get(container);
		assertThat(server).isNotNull();
		return new EchoClient(server.port(), subprotocols);
	}

}
