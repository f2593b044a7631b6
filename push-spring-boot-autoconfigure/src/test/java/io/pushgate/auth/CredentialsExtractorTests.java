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

package io.pushgate.auth;

import java.util.List;

import io.pushgate.transport.TestHandshakeRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CredentialsExtractor} and {@link PushCredentials}.
 */
class CredentialsExtractorTests {

	private final TestHandshakeRequest request = new TestHandshakeRequest();

	@Test
	void thePrincipalComesFirst() {
		everything().principal("alice");
		PushCredentials credentials = CredentialsExtractor.extract(this.request);
		assertThat(credentials.principal()).isNotNull();
		assertThat(credentials.principal().getName()).isEqualTo("alice");
		assertThat(credentials.token()).isNull();
		assertThat(credentials.handshake()).isSameAs(this.request);
	}

	@Test
	void thenTheHeader() {
		everything();
		assertThat(token()).isEqualTo("from.header");
	}

	@Test
	void thenTheSubprotocol() {
		everything().header("Authorization", "Basic abc");
		assertThat(token()).isEqualTo("from.subprotocol");
	}

	@Test
	void thenTheQueryParameter() {
		everything().header("Authorization", "Basic abc").subprotocols("push.v1.json", "Bearer.x", "bearer");
		assertThat(token()).isEqualTo("from.query");
	}

	@Test
	void orThereIsNone() {
		PushCredentials credentials = CredentialsExtractor.extract(this.request);
		assertThat(credentials.principal()).isNull();
		assertThat(credentials.token()).isNull();
		this.request.parameter("token", "");
		assertThat(token()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer t", "bearer t", "BEARER   t ", "Bearer \tt" })
	void theSchemeIsWrittenInAnyCase(String header) {
		this.request.header("authorization", header);
		assertThat(token()).isEqualTo("t");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer", "Bearert", "Token t", "", " Bearer t" })
	void anotherSchemeIsNoToken(String header) {
		this.request.header("Authorization", header).parameter("token", "q");
		assertThat(token()).isEqualTo("q");
	}

	@Test
	void findsTheSubprotocolThatCarriesAToken() {
		assertThat(CredentialsExtractor.bearerSubprotocol(List.of("push.v1.json", "bearer.a", "bearer.b")))
			.isEqualTo("bearer.a");
		assertThat(CredentialsExtractor.bearerSubprotocol(List.of("push.v1.json"))).isNull();
		assertThat(CredentialsExtractor.bearerSubprotocol(List.of())).isNull();
	}

	@Test
	void showsNoTokenInALog() {
		assertThat(PushCredentials.ofToken("secret")).hasToString("PushCredentials[token]");
		assertThat(CredentialsExtractor.extract(this.request)).hasToString("PushCredentials[none]");
		assertThat(CredentialsExtractor.extract(this.request.principal("alice")))
			.hasToString("PushCredentials[principal]");
	}

	@Test
	void aTokenOfAFrameComesWithoutAHandshake() {
		assertThat(PushCredentials.ofToken("t")).isEqualTo(new PushCredentials(null, null, "t"));
	}

	private TestHandshakeRequest everything() {
		return this.request.header("Authorization", "Bearer from.header")
			.subprotocols("push.v1.json", "bearer.from.subprotocol")
			.parameter("token", "from.query");
	}

	private @Nullable String token() {
		return CredentialsExtractor.extract(this.request).token();
	}

}
