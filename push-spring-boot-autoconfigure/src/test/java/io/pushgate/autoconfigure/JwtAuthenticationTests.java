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

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.pushgate.api.ApiAuthenticator;
import io.pushgate.api.ApiCaller;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.testsupport.Tokens;
import io.pushgate.transport.HttpCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of who a client is by its token, where tokens are signed with a shared secret,
 * and by the application's word.
 */
class JwtAuthenticationTests {

	private static final Instant LATER = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

	private final ApplicationContextRunner secretRunner = this.runner
		.withPropertyValues("push.auth.jwt.secret=" + Tokens.SECRET);

	@Test
	void letsAGoodTokenInUntilItExpires() {
		accepts(this.secretRunner, Tokens.of("42", LATER), new PushIdentity("default", "42", LATER));
	}

	@Test
	void letsATokenWithoutAnEndInForGood() {
		accepts(this.secretRunner, token((claims) -> claims.expirationTime(null)), PushIdentity.ofUser("42"));
	}

	@Test
	void refusesATokenWithoutAnEndWhereOneIsRequired() {
		ApplicationContextRunner required = this.secretRunner.withPropertyValues("push.auth.jwt.require-expiry=true");
		refuses(required, token((claims) -> claims.expirationTime(null)));
		accepts(required, Tokens.of("42", LATER), new PushIdentity("default", "42", LATER));
	}

	@Test
	void onlyASecretNeedsNobodyElse() {
		this.secretRunner.run((context) -> assertThat(context.getBean(AuthenticatorChain.class).mayBlock()).isFalse());
		this.runner.withPropertyValues("push.auth.jwt.jwk-set-uri=https://id.example.com/jwks")
			.run((context) -> assertThat(context.getBean(AuthenticatorChain.class).mayBlock()).isTrue());
		this.secretRunner.withBean(PushAuthenticator.class, () -> (credentials) -> null)
			.run((context) -> assertThat(context.getBean(AuthenticatorChain.class).mayBlock()).isTrue());
	}

	@Test
	void refusesAnExpiredToken() {
		refuses(this.secretRunner, Tokens.of("42", Instant.now().minus(Duration.ofMinutes(2))));
	}

	@Test
	void refusesATokenThatIsNotYetGood() {
		refuses(this.secretRunner,
				token((claims) -> claims.notBeforeTime(Date.from(Instant.now().plus(Duration.ofMinutes(2))))));
	}

	@Test
	void refusesATokenOfAnotherSecret() {
		refuses(this.secretRunner, Tokens.sign(claims((claims) -> {
		}), Tokens.SECRET + "!"));
	}

	@Test
	void refusesATokenWithoutASignature() {
		refuses(this.secretRunner, new PlainJWT(claims((claims) -> {
		})).serialize());
	}

