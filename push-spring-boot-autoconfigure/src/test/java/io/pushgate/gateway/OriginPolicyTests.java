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

package io.pushgate.gateway;

import java.util.List;

import io.pushgate.transport.TestHandshakeRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OriginPolicy}.
 */
class OriginPolicyTests {

	private final OriginPolicy policy = new OriginPolicy(List.of(), List.of());

	@Test
	void letsPagesOfAHostWithAnUnderscoreIn() {
		assertThat(allows(this.policy, "http://my_app:8080", "my_app:8080", false)).isTrue();
		assertThat(allows(this.policy, "http://my_app:8080", "other_app:8080", false)).isFalse();
	}

	@Test
	void letsClientsInThatAreNoBrowsers() {
		assertThat(allows(this.policy, null, "push.example.com", false)).isTrue();
		assertThat(allows(this.policy, null, null, true)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "http://example.com, example.com", "http://example.com, example.com:80",
			"http://example.com:80, example.com", "http://example.com:8080, example.com:8080",
			"HTTP://EXAMPLE.com, example.COM", "http://[::1]:8080, [::1]:8080", "http://[::1], [::1]",
			"http://127.0.0.1:8080, 127.0.0.1:8080", "http://localhost:8080, localhost:8080" })
	void letsPagesOfItsOwnIn(String origin, String host) {
		assertThat(allows(this.policy, origin, host, false)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://example.com, example.com", "https://example.com, example.com:443",
			"https://example.com:443, example.com", "https://example.com:8443, example.com:8443",
			"https://[2001:db8::1], [2001:db8::1]" })
	void letsSecurePagesInWhetherOrNotAProxyEndsTls(String origin, String host) {
		assertThat(allows(this.policy, origin, host, true)).isTrue();
		assertThat(allows(this.policy, origin, host, false)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "http://example.com, example.com", "http://example.com:443, example.com:443",
			"http://example.com:8443, example.com:8443" })
	void refusesAnInsecurePageAtASecureEndpoint(String origin, String host) {
		assertThat(allows(this.policy, origin, host, true)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "http://evil.com, example.com", "http://example.com.evil.com, example.com",
			"http://evil.com/example.com, example.com", "http://example.com@evil.com, example.com",
			"http://example.com:8081, example.com:8080", "http://example.com, example.com:8080",
			"http://example.com:8080, example.com", "https://example.com, example.com:80",
			"http://example.com, example.com:443", "http://sub.example.com, example.com",
			"http://[::1]:8080, [::2]:8080", "http://[::1], localhost" })
	void refusesPagesFromElsewhere(String origin, String host) {
		assertThat(allows(this.policy, origin, host, false)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "null, example.com", "'', example.com", "example.com, example.com", "//example.com, example.com",
			"file://, example.com", "file:///tmp/x.html, example.com", "ftp://example.com, example.com",
			"ws://example.com, example.com", "chrome-extension://abc, abc", "http://, example.com",
			"'http://exam ple.com', example.com", "http://example.com:port, example.com", "http://[::1, [::1",
			"'%', '%'", "http://example.com, ''", "http://example.com, 'example com'", "http://example.com, ':80'",
			"javascript:alert(1), example.com", "http:example.com, example.com" })
	void refusesWhatIsNoOriginOrNoHost(String origin, String host) {
		assertThat(allows(this.policy, origin, host, false)).isFalse();
		assertThat(allows(this.policy, origin, host, true)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "capacitor://localhost, true", "ionic://localhost, true", "ionic://evil, false", "file://, true",
			"chrome-extension://abcdef, true", "chrome-extension://other, false", "null, false",
			"capacitor://localhost.evil.com, false", "http://localhost, false" })
	void letsPagesOfHybridAppsIn(String origin, boolean allowed) {
		OriginPolicy policy = new OriginPolicy(
				List.of("capacitor://localhost", "ionic://localhost", "file://", "chrome-extension://abcdef"),
				List.of());
		assertThat(allows(policy, origin, "push.example.com", false)).isEqualTo(allowed);
	}

	@Test
	void letsPagesWithoutAnOriginInWhereThatIsAllowed() {
		OriginPolicy policy = new OriginPolicy(List.of("https://app.example.com", "null"), List.of());
		assertThat(allows(policy, "null", "push.example.com", false)).isTrue();
		assertThat(allows(policy, "https://other.example.com", "push.example.com", false)).isFalse();
	}

	@Test
	void refusesAPageWhereNobodyTellsTheHost() {
		assertThat(allows(this.policy, "http://example.com", null, false)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, true", "https://other.example.com, false", "https://a.shop.com, true",
			"https://a.b.shop.com, true", "https://shop.com, false", "http://a.shop.com, false",
			"https://a.shop.com.evil.com, false", "http://dev.local:3000, true", "http://dev.local:3001, true",
			"http://dev.local, true", "http://local:3000, false", "null, false", "http://push.example.com, true",
			"https://push.example.com, true" })
	void letsPagesInThatAreAllowedAndItsOwn(String origin, boolean allowed) {
		OriginPolicy policy = new OriginPolicy(
				List.of("https://app.example.com", "https://*.shop.com", "http://dev.local:[*]"), List.of());
		assertThat(allows(policy, origin, "push.example.com", false)).isEqualTo(allowed);
	}

	/**
	 * A page whose name was made to point here.
	 */
	@ParameterizedTest
	@CsvSource({ "http://evil.com, evil.com, false", "http://push.example.com, push.example.com, true",
			"http://PUSH.example.com:8080, push.EXAMPLE.com:8080, true", "https://a.b.shop.com, a.b.shop.com, true",
			"https://shop.com, shop.com, false", "https://evilshop.com, evilshop.com, false",
			"http://push.example.com.evil.com, push.example.com.evil.com, false", "http://[::1]:80, [::1], true",
			"http://[::2], [::2], false", "https://app.example.com, evil.com, true" })
	void knowsItsOwnNames(String origin, String host, boolean allowed) {
		OriginPolicy policy = new OriginPolicy(List.of("https://app.example.com"),
				List.of("Push.example.com", "*.shop.com", "[::1]"));
		assertThat(allows(policy, origin, host, false)).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ "https://anything.com", "null", "file://" })
	void letsEverybodyInWhereThatIsWanted(String origin) {
		assertThat(allows(new OriginPolicy(List.of("*"), List.of()), origin, "push.example.com", true)).isTrue();
	}

	private static boolean allows(OriginPolicy policy, @Nullable String origin, @Nullable String host, boolean secure) {
		return policy.allows(new TestHandshakeRequest().header("Origin", origin).header("Host", host).secure(secure));
	}

}
