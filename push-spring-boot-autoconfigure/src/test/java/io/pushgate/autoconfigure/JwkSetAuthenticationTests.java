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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.pushgate.PushException;
import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.testsupport.RawWebSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of who a client is by its token, where the keys come from a server.
 */
class JwkSetAuthenticationTests {

	private static final Instant LATER = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

	private static final RSAKey RSA = rsa("rsa-1");

	private static final RSAKey OTHER_RSA = rsa("rsa-2");

	private static final ECKey EC = ec("ec-1");

	private final KeyServer keys = new KeyServer(RSA.toPublicJWK(), EC.toPublicJWK());

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class))
		.withPropertyValues("push.auth.jwt.jwk-set-uri=" + this.keys.uri());

	@AfterEach
	void stop() {
		this.keys.close();
	}

	@Test
	void letsGoodTokensIn() {
		run((chain) -> {
			accepts(chain, rs256(RSA));
			accepts(chain, es256(EC));
		});
	}

	@Test
	void asksForTheKeysOnceForManyTokens() {
		run((chain) -> {
			for (int i = 0; i < 20; i++) {
				accepts(chain, rs256(RSA));
			}
			assertThat(this.keys.requests()).isEqualTo(1);
		});
	}

	@Test
	void asksForNoKeysBeforeTheFirstToken() {
		run((chain) -> {
			assertThat(chain.authenticate(new PushCredentials(null, null, null))).isNull();
			assertThat(this.keys.requests()).isZero();
		});
	}

	@Test
	void startsWhereTheKeyServerIsDown() {
		this.keys.stop();
		run((chain) -> unavailable(chain, rs256(RSA)));
	}

	@Test
	void refusesTokensOfUnknownKeys() {
		run((chain) -> {
			refuses(chain, rs256(OTHER_RSA));
			refuses(chain, rs256(rsa("rsa-1")));
		});
	}

	@Test
	void doesNotFloodTheKeyServerForTokensOfUnknownKeys() {
		run((chain) -> {
			accepts(chain, rs256(RSA));
			for (int i = 0; i < 50; i++) {
				String token = sign(JWSAlgorithm.RS256, "unknown-" + i, new RSASSASigner(OTHER_RSA));
				assertThatExceptionOfType(PushException.class)
					.isThrownBy(() -> chain.authenticate(PushCredentials.ofToken(token)));
			}
			accepts(chain, rs256(RSA));
			accepts(chain, es256(EC));
			// Two at once and two more for every five seconds.
			assertThat(this.keys.requests()).isLessThan(10);
		});
	}

	@Test
	void takesUpNewKeys() {
		run((chain) -> {
			accepts(chain, rs256(RSA));
			this.keys.publish(OTHER_RSA.toPublicJWK());
			accepts(chain, rs256(OTHER_RSA));
		});
	}

	@Test
	void refusesTokensThatNeedNoPrivateKey() throws Exception {
		byte[] publicKey = RSA.toRSAPublicKey().getEncoded();
		run((chain) -> {
			refuses(chain, new PlainJWT(claims()).serialize());
			refuses(chain, sign(JWSAlgorithm.HS256, "rsa-1", new MACSigner(publicKey)));
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "x", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.", "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEifQ.e30.AA" })
	void refusesWhatIsNoToken(String token) {
		run((chain) -> refuses(chain, token));
	}

	@Test
	void isUnavailableWhileTheKeyServerIsDownAndThenWorksAgain() {
		run((chain) -> {
			this.keys.stop();
			unavailable(chain, rs256(RSA));
			unavailable(chain, es256(EC));
			this.keys.start();
			String token = rs256(RSA);
			Awaitility.await()
				.atMost(RawWebSocket.PATIENCE)
				.ignoreExceptionsInstanceOf(AuthenticationUnavailableException.class)
				.untilAsserted(() -> accepts(chain, token));
		});
	}

	@Test
	void needsNoKeyServerForTheKeysThatItHas() {
		run((chain) -> {
			accepts(chain, rs256(RSA));
			this.keys.stop();
			accepts(chain, rs256(RSA));
			accepts(chain, es256(EC));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>", "{}", "{\"keys\":1}" })
	void isUnavailableWhereTheAnswerIsNoKeySet(String answer) {
		run((chain) -> {
			this.keys.answer(answer);
			unavailable(chain, rs256(RSA));
			this.keys.publish(RSA.toPublicJWK());
			accepts(chain, rs256(RSA));
		});
	}

	@Test
	void doesNotWaitForAKeyServerThatSaysNothing() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			this.runner
				.withPropertyValues("push.auth.jwt.jwk-set-uri=http://127.0.0.1:" + silent.getLocalPort() + "/jwks")
				.run((context) -> {
					long start = System.nanoTime();
					unavailable(context.getBean(AuthenticatorChain.class), rs256(RSA));
					assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
				});
		}
	}

	private void run(Check check) {
		this.runner.run((context) -> check.on(context.getBean(AuthenticatorChain.class)));
	}

	private static void accepts(AuthenticatorChain chain, String token) {
		assertThat(chain.authenticate(PushCredentials.ofToken(token))).isEqualTo(PushIdentity.ofUser("42", LATER));
	}

	private static void refuses(AuthenticatorChain chain, String token) {
		assertThatExceptionOfType(BadCredentialsException.class)
			.isThrownBy(() -> chain.authenticate(PushCredentials.ofToken(token)));
	}

	private static void unavailable(AuthenticatorChain chain, String token) {
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> chain.authenticate(PushCredentials.ofToken(token)))
			.satisfies((failure) -> assertThat(failure).message().doesNotContain(token));
	}

	private static String rs256(RSAKey key) throws JOSEException {
		return sign(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key));
	}

	private static String es256(ECKey key) throws JOSEException {
		return sign(JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key));
	}

	private static String sign(JWSAlgorithm algorithm, String key, JWSSigner signer) throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims());
		token.sign(signer);
		return token.serialize();
	}

	private static JWTClaimsSet claims() {
		return new JWTClaimsSet.Builder().subject("42").expirationTime(Date.from(LATER)).build();
	}

	private static RSAKey rsa(String id) {
		try {
			return new RSAKeyGenerator(2048).keyID(id).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ECKey ec(String id) {
		try {
			return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private interface Check {

		void on(AuthenticatorChain chain) throws Exception;

	}

}
