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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A bad property stops the start, and the report says what is wrong and what would be
 * right, word for word.
 */
@ExtendWith(OutputCaptureExtension.class)
@ExpectErrors("APPLICATION FAILED TO START")
class PropertyFailureTests {

	private static final String SECRET = "a-secret-of-more-than-thirty-two-bytes";

	private static final String SET_A_COUNT = "Set it to a positive number, or remove it for the default.";

	private static final String SET_A_TIME = "Set it to a time such as 25s.";

	private static final String SET_A_TTL = "Set it to 0s to keep nothing, or to a time such as 1m.";

	private static final String SET_NO_LESS_THAN_ZERO = "Set it to zero or a positive number, or remove it for the "
			+ "default.";

	private static final String SET_A_PATH = "Set it to a path such as '/push'.";

	private static final String NO_PATH = "must be a path of letters, digits, '.', '_', '~' and '-' that starts with "
			+ "'/' and does not end with it";

	private static final String SET_AN_ORIGIN = "Write scheme, host and port without a path, such as "
			+ "'https://app.example.com', 'https://*.example.com', 'capacitor://localhost' or '*'.";

	private static final String SET_AN_ADDRESS = "Set it to an address such as 'https://id.example.com/jwks'.";

	private static final String SET_A_PORT = "Set it to a port in that range; 0 takes any free one.";

	private static final String NO_SUBNET = "that is neither a numeric address nor a subnet";

	private static final String SET_A_SUBNET = "Write addresses such as '10.1.2.3', or subnets such as '10.0.0.0/8'.";

	private static final String SET_A_JWT = "Set 'push.auth.jwt.secret' or 'push.auth.jwt.jwk-set-uri' as well.";

	private static final String SET_A_CLAIM = "Set it to what tokens have, or remove it.";

	private static final String SET_CONNECTIONS = "Set it to a number in that range; a few are enough, as many "
			+ "messages go by one call.";

