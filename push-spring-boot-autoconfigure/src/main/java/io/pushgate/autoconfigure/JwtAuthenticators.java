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

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.pushgate.auth.jwt.JwtAuthenticator;
import io.pushgate.autoconfigure.PushAuthProperties.Jwt;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Makes the {@link JwtAuthenticator} that the properties describe.
 */
final class JwtAuthenticators {

	private static final Duration KEYS_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration KEYS_INTERVAL = Duration.ofSeconds(5);

	private static final Duration KEYS_TIME_TO_LIVE = Duration.ofMinutes(5);

	private static final Duration KEYS_OUTAGE = Duration.ofHours(1);

	private static final int MAX_KEYS_SIZE = 256 * 1024;

	private JwtAuthenticators() {
	}

	static JwtAuthenticator create(Jwt properties, List<String> claims) {
		NimbusJwtDecoder decoder = decoder(properties);
		List<OAuth2TokenValidator<org.springframework.security.oauth2.jwt.Jwt>> validators = new ArrayList<>();
		validators.add(new JwtTimestampValidator());
		validators.add(tokenType());
		if (properties.getIssuer() != null) {
			validators.add(new JwtIssuerValidator(properties.getIssuer()));
		}
		if (properties.getAudience() != null) {
			validators.add(new JwtClaimValidator<List<String>>(JwtClaimNames.AUD,
					(audiences) -> audiences != null && audiences.contains(properties.getAudience())));
		}
		decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(validators));
		return new JwtAuthenticator(decoder, properties.getUserClaim(), properties.getTenantClaim(), claims,
				properties.isRequireExpiry(), properties.getSecret() == null);
	}

	/**
	 * Access tokens have a type of their own in
	 * <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.1">RFC 9068</a>, which
	 * the default refuses.
	 */
	private static JwtTypeValidator tokenType() {
		JwtTypeValidator validator = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
		validator.setAllowEmpty(true);
		return validator;
	}

	private static NimbusJwtDecoder decoder(Jwt properties) {
		if (properties.getSecret() != null) {
			byte[] secret = properties.getSecret().getBytes(StandardCharsets.UTF_8);
			return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(secret, "HmacSHA256"))
				.macAlgorithm(MacAlgorithm.HS256)
				.build();
		}
		return NimbusJwtDecoder.withJwkSource(keys(Objects.requireNonNull(properties.getJwkSetUri())))
			.jwsAlgorithms((algorithms) -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
			.build();
	}

	/**
	 * Keys are fetched anew for a token that names an unknown one, which anybody can
	 * send. So not too often: neither is the key server to be flooded by way of this one,
	 * nor are handshakes to wait for it. A key that was withdrawn is forgotten in time,
	 * and an outage of the key server is survived.
	 */
	private static JWKSource<SecurityContext> keys(String uri) {
		int timeout = Math.toIntExact(KEYS_TIMEOUT.toMillis());
		return JWKSourceBuilder.create(url(uri), new DefaultResourceRetriever(timeout, timeout, MAX_KEYS_SIZE))
			.cache(KEYS_TIME_TO_LIVE.toMillis(), 2 * KEYS_TIMEOUT.toMillis())
			// Would start a thread that nobody stops.
			.refreshAheadCache(false)
			.rateLimited(KEYS_INTERVAL.toMillis())
			.outageTolerant(KEYS_OUTAGE.toMillis())
			.build();
	}

	private static URL url(String uri) {
		try {
			return URI.create(uri).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("'uri' must be checked", ex);
		}
	}

}
