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

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.netty.handler.ssl.ClientAuth;
import io.pushgate.api.ApiAuthenticator;
import io.pushgate.api.PushApi;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.InsecureUserParameterAuthenticator;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.jwt.JwtAuthenticator;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.GatewayLifecycle;
import io.pushgate.gateway.GroupRequests;
import io.pushgate.gateway.PushGateway;
import io.pushgate.listener.ListenerDispatcher;
import io.pushgate.listener.PoolSettings;
import io.pushgate.listener.Uplink;
import io.pushgate.session.Goodbyes;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.SlowConsumerPolicy;
import io.pushgate.transport.netty.ForwardedHeaders;
import io.pushgate.transport.netty.NettyIo;
import io.pushgate.transport.netty.NettyTransport;
import io.pushgate.transport.netty.NettyTransportLifecycle;
import io.pushgate.transport.websocket.ClientScriptHandlerMapping;
import io.pushgate.transport.websocket.NoHandshakeHandlerMapping;
import io.pushgate.transport.websocket.PushWebSocketHandlerMapping;
import io.pushgate.transport.websocket.ServletTransport;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Every property reaches what it is for.
 */
class PropertyTargetTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final String NETTY = "push.endpoint.transport=netty";

	private static final String API = "push.api.enabled=true";

	private static final String JWT = "push.auth.jwt.secret=" + SECRET;

	/**
	 * Properties that have one value only in this version, so that nothing can be seen.
	 */
	private static final List<String> ONE_VALUE = List.of("push.inbox.store");

	/**
	 * Properties whose effect {@link GatewayModeTests} and {@link ActuatorPortTests}
	 * show, as an application starts.
	 */
	private static final List<String> OF_A_GATEWAY = List.of("push.netty.actuator", "push.netty.actuator-probes-only");

	/**
	 * Properties whose effect {@link PushClusterAutoConfigurationTests} and
	 * {@link PushRedisDirectoryAutoConfigurationTests} show on real brokers.
	 */
	private static final List<String> OF_A_CLUSTER = List.of("push.mode", "push.cluster.bus", "push.cluster.topic",
			"push.cluster.directory", "push.cluster.routing", "push.cluster.probe-interval");

	private static final Map<String, Target> TARGETS = new LinkedHashMap<>();

	static {
		target("push.enabled", "false", (context) -> assertThat(context).doesNotHaveBean(PushGateway.class));

		target("push.endpoint.path", "/live/events", (context) -> {
			assertThat(context.getBean(PushWebSocketHandlerMapping.class).getUrlMap()).containsOnlyKeys("/live/events");
			assertThat(context.getBean(NoHandshakeHandlerMapping.class).getUrlMap()).containsOnlyKeys("/live/events");
			assertThat(context.getBean(ClientScriptHandlerMapping.class).getUrlMap())
				.containsOnlyKeys("/live/events/client.js", "/live/events/client.d.ts");
		});
		target("push.endpoint.script-path", "/js/push.js",
				(context) -> assertThat(context.getBean(ClientScriptHandlerMapping.class).getUrlMap())
					.containsOnlyKeys("/js/push.js", "/js/push.d.ts"));
		target("push.endpoint.allowed-origins", "https://a.example.com,https://*.b.example.com",
				(context) -> field(context.getBean(PushGateway.class), "settings.allowedOrigins")
					.isEqualTo(List.of("https://a.example.com", "https://*.b.example.com")));
		target("push.endpoint.allowed-hosts", "push.example.com,*.example.org",
				(context) -> field(context.getBean(PushGateway.class), "settings.allowedHosts")
					.isEqualTo(List.of("push.example.com", "*.example.org")));
		target("push.endpoint.allow-null-origin", "true",
				(context) -> field(context.getBean(PushGateway.class), "settings.allowedOrigins")
					.isEqualTo(List.of("null")));
		target("push.endpoint.max-frame", "8KB", (context) -> {
			field(context.getBean(PushGateway.class), "settings.maxFrame").isEqualTo(8192);
			field(context.getBean(ServletTransport.class), "maxMessage").isEqualTo(8192);
		});
		target("push.endpoint.transport", "netty", (context) -> assertThat(context).hasSingleBean(NettyTransport.class)
			.doesNotHaveBean(ServletTransport.class));
		target("push.endpoint.port", "1234", (context) -> netty(context, "port", 1234), NETTY);
		target("push.endpoint.buffer-size", "2KB",
				(context) -> field(context.getBean(TomcatBufferCustomizer.class), "size").isEqualTo("2048"));

		target("push.session.max-per-user", "3",
				(context) -> field(context.getBean(SessionManager.class), "maxPerUser").isEqualTo(3));
		target("push.session.max-per-node", "4",
				(context) -> field(context.getBean(PushGateway.class), "settings.maxPerNode").isEqualTo(4));
		target("push.session.connect-rate", "5",
				(context) -> field(context.getBean(PushGateway.class), "settings.connectRate").isEqualTo(5));
		target("push.session.max-groups", "6",
				(context) -> field(context.getBean(GroupRequests.class), "maxGroups").isEqualTo(6));

		target("push.session.offline-delay", "7s",
				(context) -> field(context.getBean(SessionManager.class), "departures.delay")
					.isEqualTo(7_000_000_000L));

		target("push.heartbeat.interval", "2s", (context) -> {
			heartbeat(context, "interval", Duration.ofSeconds(2));
			field(context.getBean(GatewayLifecycle.class), "sweepPeriod").isEqualTo(Duration.ofMillis(400));
		});
		target("push.heartbeat.timeout", "90s", (context) -> heartbeat(context, "timeout", Duration.ofSeconds(90)));
		target("push.heartbeat.step", "0s", (context) -> heartbeat(context, "step", Duration.ZERO));
		target("push.heartbeat.max-interval", "2m",
				(context) -> heartbeat(context, "maxInterval", Duration.ofMinutes(2)));
		target("push.heartbeat.every", "9", (context) -> heartbeat(context, "every", 9));

		target("push.netty.address", "127.0.0.1",
				(context) -> netty(context, "address", InetAddress.getLoopbackAddress()), NETTY);
		target("push.netty.io", "nio", (context) -> netty(context, "io", NettyIo.NIO), NETTY);
		target("push.netty.workers", "3", (context) -> netty(context, "workers", 3), NETTY);
		target("push.netty.backlog", "17", (context) -> netty(context, "backlog", 17), NETTY);
		target("push.netty.max-unsent", "16KB", (context) -> netty(context, "maxUnsent", 16384), NETTY);
		target("push.netty.handshake-timeout", "3s",
				(context) -> netty(context, "handshakeTimeout", Duration.ofSeconds(3)), NETTY);
		target("push.netty.trusted-proxies", "10.0.0.0/8,::1",
				(context) -> netty(context, "trustedProxies", List.of("10.0.0.0/8", "::1")), NETTY);
		target("push.netty.forwarded-headers", "x-forwarded",
				(context) -> netty(context, "forwardedHeaders", ForwardedHeaders.X_FORWARDED), NETTY);
		target("push.netty.proxy-protocol", "true", (context) -> netty(context, "proxyProtocol", true), NETTY,
				"push.netty.trusted-proxies=10.0.0.0/8");
		target("push.netty.ssl.bundle", "push", (context) -> field(context.getBean(NettyTransport.class), "sslContext")
			.isInstanceOf(ReloadableSslContext.class), NETTY);
		target("push.netty.ssl.client-auth", "need",
				(context) -> field(context.getBean(NettyTransport.class), "sslContext.current.clientAuth")
					.isEqualTo(ClientAuth.REQUIRE),
				NETTY, "push.netty.ssl.bundle=push");

		target("push.outbound.max-pending", "64KB",
				(context) -> field(context.getBean(OutboundLimits.class), "maxPending").isEqualTo(65536L));
		target("push.outbound.max-total", "3MB",
				(context) -> field(context.getBean(OutboundLimits.class), "maxTotal").isEqualTo(3L * 1024 * 1024));
		target("push.outbound.slow-consumer", "drop-oldest",
				(context) -> field(context.getBean(OutboundLimits.class), "policy")
					.isEqualTo(SlowConsumerPolicy.DROP_OLDEST));

		target("push.auth.late", "true",
				(context) -> field(context.getBean(PushGateway.class), "settings.lateAuthentication").isEqualTo(true));
		target("push.auth.timeout", "2s", (context) -> {
			field(context.getBean(PushGateway.class), "settings.authenticationTimeout")
				.isEqualTo(Duration.ofSeconds(2));
			field(context.getBean(GatewayLifecycle.class), "sweepPeriod").isEqualTo(Duration.ofMillis(400));
		});
		target("push.auth.insecure-user-parameter", "true", (context) -> assertThat(authenticators(context))
			.hasAtLeastOneElementOfType(InsecureUserParameterAuthenticator.class));
		target("push.auth.jwt.secret", SECRET,
				(context) -> assertThat(authenticators(context)).hasAtLeastOneElementOfType(JwtAuthenticator.class));
		target("push.auth.jwt.jwk-set-uri", "https://id.example.com/jwks",
				(context) -> assertThat(authenticators(context)).hasAtLeastOneElementOfType(JwtAuthenticator.class));
		// What these two do is in JwtAuthenticationTests.
		target("push.auth.jwt.issuer", "https://id.example.com",
				(context) -> validators(context).hasAtLeastOneElementOfType(JwtIssuerValidator.class), JWT);
		target("push.auth.jwt.audience", "pushgate",
				(context) -> validators(context).hasAtLeastOneElementOfType(JwtClaimValidator.class), JWT);
		target("push.auth.jwt.user-claim", "uid",
				(context) -> field(jwtAuthenticator(context), "identities.userClaim").isEqualTo("uid"), JWT);
		target("push.auth.jwt.require-expiry", "true",
				(context) -> field(jwtAuthenticator(context), "identities.requireExpiry").isEqualTo(true), JWT);
		target("push.auth.claims", "plan,roles",
				(context) -> assertThat(context.getBean(AuthenticatorChain.class).claims())
					.containsExactlyInAnyOrder("plan", "roles"));
		target("push.auth.jwt.tenant-claim", "org",
				(context) -> field(jwtAuthenticator(context), "identities.tenantClaim").isEqualTo("org"), JWT);

		target("push.uplink.max-rate", "50",
				(context) -> field(context.getBean(PushGateway.class), "settings.inboundRate.interval")
					.isEqualTo(20_000_000L));
		target("push.uplink.burst", "11",
				(context) -> field(context.getBean(PushGateway.class), "settings.inboundRate.tolerance")
					.isEqualTo(100_000_000L));
		target("push.uplink.timeout", "3s", (context) -> {
			field(context.getBean(Uplink.class), "settings.timeout").isEqualTo(Duration.ofSeconds(3));
			field(context.getBean(ListenerDispatcher.class), "stopTimeout").isEqualTo(Duration.ofSeconds(3));
		});
		target("push.uplink.threads", "5", (context) -> assertThat(pool(context, "a").threads()).isEqualTo(5));
		target("push.uplink.queue", "6", (context) -> assertThat(pool(context, "a").queue()).isEqualTo(6));
		target("push.uplink.queue-per-user", "7",
				(context) -> assertThat(pool(context, "a").queuePerUser()).isEqualTo(7));
		target("push.uplink.queue-per-session", "7",
				(context) -> assertThat(pool(context, "a").queuePerSession()).isEqualTo(7));
		target("push.uplink.request-memory", "7m",
				(context) -> field(context.getBean(Uplink.class), "settings.requestMemory")
					.isEqualTo(Duration.ofMinutes(7)));
		target("push.uplink.request-memory-size", "7MB",
				(context) -> field(context.getBean(Uplink.class), "settings.requestMemorySize")
					.isEqualTo(7L * 1024 * 1024));
		target("push.uplink.namespaces.a.timeout", "4s",
				(context) -> field(context.getBean(Uplink.class), "settings.timeouts")
					.isEqualTo(Map.of("a", Duration.ofSeconds(4))));
		target("push.uplink.namespaces.a.threads", "5",
				(context) -> assertThat(pool(context, "a")).isEqualTo(new PoolSettings(5, 1000, 100, 200)));
		target("push.uplink.namespaces.a.queue", "6",
				(context) -> assertThat(pool(context, "a")).isEqualTo(new PoolSettings(16, 6, 100, 200)));

		target("push.api.enabled", "true", (context) -> assertThat(context).hasSingleBean(PushApi.class));
		target("push.api.path", "/api",
				(context) -> assertThat(context.getBean(PushApi.class).path()).isEqualTo("/api"), API);
		target("push.api.keys.acme[0]", "00".repeat(32),
				(context) -> field(context.getBean(ApiAuthenticator.class), "keys")
					.asInstanceOf(InstanceOfAssertFactories.LIST)
					.extracting("caller.tenant")
					.containsExactly("acme"),
				API);
		target("push.api.max-body", "2KB",
				(context) -> assertThat(context.getBean(PushApi.class).maxBody()).isEqualTo(2048), API);
		target("push.api.max-rate", "7",
				(context) -> field(context.getBean(PushApi.class), "settings.maxRate").isEqualTo(7), API);
		target("push.api.idempotency-window", "9s",
				(context) -> field(context.getBean(IdempotencyStore.class), "window").isEqualTo(Duration.ofSeconds(9)));
		target("push.api.max-ids", "77",
				(context) -> field(context.getBean(IdempotencyStore.class), "maxIds").isEqualTo(77L));
		target("push.drain.spread", "7s",
				(context) -> field(context.getBean(Goodbyes.class), "spread").isEqualTo(7000L));
		target("push.drain.timeout", "8s",
				(context) -> field(context.getBean(Drain.class), "timeout").isEqualTo(Duration.ofSeconds(8)));
	}

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, PushServletAutoConfiguration.class,
				PushNettyAutoConfiguration.class, PushApiAutoConfiguration.class))
		.withBean(SslBundles.class, PropertyTargetTests::sslBundles)
		// Never started: no port is opened here.
		.withBean(NettyTransportLifecycle.class, () -> mock(NettyTransportLifecycle.class));

	@Test
	void noPropertyIsLeftOut() {
		// What Spring Boot does with those of its own is its business.
		assertThat(Metadata.properties().keySet()).filteredOn((name) -> name.startsWith("push."))
			.containsExactlyInAnyOrderElementsOf(Stream
				.of(TARGETS.keySet(), WebhookPropertyTargetTests.targets(), ClientPropertyTargetTests.targets(),
						ONE_VALUE, OF_A_CLUSTER, OF_A_GATEWAY)
				.flatMap(Collection::stream)
				// Those of a single namespace or tenant are one property in the
				// metadata.
				.map((name) -> name.replaceFirst("(namespaces|keys|webhooks)\\..*", "$1"))
				.distinct()
				.toList());
	}

	@ParameterizedTest
	@MethodSource("targets")
	void reachesItsTarget(String property) {
		Target target = TARGETS.get(property);
		this.runner.withPropertyValues(target.with())
			.withPropertyValues(property + "=" + target.value())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				target.assertion().accept(context);
			});
	}

	@ParameterizedTest
	@MethodSource("targets")
	void makesADifference(String property) {
		Target target = TARGETS.get(property);
		this.runner.withPropertyValues(target.with())
			.run((context) -> assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> target.assertion().accept(context)));
	}

	@Test
	void endpointOfTheNettyTransportIsWhereTheServletTransportHasIt() {
		this.runner.withPropertyValues(NETTY).run((context) -> {
			netty(context, "path", "/push");
			netty(context, "scriptPath", "/push/client.js");
			netty(context, "maxMessage", 65536);
		});
		this.runner
			.withPropertyValues(NETTY, "push.endpoint.path=/live", "push.endpoint.script-path=",
					"push.endpoint.max-frame=8KB")
			.run((context) -> {
				netty(context, "path", "/live");
				netty(context, "scriptPath", "");
				netty(context, "maxMessage", 8192);
			});
	}

	@Test
	void limitsAreOpenUnlessSet() {
		this.runner.run((context) -> {
			// Less, as some descriptors are for other things than connections.
			field(context.getBean(PushGateway.class), "settings.maxPerNode").satisfies(
					(max) -> assertThat(((Integer) max).longValue()).isLessThan(DescriptorLimit.current().limit()));
			field(context.getBean(PushGateway.class), "settings.connectRate").isEqualTo(Integer.MAX_VALUE);
			field(context.getBean(OutboundLimits.class), "maxTotal").isEqualTo(Runtime.getRuntime().maxMemory() / 4);
		});
	}

	@Test
	void limitOfAllIsNeverBelowTheLimitOfOne() {
		this.runner.withPropertyValues("push.outbound.max-pending=1GB")
			.run((context) -> field(context.getBean(OutboundLimits.class), "maxTotal")
				.isEqualTo(Math.max(1024L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4)));
	}

	static List<String> targets() {
		return List.copyOf(TARGETS.keySet());
	}

	private static void target(String property, String value,
			ContextConsumer<AssertableWebApplicationContext> assertion, String... with) {
		TARGETS.put(property, new Target(value, assertion, with));
	}

	private static SslBundles sslBundles() {
		try {
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			keyStore.load(null, null);
			return new DefaultSslBundleRegistry("push", SslBundle.of(SslStoreBundle.of(keyStore, null, keyStore)));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void netty(AssertableWebApplicationContext context, String name, Object expected) {
		field(context.getBean(NettyTransport.class), "settings." + name).isEqualTo(expected);
	}

	private static void heartbeat(AssertableWebApplicationContext context, String name, Object expected) {
		field(context.getBean(SessionManager.class), "heartbeatSettings." + name).isEqualTo(expected);
	}

	@SuppressWarnings("unchecked")
	private static PoolSettings pool(AssertableWebApplicationContext context, String namespace) {
		return ((Function<String, PoolSettings>) assertThat(context.getBean(ListenerDispatcher.class))
			.extracting("settings")
			.actual()).apply(namespace);
	}

	private static AbstractAssert<?, ?> field(Object bean, String path) {
		return assertThat(bean).extracting(path);
	}

	private static List<? extends PushAuthenticator> authenticators(AssertableWebApplicationContext context) {
		return assertThat(context.getBean(AuthenticatorChain.class))
			.extracting("authenticators", InstanceOfAssertFactories.list(PushAuthenticator.class))
			.actual();
	}

	private static JwtAuthenticator jwtAuthenticator(AssertableWebApplicationContext context) {
		return authenticators(context).stream()
			.filter(JwtAuthenticator.class::isInstance)
			.map(JwtAuthenticator.class::cast)
			.findFirst()
			.orElseThrow();
	}

	private static ListAssert<Object> validators(AssertableWebApplicationContext context) {
		return assertThat(jwtAuthenticator(context)).extracting("decoder.jwtValidator.tokenValidators",
				InstanceOfAssertFactories.list(Object.class));
	}

	private record Target(String value, ContextConsumer<AssertableWebApplicationContext> assertion, String... with) {

	}

}