	static Stream<Arguments> badValues() {
		return Stream.of(Arguments.of("push.endpoint.path", "push", NO_PATH, SET_A_PATH),
				Arguments.of("push.endpoint.path", "/", NO_PATH, SET_A_PATH),
				Arguments.of("push.endpoint.path", "/push/", NO_PATH, SET_A_PATH),
				Arguments.of("push.endpoint.path", "/push/{id}", NO_PATH, SET_A_PATH),
				Arguments.of("push.endpoint.path", "", NO_PATH, SET_A_PATH),
				Arguments.of("push.endpoint.script-path", "client.js", NO_PATH, SET_A_PATH),
				Arguments.of("push.endpoint.script-path", "/client", "must end with '.js'",
						"Set it to a path such as '/push/client.js', to nothing to serve no script, or remove it."),
				Arguments.of("push.endpoint.port", "-1", "must be between 0 and 65535", SET_A_PORT),
				Arguments.of("push.endpoint.port", "65536", "must be between 0 and 65535", SET_A_PORT),
				Arguments.of("push.endpoint.max-frame", "255B", "must be between 256B and 16MB",
						"Set it to a size in that range."),
				Arguments.of("push.endpoint.max-frame", "17MB", "must be between 256B and 16MB",
						"Set it to a size in that range."),
				Arguments.of("push.endpoint.buffer-size", "511B", "must be between 512B and 1MB",
						"Set it to a size in that range."),
				Arguments.of("push.endpoint.buffer-size", "1025KB", "must be between 512B and 1MB",
						"Set it to a size in that range."),
				Arguments.of("push.endpoint.allowed-origins", "app.example.com", "that is no origin", SET_AN_ORIGIN),
				Arguments.of("push.endpoint.allowed-hosts", "https://push.example.com", "that is no host",
						"Write names without scheme and port, such as 'push.example.com' or '*.example.com'."),
				Arguments.of("push.endpoint.allowed-hosts", "push.example.com:443", "that is no host",
						"Write names without scheme and port, such as 'push.example.com' or '*.example.com'."),
				Arguments.of("push.endpoint.allowed-origins", "null", "that is no origin",
						"Set 'push.endpoint.allow-null-origin' to true if pages of files and in sandboxes are to "
								+ "connect."),
				Arguments.of("push.endpoint.allowed-origins", "https://app.example.com/", "that is no origin",
						SET_AN_ORIGIN),
				Arguments.of("push.session.max-per-user", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.session.max-per-node", "-1", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.session.connect-rate", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.session.max-groups", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.session.offline-delay", "-1s", "must not be negative",
						"Set it to 0s for at once, or to a time such as 5s."),
				Arguments.of("push.heartbeat.interval", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.heartbeat.timeout", "25s",
						"must be longer than 'push.heartbeat.interval', which is 25s",
						"Set it to more than 25s; twice the interval is a good start."),
				Arguments.of("push.heartbeat.step", "-5s", "must not be negative",
						"Set it to 0s to keep the interval, or to a time such as 5s."),
				Arguments.of("push.heartbeat.max-interval", "24999ms",
						"must not be shorter than 'push.heartbeat.interval', which is 25s", "Set it to at least 25s."),
				Arguments.of("push.heartbeat.every", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.netty.workers", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.netty.backlog", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.netty.max-unsent", "1KB", "must be between 4KB and 64MB",
						"Set it to a size in that range."),
				Arguments.of("push.netty.handshake-timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.netty.trusted-proxies", "proxy.example.com", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.trusted-proxies", "face", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.trusted-proxies", "10.0.0.256", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.trusted-proxies", "10.0.0", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.trusted-proxies", "10.0.0.0/33", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.trusted-proxies", "10.0.0.0/", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.trusted-proxies", "fe80:::1", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.trusted-proxies", "2001:db8::/129", NO_SUBNET, SET_A_SUBNET),
				Arguments.of("push.netty.ssl.client-auth", "need", "there is no TLS without a bundle",
						"Set 'push.netty.ssl.bundle' to the SSL bundle with the port's key, or remove the property."),
				Arguments.of("push.netty.proxy-protocol", "true", "no proxy is trusted that could speak it",
						"Name the proxies by 'push.netty.trusted-proxies', such as '10.0.0.0/8'."),
				Arguments.of("push.outbound.max-pending", "1023B", "must be between 1KB and 1GB",
						"Set it to a size in that range."),
				Arguments.of("push.outbound.max-pending", "1025MB", "must be between 1KB and 1GB",
						"Set it to a size in that range."),
				Arguments.of("push.outbound.max-total", "1023KB",
						"must not be smaller than 'push.outbound.max-pending', which is 1MB",
						"Set it to at least 1MB, or remove it."),
				Arguments.of("push.cluster.topic", "push bus",
						"must have 1 to 64 letters, digits, underscores and hyphens", "Set it to a name such as push."),
				Arguments.of("push.cluster.topic", "", "must have 1 to 64 letters, digits, underscores and hyphens",
						"Set it to a name such as push."),
				Arguments.of("push.cluster.probe-interval", "99ms", "must be between 100ms and 1m",
						"Set it to a time in that range."),
				Arguments.of("push.cluster.probe-interval", "61s", "must be between 100ms and 1m",
						"Set it to a time in that range."),
				Arguments.of("push.auth.timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.auth.claims", "plan,,roles", "must name claims, but one has no name",
						"Name claims of tokens, such as 'plan,roles'."),
				Arguments.of("push.auth.jwt.jwk-set-uri", "id.example.com/jwks", "must be an address of http or https",
						SET_AN_ADDRESS),
				Arguments.of("push.auth.jwt.jwk-set-uri", "file:/etc/jwks", "must be an address of http or https",
						SET_AN_ADDRESS),
				Arguments.of("push.auth.jwt.jwk-set-uri", "https:jwks", "must be an address of http or https",
						SET_AN_ADDRESS),
				Arguments.of("push.auth.jwt.jwk-set-uri", "", "must be an address of http or https", SET_AN_ADDRESS),
				Arguments.of("push.auth.jwt.issuer", "https://id.example.com", "there is nothing to check tokens with",
						SET_A_JWT),
				Arguments.of("push.auth.jwt.audience", "pushgate", "there is nothing to check tokens with", SET_A_JWT),
				Arguments.of("push.auth.jwt.tenant-claim", "org", "there is nothing to check tokens with", SET_A_JWT),
				Arguments.of("push.auth.jwt.issuer", "", "must not be empty", SET_A_CLAIM),
				Arguments.of("push.auth.jwt.audience", "", "must not be empty", SET_A_CLAIM),
				Arguments.of("push.auth.jwt.tenant-claim", "", "must not be empty", SET_A_CLAIM),
				Arguments.of("push.auth.jwt.user-claim", "", "must name a claim",
						"Set it to the claim that is the id of the user, such as 'sub'."),
				Arguments.of("push.auth.webhook.timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.auth.webhook.cache-ttl", "-1s", "must not be negative", SET_A_TTL),
				Arguments.of("push.auth.webhook.negative-cache-ttl", "-1s", "must not be negative", SET_A_TTL),
				Arguments.of("push.auth.webhook.cache-size", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.auth.webhook.cookies", "a b", "that is no name of a cookie",
						"Name cookies as browsers show them, such as 'SESSION'."),
				Arguments.of("push.uplink.max-rate", "-1", "must not be negative", SET_NO_LESS_THAN_ZERO),
				Arguments.of("push.uplink.burst", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.uplink.timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.uplink.threads", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.uplink.queue", "-1", "must not be negative", SET_NO_LESS_THAN_ZERO),
				Arguments.of("push.uplink.queue-per-user", "-1", "must not be negative", SET_NO_LESS_THAN_ZERO),
				Arguments.of("push.uplink.queue-per-session", "-1", "must not be negative", SET_NO_LESS_THAN_ZERO),
				Arguments.of("push.uplink.request-memory", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.uplink.request-memory-size", "63KB", "must be between 64KB and 16GB",
						"Set it to a size in that range."),
				Arguments.of("push.uplink.namespaces.chat.timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.uplink.namespaces.chat.threads", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.uplink.namespaces.chat.queue", "-1", "must not be negative", SET_NO_LESS_THAN_ZERO),
				Arguments.of("push.uplink.webhooks.chat.timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.uplink.webhooks.chat.attempts", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.uplink.webhooks.chat.concurrency", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.uplink.webhooks.chat.max-reply", "1023B", "must be between 1KB and 16MB",
						"Set it to a size in that range."),
				Arguments.of("push.uplink.webhooks.chat.event-queue", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.api.path", "push/api", NO_PATH, SET_A_PATH),
				Arguments.of("push.api.path", "/push/api/", NO_PATH, SET_A_PATH),
				Arguments.of("push.api.max-body", "1023B", "must be between 1KB and 64MB",
						"Set it to a size in that range."),
				Arguments.of("push.api.max-rate", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.api.idempotency-window", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.api.max-ids", "0", "must be at least 1", SET_A_COUNT),
				Arguments.of("push.client.tenant", "a b", "that is no tenant",
						"Name it by 1 to 64 letters, digits, '.', '_' and '-', as the gateway does in "
								+ "'push.api.keys'."),
				Arguments.of("push.client.connections", "0", "must be between 1 and 64", SET_CONNECTIONS),
				Arguments.of("push.client.connections", "65", "must be between 1 and 64", SET_CONNECTIONS),
				Arguments.of("push.client.timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.client.connect-timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.client.read-timeout", "0s", "must be at least 1ms", SET_A_TIME),
				Arguments.of("push.client.max-pending", "63KB", "must be between 64KB and 16GB",
						"Set it to a size in that range."),
				Arguments.of("push.client.max-batch", "65MB", "must be between 1KB and 64MB",
						"Set it to a size in that range."),
				Arguments.of("push.drain.spread", "-1s", "must not be negative",
						"Set it to 0s for at once, or to a time such as 30s."),
				Arguments.of("push.drain.timeout", "-1s", "must be at least 1ms", SET_A_TIME));
	}

	@ParameterizedTest(name = "{0}={1}")
	@MethodSource("badValues")
	void reportsPropertyValueAndRemedy(String property, String value, String problem, String action) {
		InvalidPushPropertyException failure = PropertyBinding.failure(property + "=" + value);
		assertThat(failure.analysis().getDescription())
			.isEqualTo("The property '" + property + "' has the value '" + value + "', but " + problem + ".");
		assertThat(failure.analysis().getAction()).isEqualTo(action);
	}

	@Test
	void everyPropertyThatCanBeBadIsCheckedHere() {
		// The others take any value of their type.
		assertThat(Metadata.properties().keySet()).filteredOn((name) -> name.startsWith("push."))
			.containsExactlyInAnyOrderElementsOf(Stream.concat(badValues()
				// Those of a single namespace are one property in the metadata.
				.map((arguments) -> ((String) arguments.get()[0]).replaceFirst("(namespaces|webhooks)\\..*", "$1"))
				.distinct(),
					Stream.of("push.api.enabled", "push.api.keys", "push.auth.insecure-user-parameter",
							"push.auth.jwt.require-expiry", "push.auth.jwt.secret", "push.auth.late",
							"push.auth.webhook.secret", "push.auth.webhook.url", "push.client.api-key",
							"push.client.gateway-url", "push.client.ssl.bundle", "push.cluster.bus",
							"push.cluster.directory", "push.cluster.routing", "push.enabled",
							"push.endpoint.allow-null-origin", "push.endpoint.transport", "push.inbox.store",
							"push.mode", "push.netty.actuator", "push.netty.actuator-probes-only", "push.netty.address",
							"push.netty.forwarded-headers", "push.netty.io", "push.netty.ssl.bundle",
							"push.outbound.slow-consumer"))
				.toList());
	}

	@ParameterizedTest
	@ValueSource(strings = { "push.endpoint.path=/a/b-c_d~e.f", "push.endpoint.script-path=", "push.endpoint.port=0",
			"push.endpoint.port=65535", "push.endpoint.max-frame=256B", "push.endpoint.max-frame=16MB",
			"push.endpoint.buffer-size=512B", "push.endpoint.buffer-size=1MB", "push.endpoint.allowed-origins=*",
			"push.endpoint.allowed-hosts=push.example.com,*.example.com,localhost,127.0.0.1,[::1],my_app",
			"push.endpoint.allowed-origins=http://localhost:[*],*://b.example.com",
			"push.endpoint.allowed-origins=capacitor://localhost,ionic://localhost,chrome-extension://abcdef,file://",
			"push.session.max-per-node=1", "push.heartbeat.timeout=25001ms", "push.heartbeat.step=0s",
			"push.heartbeat.max-interval=25s",
			"push.netty.trusted-proxies=10.1.2.3,0.0.0.0/0,255.255.255.255/32,::1,2001:db8::/32,fe80::1/128",
			"push.netty.io=IO_URING", "push.netty.io=io-uring", "push.outbound.max-pending=1KB",
			"push.outbound.max-total=1MB", "push.auth.jwt.secret=" + SECRET,
			"push.auth.jwt.jwk-set-uri=http://key_server:8080/jwks", "push.auth.jwt.jwk-set-uri=HTTPS://id.example.com",
			"push.drain.spread=0s", "push.mode=EMBEDDED", "push.mode=embedded", "push.mode=Gateway",
			"push.cluster.bus=Local", "push.cluster.directory=LOCAL", "push.inbox.store=memory",
			"push.inbox.store=MEMORY", "push.outbound.slow-consumer=DROP_OLDEST",
			"push.outbound.slow-consumer=drop-oldest", "push.outbound.slow-consumer=dropOldest" })
	void acceptsWhatIsJustRight(String property) {
		assertThatNoException().isThrownBy(() -> PropertyBinding.check(property));
	}

	@Test
	void reportsTheLengthOfASecretThatIsTooShortAndNotTheSecret(LoggedErrors errors, CapturedOutput output) {
		String secret = SECRET.substring(0, 31);
		fail("push.auth.jwt.secret=" + secret);
		assertThat(errors.text())
			.contains(report("The property 'push.auth.jwt.secret' has 31 bytes, but HS256 needs at least 32.",
					"Set it to at least 32 random bytes, such as the output of 'openssl rand -base64 48'."));
		assertThat(output + errors.text()).doesNotContain(secret);
	}

	@ParameterizedTest
	@ValueSource(strings = { "the key itself", "abc", "",
			"g123456789012345678901234567890123456789012345678901234567890123" })
	void reportsWhatIsNoHashOfAKeyAndNotItsValue(String key, LoggedErrors errors, CapturedOutput output) {
		fail("push.api.keys.acme[0]=" + key);
		assertThat(errors.text())
			.contains(report("The property 'push.api.keys.acme' has a value that is not the SHA-256 of a key.",
					"Set it to the 64 hexadecimal digits that 'printf %s <key> | sha256sum' says."));
		if (key.length() > 10) {
			assertThat(output + errors.text()).doesNotContain(key);
		}
	}

	@Test
	void reportsKeysOfWhatIsNoTenant(LoggedErrors errors) {
		fail("push.api.keys[a b]=" + "0".repeat(64));
		assertThat(errors.text())
			.contains(report("The property 'push.api.keys' has keys of 'a b', which is no name of a tenant.",
					"Name tenants by 1 to 64 letters, digits, '.', '_' and '-'. Those with '.' or '_' are written in "
							+ "brackets: 'push.api.keys[acme.eu]'."));
	}

	@Test
	void reportsAKeyOfTwoTenants(LoggedErrors errors) {
		fail("push.api.keys.a=" + "ab".repeat(32), "push.api.keys.b=" + "AB".repeat(32));
		assertThat(errors.text())
			.contains(report("The property 'push.api.keys' has the same key twice, for 'a' and for 'b'.",
					"Give each tenant keys of its own."));
	}

	@Test
	void measuresASecretInBytes() {
		start(null, "push.endpoint.port=0", "push.auth.jwt.secret=" + "\u00fc".repeat(16)).close();
	}

	@Test
	void reportsThatTokensAreCheckedWithOneThing(LoggedErrors errors, CapturedOutput output) {
		fail("push.auth.jwt.secret=" + SECRET, "push.auth.jwt.jwk-set-uri=https://id.example.com/jwks");
		assertThat(errors.text()).contains(report(
				"The properties 'push.auth.jwt.secret' and 'push.auth.jwt.jwk-set-uri' are both set, but tokens are "
						+ "checked with one of them.",
				"Remove one of the two."));
		assertThat(output + errors.text()).doesNotContain(SECRET);
	}

	@Test
	void neverReportsTheSecretForAnotherPropertysSake(LoggedErrors errors, CapturedOutput output) {
		fail("push.auth.jwt.secret=" + SECRET, "push.auth.jwt.user-claim=");
		assertThat(errors.text()).contains("push.auth.jwt.user-claim");
		assertThat(output + errors.text()).doesNotContain(SECRET);
	}

	@Test
	void reportsTheLibraryThatTokensNeed(LoggedErrors errors, CapturedOutput output) {
		fail(new FilteredClassLoader("org.springframework.security.oauth2.jwt"), "push.auth.jwt.secret=" + SECRET);
		assertThat(errors.text()).contains(report(
				"The properties 'push.auth.jwt.*' are set, but Spring Security's JWT support is not on the classpath.",
				"Add the dependency org.springframework.security:spring-security-oauth2-jose."));
		assertThat(output + errors.text()).doesNotContain(SECRET);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void reportsTheLibraryThatTheNettyTransportNeeds(boolean lazy, LoggedErrors errors) {
		fail(new FilteredClassLoader("io.netty"), "push.endpoint.transport=netty",
				"spring.main.lazy-initialization=" + lazy);
		assertThat(errors.text()).contains(report(
				"The property 'push.endpoint.transport' has the value 'netty', but Netty is not on the classpath.",
				"Add the dependency io.netty:netty-codec-http, and io.netty:netty-transport-native-epoll with the "
						+ "classifier of your platform for Linux's epoll."));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void reportsTheLibraryThatTheProxyProtocolNeeds(boolean lazy, LoggedErrors errors) {
		fail(new FilteredClassLoader("io.netty.handler.codec.haproxy"), "push.endpoint.transport=netty",
				"push.endpoint.port=0", "push.netty.proxy-protocol=true", "push.netty.trusted-proxies=127.0.0.1",
				"spring.main.lazy-initialization=" + lazy);
		assertThat(errors.text()).contains(report(
				"The property 'push.netty.proxy-protocol' has the value 'true', but what reads that protocol is not on "
						+ "the classpath.",
				"Add the dependency io.netty:netty-codec-haproxy."));
	}

	@Test
	void reportsAnSslBundleThatIsMissing(LoggedErrors errors) {
		fail("push.endpoint.transport=netty", "push.endpoint.port=0", "push.netty.ssl.bundle=push");
		assertThat(errors.text()).contains(report(
				"The property 'push.netty.ssl.bundle' has the value 'push', but there is no SSL bundle of that name.",
				"Define the bundle below 'spring.ssl.bundle', or remove the property to go without TLS."));
	}

	@Test
	void reportsAnSslBundleWithoutAKey(LoggedErrors errors) {
		fail("push.endpoint.transport=netty", "push.endpoint.port=0", "push.netty.ssl.bundle=push",
				"spring.ssl.bundle.jks.push.options.ciphers=TLS_AES_128_GCM_SHA256");
		assertThat(errors.text()).contains(report(
				"The property 'push.netty.ssl.bundle' has the value 'push', but that SSL bundle has no key store.",
				"Give the bundle the endpoint's key and certificate, or name another one."));
	}

	@Test
	void reportsAnApplicationWithoutAGateway(LoggedErrors errors) {
		fail("push.mode=client");
		assertThat(errors.text())
			.contains(report("The property 'push.mode' has the value 'client', but there is no way to a gateway.",
					"Set 'push.cluster.bus' to 'redis' or 'rocketmq', as the gateways have it, or "
							+ "'push.client.gateway-url' to the address of a gateway."));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "push.endpoint.transport|x|auto, servlet or netty",
			"push.netty.io|x|auto, epoll, io-uring or nio", "push.netty.ssl.client-auth|x|none, want or need",
			"push.netty.forwarded-headers|x|auto, x-forwarded or forwarded",
			"push.outbound.slow-consumer|x|close or drop-oldest", "push.mode|x|embedded, gateway or client",
			"push.cluster.bus|x|local, redis or rocketmq", "push.cluster.routing|x|auto, broadcast or directed",
			"push.cluster.directory|x|local or redis", "push.netty.actuator|x|true or false",
			"push.netty.actuator-probes-only|x|true or false",
			"push.inbox.store|redis|memory, as there is nothing else in this version",
			"push.heartbeat.interval|foo|a time such as 25s, 500ms or 5m",
			"push.endpoint.max-frame|abc|a size such as 64KB or 1MB", "push.session.max-per-user|x|a whole number",
			"push.session.max-per-node|1.5|a whole number", "push.auth.late|maybe|true or false",
			"push.auth.jwt.require-expiry|maybe|true or false", "push.auth.insecure-user-parameter|yep|true or false" })
	void saysWhatWouldBeOfTheRightType(String property, String value, String expected) {
		FailureAnalysis analysis = new PushBindFailureAnalyzer()
			.analyze(catchThrowable(() -> PropertyBinding.check(property + "=" + value)));
		assertThat(analysis.getDescription())
			.isEqualTo("The property '" + property + "' has the value '" + value + "', but must be " + expected + ".");
		assertThat(analysis.getAction()).isEqualTo("Set it to " + expected + ", or remove it for the default.");
	}

	@Test
	void isNeitherOnNorOffByAccident(LoggedErrors errors) {
		fail("push.enabled=maybe");
		assertThat(errors.text())
			.contains(report("The property 'push.enabled' has the value 'maybe', but must be true or false.",
					"Set it to true or false, or remove it for the default, true."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "push.session.max-per-node=-1", "push.outbound.max-pending=1B", "push.drain.timeout=-1s",
			"push.endpoint.path=x", "push.auth.timeout=-1s", "push.heartbeat.every=0", "push.mode=x",
			"push.cluster.bus=x", "push.inbox.store=redis", "push.netty.backlog=0", "push.auth.jwt.secret=short" })
	void stopsTheStartWhereBeansAreLazy(String property) {
		fail("spring.main.lazy-initialization=true", property);
	}

	@Test
	void checksNothingWhereItIsOff() {
		start(null, "push.enabled=false", "push.mode=x", "push.endpoint.path=x").close();
	}

	private static String report(String description, String action) {
		String line = System.lineSeparator();
		return "Description:" + line + line + description + line + line + "Action:" + line + line + action + line;
	}

	private static Throwable fail(String... properties) {
		return fail(null, properties);
	}

	private static Throwable fail(@Nullable ClassLoader classLoader, String... properties) {
		Throwable failure = catchThrowable(() -> start(classLoader, properties).close());
		assertThat(failure).as("failure of the start with %s", List.of(properties)).isNotNull();
		return failure;
	}

	private static ConfigurableApplicationContext start(@Nullable ClassLoader classLoader, String... properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setRegisterShutdownHook(false);
		if (classLoader != null) {
			application.setResourceLoader(new DefaultResourceLoader(classLoader));
		}
		List<String> arguments = new ArrayList<>();
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return application.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, PushAutoConfiguration.class,
			PushNettyAutoConfiguration.class })
	static class Application {

	}

}
