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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.transport.TestHandshakeRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AuthenticatorChain} and the authenticators that need no library.
 */
class AuthenticatorChainTests {

	private final List<String> asked = new ArrayList<>();

	private final PushAuthenticator nobody = (credentials) -> {
		this.asked.add("nobody");
		return null;
	};

	private final PushAuthenticator alice = (credentials) -> {
		this.asked.add("alice");
		return PushIdentity.ofUser("alice");
	};

	private final PushAuthenticator bad = (credentials) -> {
		this.asked.add("bad");
		throw new BadCredentialsException("forged");
	};

	@Test
	void asksInOrderUntilOneKnowsTheClient() {
		AuthenticatorChain chain = new AuthenticatorChain(List.of(this.nobody, this.alice, this.bad));
		assertThat(chain.authenticate(PushCredentials.ofToken("t"))).isEqualTo(PushIdentity.ofUser("alice"));
		assertThat(this.asked).containsExactly("nobody", "alice");
	}

	@Test
	void asksNobodyElseWhereCredentialsAreBad() {
		AuthenticatorChain chain = new AuthenticatorChain(List.of(this.nobody, this.bad, this.alice));
		assertThatExceptionOfType(BadCredentialsException.class)
			.isThrownBy(() -> chain.authenticate(PushCredentials.ofToken("t")))
			.withMessage("forged");
		assertThat(this.asked).containsExactly("nobody", "bad");
	}

	@Test
	void knowsNobodyWithoutAuthenticators() {
		assertThat(new AuthenticatorChain(List.of()).authenticate(PushCredentials.ofToken("t"))).isNull();
		assertThat(new AuthenticatorChain(List.of(this.nobody, this.nobody)).authenticate(PushCredentials.ofToken("t")))
			.isNull();
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void mayBlockWhereOneAuthenticatorDoes() {
		PushAuthenticator parameter = new InsecureUserParameterAuthenticator();
		assertThat(new AuthenticatorChain(List.of(parameter, new PrincipalAuthenticator())).mayBlock()).isFalse();
		assertThat(new AuthenticatorChain(List.of(parameter, this.nobody)).mayBlock()).isTrue();
	}

	@Test
	void handsTheCredentialsOn() {
		List<PushCredentials> seen = new ArrayList<>();
		PushCredentials credentials = PushCredentials.ofToken("t");
		new AuthenticatorChain(List.of((given) -> {
			seen.add(given);
			return null;
		})).authenticate(credentials);
		assertThat(seen).singleElement().isSameAs(credentials);
	}

	@Test
	void thePrincipalIsTheUserOfThatName() {
		PrincipalAuthenticator authenticator = new PrincipalAuthenticator();
		PushCredentials credentials = CredentialsExtractor.extract(new TestHandshakeRequest().principal("alice"));
		assertThat(authenticator.authenticate(credentials)).isEqualTo(new PushIdentity("default", "alice", null));
		assertThat(authenticator.authenticate(PushCredentials.ofToken("t"))).isNull();
	}

	@Test
	void theUserParameterIsBelievedWhereThatIsWanted() {
		InsecureUserParameterAuthenticator authenticator = new InsecureUserParameterAuthenticator();
		TestHandshakeRequest request = new TestHandshakeRequest();
		assertThat(authenticator.authenticate(CredentialsExtractor.extract(request))).isNull();
		assertThat(authenticator.authenticate(PushCredentials.ofToken("t"))).isNull();
		request.parameter("user", "");
		assertThat(authenticator.authenticate(CredentialsExtractor.extract(request))).isNull();
		request.parameter("user", "bob");
		assertThat(authenticator.authenticate(CredentialsExtractor.extract(request)))
			.isEqualTo(PushIdentity.ofUser("bob"));
	}

	@Test
	void anIdentityMayEnd() {
		assertThat(PushIdentity.ofUser("u", Instant.EPOCH)).isEqualTo(new PushIdentity("default", "u", Instant.EPOCH));
	}

}
