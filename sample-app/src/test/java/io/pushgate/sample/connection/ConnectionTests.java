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

package io.pushgate.sample.connection;

import java.net.URI;

import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for where the page connects to without a gateway, and for what is no gateway.
 * What it is told with one is tested with one.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ConnectionTests {

	private static final String SECRET = "a secret of thirty-two bytes or more";

	@LocalServerPort
	private int port;

	@Test
	void isToTheApplicationItselfWhichKnowsTheUser() {
		JsonNode connection = SampleClient.json(SampleClient.withBasic(this.port, "alice").get("/connection"));
		assertThat(connection.toString()).isEqualTo("{\"url\":\"/push\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:9090", "ws://localhost:9090", "http://localhost:9090/", "/push" })
	void aGatewayHasAnAddress(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> new GatewayProperties(URI.create(url), null, SECRET))
			.withMessage("sample.gateway.url must be such as http://localhost:9090, but is " + url);
	}

	@Test
	void aGatewayWantsTokensThatAreSigned() {
		URI url = URI.create("https://push.example.com");
		for (String secret : new String[] { null, "", "too short" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new GatewayProperties(url, null, secret))
				.withMessageStartingWith("sample.gateway.token-secret must be the push.auth.jwt.secret of the gateway");
		}
		assertThat(new GatewayProperties(url, null, SECRET).webSocketOrigin()).isEqualTo("wss://push.example.com");
	}

}
