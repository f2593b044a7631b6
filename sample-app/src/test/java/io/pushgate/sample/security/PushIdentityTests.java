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

package io.pushgate.sample.security;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for identities that the endpoint itself knows, where properties say so: the
 * security chain of the sample does not stand in their way.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "push.auth.jwt.secret=" + PushIdentityTests.SECRET, "push.auth.insecure-user-parameter=true" })
class PushIdentityTests {

	static final String SECRET = "a secret of thirty-two bytes or more";

	@LocalServerPort
	private int port;

	@Test
	void aTokenWorksInTheHeaderAndInTheQuery() {
		SampleClient nobody = SampleClient.ofNobody(this.port);
		try (PushTab tab = nobody.openTab("", "Bearer " + token("carol"))) {
			assertThat(tab.user()).isEqualTo("carol");
		}
		try (PushTab tab = nobody.openTab("?token=" + token("dave"), null)) {
			assertThat(tab.user()).isEqualTo("dave");
		}
	}

	@Test
	void theUserParameterWorks() {
		try (PushTab tab = SampleClient.ofNobody(this.port).openTab("?user=erin", null)) {
			assertThat(tab.user()).isEqualTo("erin");
		}
	}

	@Test
	void theSignedInUserComesFirst() {
		try (PushTab tab = SampleClient.signedIn(this.port, "alice").openTab("?user=erin", null)) {
			assertThat(tab.user()).isEqualTo("alice");
		}
	}

	@Test
	void whoIsNoUserOfTheApplicationEntersNoRoomAndSeesNoNumbers() {
		try (PushTab tab = SampleClient.ofNobody(this.port).openTab("?user=erin", null)) {
			for (String group : List.of("room:lobby", "stats")) {
				assertThat(tab.join(group).path("code").asString()).isEqualTo("forbidden");
			}
		}
	}

	private static String token(String user) {
		SecretKey key = new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject(user)
			.issuedAt(Instant.now())
			.expiresAt(Instant.now().plusSeconds(300))
			.build();
		JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
		return NimbusJwtEncoder.withSecretKey(key)
			.build()
			.encode(JwtEncoderParameters.from(header, claims))
			.getTokenValue();
	}

}