	@Test
	void refusesATokenOfAStrongerAlgorithmThanTheContracts() throws Exception {
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS384), claims((claims) -> {
		}));
		token.sign(new MACSigner((Tokens.SECRET + Tokens.SECRET).getBytes()));
		refuses(this.secretRunner, token.serialize());
	}

	@Test
	void refusesATamperedToken() {
		String[] parts = Tokens.of("42").split("\\.");
		String other = Tokens.of("43").split("\\.")[1];
		refuses(this.secretRunner, parts[0] + "." + other + "." + parts[2]);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "a.b", "a.b.c", "....", "\u0000", "eyJhbGciOiJIUzI1NiJ9.e30", " " })
	void refusesWhatIsNoToken(String token) {
		refuses(this.secretRunner, token);
	}

	@Test
	void asksNobodyWhereThereIsNoToken() {
		this.secretRunner.run((context) -> assertThat(
				context.getBean(AuthenticatorChain.class).authenticate(new PushCredentials(null, null, null)))
			.isNull());
	}

	@Test
	void refusesATokenForSomebodyElse() {
		ApplicationContextRunner runner = this.secretRunner.withPropertyValues("push.auth.jwt.audience=pushgate");
		accepts(runner, token((claims) -> claims.audience("pushgate")), identity("42"));
		accepts(runner, token((claims) -> claims.audience(List.of("shop", "pushgate"))), identity("42"));
		refuses(runner, token((claims) -> claims.audience("shop")));
		refuses(runner, token((claims) -> {
		}));
	}

	@Test
	void refusesATokenOfAnotherIssuer() {
		ApplicationContextRunner runner = this.secretRunner
			.withPropertyValues("push.auth.jwt.issuer=https://id.example.com");
		accepts(runner, token((claims) -> claims.issuer("https://id.example.com")), identity("42"));
		refuses(runner, token((claims) -> claims.issuer("https://id.example.org")));
		refuses(runner, token((claims) -> {
		}));
	}

	@Test
	void takesAnyIssuerAndAudienceUnlessToldOtherwise() {
		accepts(this.secretRunner, token((claims) -> claims.issuer("anybody").audience("anything")), identity("42"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "JWT", "at+jwt", "AT+JWT", "application/at+jwt" })
	void takesAccessTokensOfEveryKind(String type) throws Exception {
		accepts(this.secretRunner, typed(type), identity("42"));
	}

	@Test
	void refusesATokenOfAnotherType() throws Exception {
		refuses(this.secretRunner, typed("logout+jwt"));
	}

	@Test
	void refusesATokenWithoutAUser() {
		refuses(this.secretRunner, token((claims) -> claims.subject(null)));
		refuses(this.secretRunner, token((claims) -> claims.subject("")));
		refuses(this.secretRunner, token((claims) -> claims.subject(" ")));
	}

	@Test
	void takesTheUserFromAnotherClaim() {
		ApplicationContextRunner runner = this.secretRunner.withPropertyValues("push.auth.jwt.user-claim=uid");
		accepts(runner, token((claims) -> claims.claim("uid", "u-7")), identity("u-7"));
		accepts(runner, token((claims) -> claims.claim("uid", 4711)), identity("4711"));
		accepts(runner, token((claims) -> claims.claim("uid", 9007199254740993L)), identity("9007199254740993"));
		refuses(runner, token((claims) -> {
		}));
		refuses(runner, token((claims) -> claims.claim("uid", List.of("u-7"))));
		refuses(runner, token((claims) -> claims.claim("uid", Map.of("id", "u-7"))));
		refuses(runner, token((claims) -> claims.claim("uid", true)));
	}

	@Test
	void takesTheTenantFromItsClaim() {
		ApplicationContextRunner runner = this.secretRunner.withPropertyValues("push.auth.jwt.tenant-claim=org");
		accepts(runner, token((claims) -> claims.claim("org", "acme")), new PushIdentity("acme", "42", LATER));
		refuses(runner, token((claims) -> {
		}));
		// Unless there is such a claim, it is all one.
		accepts(this.secretRunner, token((claims) -> claims.claim("org", "acme")), identity("42"));
	}

	@Test
	void keepsTheClaimsThatAreNamedAndNoOther() {
		String token = token((claims) -> claims.claim("plan", "pro")
			.claim("level", 7)
			.claim("roles", List.of("a", "b"))
			.issuer("https://id.example.com")
			.claim("secret", "x"));
		accepts(this.secretRunner, token, identity("42"));
		ApplicationContextRunner keeping = this.secretRunner
			.withPropertyValues("push.auth.claims=plan,level,roles,missing,exp,iss");
		Map<String, Object> kept = Map.of("plan", "pro", "level", 7L, "roles", List.of("a", "b"), "exp",
				LATER.getEpochSecond(), "iss", "https://id.example.com");
		accepts(keeping, token, identity("42").withClaims(kept));
		keeping.run((context) -> assertThat(context.getBean(AuthenticatorChain.class).claims())
			.containsExactlyInAnyOrder("plan", "level", "roles", "missing", "exp", "iss"));
		keeping.withBean(PushAuthenticator.class, () -> (credentials) -> null)
			.run((context) -> assertThat(context.getBean(AuthenticatorChain.class).claims()).isNull());
	}

	@Test
	void refusesATokenWhoseClaimsAreTooLargeToBeKept() {
		ApplicationContextRunner keeping = this.secretRunner.withPropertyValues("push.auth.claims=plan");
		accepts(keeping, token((claims) -> claims.claim("other", "x".repeat(5000))), identity("42"));
		refuses(keeping, token((claims) -> claims.claim("plan", "x".repeat(5000))));
	}

	@Test
	void keepsTheClaimsOfATokenThatTheApplicationHasChecked() {
		Jwt jwt = Jwt.withTokenValue("t")
			.header("alg", "RS256")
			.subject("42")
			.claim("plan", "pro")
			.expiresAt(LATER)
			.build();
		for (ApplicationContextRunner runner : List.of(this.runner, this.secretRunner)) {
			runner.withPropertyValues("push.auth.claims=plan")
				.run((context) -> assertThat(context.getBean(AuthenticatorChain.class)
					.authenticate(new PushCredentials(null, new JwtAuthenticationToken(jwt), null)))
					.isEqualTo(identity("42").withClaims(Map.of("plan", "pro"))));
		}
	}

	@Test
	void stopsTheStartWhereThereAreNoTokensToKeepClaimsOf() {
		this.runner.withPropertyValues("push.auth.claims=plan")
			.withClassLoader(new FilteredClassLoader(NimbusJwtDecoder.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("The property 'push.auth.claims' is set, but Spring Security's JWT support"));
	}

	@Test
	void neverSaysTheSecretOrTheToken() {
		String token = Tokens.sign(claims((claims) -> {
		}), Tokens.SECRET + "!");
		this.secretRunner.run((context) -> assertThatExceptionOfType(BadCredentialsException.class)
			.isThrownBy(() -> context.getBean(AuthenticatorChain.class).authenticate(PushCredentials.ofToken(token)))
			.satisfies((failure) -> assertThat(failure).message().doesNotContain(token, Tokens.SECRET)));
	}

	@Test
	void asksTheApplicationsAuthenticatorsFirst() {
		PushAuthenticator own = (credentials) -> "magic".equals(credentials.token()) ? PushIdentity.ofUser("own")
				: null;
		ApplicationContextRunner runner = this.secretRunner.withBean(PushAuthenticator.class, () -> own);
		accepts(runner, "magic", PushIdentity.ofUser("own"));
		accepts(runner, Tokens.of("42", LATER), identity("42"));
		refuses(runner, "other");
	}

	@Test
	void takesTheWordOfAResourceServerUntilItsTokenExpires() {
		Jwt jwt = Jwt.withTokenValue("t").header("alg", "RS256").subject("42").expiresAt(LATER).build();
		this.runner.run((context) -> {
			AuthenticatorChain chain = context.getBean(AuthenticatorChain.class);
			assertThat(chain.authenticate(new PushCredentials(null, new JwtAuthenticationToken(jwt), null)))
				.isEqualTo(identity("42"));
			assertThat(chain
				.authenticate(new PushCredentials(null, new JwtAuthenticationToken(jwt, List.of(), "anna"), null)))
				.isEqualTo(identity("anna"));
		});
	}

	@Test
	void readsTheSameClaimsWhoeverHasCheckedTheToken() {
		JWTClaimsSet claims = claims((one) -> one.claim("uid", 7).claim("org", "acme"));
		Jwt jwt = Jwt.withTokenValue("t")
			.header("alg", "RS256")
			.claims((all) -> all.putAll(Map.of("sub", "42", "uid", 7, "org", "acme")))
			.expiresAt(LATER)
			.build();
		ApplicationContextRunner runner = this.secretRunner.withPropertyValues("push.auth.jwt.user-claim=uid",
				"push.auth.jwt.tenant-claim=org");
		PushIdentity expected = new PushIdentity("acme", "7", LATER);
		accepts(runner, Tokens.sign(claims, Tokens.SECRET), expected);
		runner.run((context) -> {
			AuthenticatorChain chain = context.getBean(AuthenticatorChain.class);
			assertThat(chain
				.authenticate(new PushCredentials(null, new JwtAuthenticationToken(jwt, List.of(), "anna"), null)))
				.isEqualTo(expected);
		});
	}

	@Test
	void refusesAPrincipalWithoutATenantWhereTenantsAreClaimed() {
		Jwt without = Jwt.withTokenValue("t").header("alg", "RS256").subject("42").expiresAt(LATER).build();
		this.secretRunner.withPropertyValues("push.auth.jwt.tenant-claim=org").run((context) -> {
			AuthenticatorChain chain = context.getBean(AuthenticatorChain.class);
			for (Principal principal : List.of(new JwtAuthenticationToken(without),
					new TestingAuthenticationToken("anna", "secret"), (Principal) () -> "berta")) {
				assertThatExceptionOfType(BadCredentialsException.class)
					.isThrownBy(() -> chain.authenticate(new PushCredentials(null, principal, null)))
					.withMessageContaining("'org'");
			}
		});
	}

	@Test
	void refusesAPrincipalWhoseTokenHasNoEndWhereOneIsRequired() {
		Jwt without = Jwt.withTokenValue("t").header("alg", "RS256").subject("42").build();
		for (ApplicationContextRunner runner : List.of(this.runner, this.secretRunner)) {
			runner.withPropertyValues("push.auth.jwt.require-expiry=true").run((context) -> {
				AuthenticatorChain chain = context.getBean(AuthenticatorChain.class);
				assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(
						() -> chain.authenticate(new PushCredentials(null, new JwtAuthenticationToken(without), null)))
					.withMessageContaining("push.auth.jwt.require-expiry");
			});
		}
	}

	@Test
	void aPrincipalActsForTheTenantOfItsTokenInTheApiToo() {
		Jwt jwt = Jwt.withTokenValue("t").header("alg", "RS256").subject("42").claim("org", "acme").build();
		this.secretRunner.withConfiguration(AutoConfigurations.of(PushApiAutoConfiguration.class))
			.withPropertyValues("push.auth.jwt.tenant-claim=org", "push.api.enabled=true")
			.run((context) -> {
				ApiAuthenticator authenticator = context.getBean(ApiAuthenticator.class);
				HttpCall call = mock(HttpCall.class);
				given(call.principal()).willReturn(new JwtAuthenticationToken(jwt));
				assertThat(authenticator.authenticate(call)).isEqualTo(new ApiCaller("acme"));
				given(call.principal()).willReturn(() -> "berta");
				assertThat(authenticator.authenticate(call)).isNull();
			});
	}

	@Test
	void takesTheWordOfAnyOtherSecurityForGood() {
		this.runner.run((context) -> {
			AuthenticatorChain chain = context.getBean(AuthenticatorChain.class);
			assertThat(chain
				.authenticate(new PushCredentials(null, new TestingAuthenticationToken("anna", "secret"), null)))
				.isEqualTo(PushIdentity.ofUser("anna"));
			assertThat(chain.authenticate(new PushCredentials(null, () -> "berta", null)))
				.isEqualTo(PushIdentity.ofUser("berta"));
		});
	}

	private static void accepts(ApplicationContextRunner runner, String token, PushIdentity identity) {
		runner.run((context) -> assertThat(
				context.getBean(AuthenticatorChain.class).authenticate(PushCredentials.ofToken(token)))
			.isEqualTo(identity));
	}

	private static void refuses(ApplicationContextRunner runner, String token) {
		runner.run((context) -> assertThatExceptionOfType(BadCredentialsException.class)
			.isThrownBy(() -> context.getBean(AuthenticatorChain.class).authenticate(PushCredentials.ofToken(token))));
	}

	private static PushIdentity identity(String user) {
		return PushIdentity.ofUser(user, LATER);
	}

	private static String token(Consumer<JWTClaimsSet.Builder> customizer) {
		return Tokens.sign(claims(customizer), Tokens.SECRET);
	}

	private static String typed(String type) throws Exception {
		SignedJWT token = new SignedJWT(
				new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(type)).build(), claims((claims) -> {
				}));
		token.sign(new MACSigner(Tokens.SECRET.getBytes()));
		return token.serialize();
	}

	private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> customizer) {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().subject("42").expirationTime(Date.from(LATER));
		customizer.accept(claims);
		return claims.build();
	}

}
