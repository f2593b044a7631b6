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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.pushgate.autoconfigure.PushAuthProperties.Jwt;
import io.pushgate.message.Names;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * What the types of the properties do not say.
 */
final class PropertyChecks {

	private static final int MIN_SECRET = 32;

	private static final DataSize MIN_FRAME = DataSize.ofBytes(256);

	private static final DataSize MAX_FRAME = DataSize.ofMegabytes(16);

	private static final DataSize MIN_BUFFER = DataSize.ofBytes(512);

	private static final DataSize MAX_BUFFER = DataSize.ofMegabytes(1);

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

	private static final Pattern HOST = Pattern.compile("(\\*\\.)?[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+]");

	private static final Pattern SHA_256 = Pattern.compile("[0-9A-Fa-f]{64}");

	// What both Redis and RocketMQ take.
	private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final Duration MIN_PROBE_INTERVAL = Duration.ofMillis(100);

	private static final Duration MAX_PROBE_INTERVAL = Duration.ofMinutes(1);

	private static final int MAX_PORT = 65535;

	private static final Pattern ORIGIN = Pattern.compile("\\*|file://|([A-Za-z][A-Za-z0-9+.-]*|\\*)://[^/\\s]+");

	private PropertyChecks() {
	}

	static void check(PushEndpointProperties endpoint) {
		requirePath("push.endpoint.path", endpoint.getPath());
		if (StringUtils.hasLength(endpoint.getScriptPath())) {
			requirePath("push.endpoint.script-path", endpoint.getScriptPath());
			requireScript("push.endpoint.script-path", endpoint.getScriptPath());
		}
		if (endpoint.getPort() < 0 || endpoint.getPort() > MAX_PORT) {
			throw new InvalidPushPropertyException("push.endpoint.port", endpoint.getPort(),
					"must be between 0 and " + MAX_PORT, "Set it to a port in that range; 0 takes any free one.");
		}
		requireBetween("push.endpoint.max-frame", endpoint.getMaxFrame(), MIN_FRAME, MAX_FRAME);
		requireBetween("push.endpoint.buffer-size", endpoint.getBufferSize(), MIN_BUFFER, MAX_BUFFER);
		checkOrigins(endpoint.getAllowedOrigins());
		for (String host : endpoint.getAllowedHosts()) {
			if (!HOST.matcher(host).matches()) {
				throw new InvalidPushPropertyException("push.endpoint.allowed-hosts", host, "that is no host",
						"Write names without scheme and port, such as 'push.example.com' or '*.example.com'.");
			}
		}
	}

	private static void checkOrigins(List<String> origins) {
		for (String origin : origins) {
			if (origin.equals("null")) {
				throw new InvalidPushPropertyException("push.endpoint.allowed-origins", origin, "that is no origin",
						"Set 'push.endpoint.allow-null-origin' to true if pages of files and in sandboxes are to connect.");
			}
			if (!ORIGIN.matcher(origin).matches()) {
				throw new InvalidPushPropertyException("push.endpoint.allowed-origins", origin, "that is no origin",
						"Write scheme, host and port without a path, such as 'https://app.example.com', "
								+ "'https://*.example.com', 'capacitor://localhost' or '*'.");
			}
		}
	}

	static void check(PushNettyProperties netty) {
		requirePositive("push.netty.workers", netty.getWorkers());
		requirePositive("push.netty.backlog", netty.getBacklog());
		if (netty.getMaxUnsent().toBytes() != 0) {
			requireBetween("push.netty.max-unsent", netty.getMaxUnsent(), DataSize.ofKilobytes(4),
					DataSize.ofMegabytes(64));
		}
		requirePositive("push.netty.handshake-timeout", netty.getHandshakeTimeout());
		for (String address : netty.getTrustedProxies()) {
			if (!Subnets.isSubnet(address)) {
				throw new InvalidPushPropertyException("push.netty.trusted-proxies", address,
						"that is neither a numeric address nor a subnet",
						"Write addresses such as '10.1.2.3', or subnets such as '10.0.0.0/8'.");
			}
		}
		if (netty.getSsl().getClientAuth() != PushNettyProperties.ClientAuth.NONE
				&& netty.getSsl().getBundle() == null) {
			throw new InvalidPushPropertyException("push.netty.ssl.client-auth",
					netty.getSsl().getClientAuth().name().toLowerCase(Locale.ROOT), "there is no TLS without a bundle",
					"Set 'push.netty.ssl.bundle' to the SSL bundle with the port's key, or remove the property.");
		}
		if (netty.isProxyProtocol() && netty.getTrustedProxies().isEmpty()) {
			throw new InvalidPushPropertyException("push.netty.proxy-protocol", true,
					"no proxy is trusted that could speak it",
					"Name the proxies by 'push.netty.trusted-proxies', such as '10.0.0.0/8'.");
		}
	}

	static void check(PushSessionProperties session) {
		requirePositive("push.session.max-per-user", session.getMaxPerUser());
		requirePositive("push.session.max-per-node", session.getMaxPerNode());
		requirePositive("push.session.connect-rate", session.getConnectRate());
		if (session.getOfflineDelay().isNegative()) {
			throw new InvalidPushPropertyException("push.session.offline-delay", text(session.getOfflineDelay()),
					"must not be negative", "Set it to 0s for at once, or to a time such as 5s.");
		}
		requirePositive("push.session.max-groups", session.getMaxGroups());
	}

	static void check(PushUplinkProperties uplink) {
		requireNotNegative("push.uplink.max-rate", uplink.getMaxRate());
		requirePositive("push.uplink.burst", uplink.getBurst());
		requirePositive("push.uplink.timeout", uplink.getTimeout());
		requirePositive("push.uplink.threads", uplink.getThreads());
		requireNotNegative("push.uplink.queue", uplink.getQueue());
		requireNotNegative("push.uplink.queue-per-session", uplink.getQueuePerSession());
		requireNotNegative("push.uplink.queue-per-user", uplink.getQueuePerUser());
		requirePositive("push.uplink.request-memory", uplink.getRequestMemory());
		requireBetween("push.uplink.request-memory-size", uplink.getRequestMemorySize(), DataSize.ofKilobytes(64),
				DataSize.ofGigabytes(16));
		uplink.getNamespaces().forEach((name, namespace) -> {
			String prefix = "push.uplink.namespaces." + name;
			if (!Names.isToken(name)) {
				throw new InvalidPushPropertyException("push.uplink.namespaces", name, "that is no namespace",
						"Name it by 1 to 64 letters, digits, '.', '_' and '-', in brackets where it has a dot: "
								+ "'push.uplink.namespaces.[chat.room]'.");
			}
			if (namespace.getTimeout() != null) {
				requirePositive(prefix + ".timeout", namespace.getTimeout());
			}
			requirePositive(prefix + ".threads", namespace.getThreads());
			requireNotNegative(prefix + ".queue", namespace.getQueue());
		});
		uplink.getWebhooks().forEach(WebhookChecks::check);
	}

	static void check(PushHeartbeatProperties heartbeat) {
		requirePositive("push.heartbeat.interval", heartbeat.getInterval());
		requireLonger("push.heartbeat.timeout", heartbeat.getTimeout(), "push.heartbeat.interval",
				heartbeat.getInterval());
		if (heartbeat.getStep().isNegative()) {
			throw new InvalidPushPropertyException("push.heartbeat.step", text(heartbeat.getStep()),
					"must not be negative", "Set it to 0s to keep the interval, or to a time such as 5s.");
		}
		if (heartbeat.getMaxInterval().compareTo(heartbeat.getInterval()) < 0) {
			throw new InvalidPushPropertyException("push.heartbeat.max-interval", text(heartbeat.getMaxInterval()),
					"must not be shorter than 'push.heartbeat.interval', which is " + text(heartbeat.getInterval()),
					"Set it to at least " + text(heartbeat.getInterval()) + ".");
		}
		requirePositive("push.heartbeat.every", heartbeat.getEvery());
	}

	static void check(PushClusterProperties cluster) {
		if (!TOPIC.matcher(cluster.getTopic()).matches()) {
			throw new InvalidPushPropertyException("push.cluster.topic", cluster.getTopic(),
					"must have 1 to 64 letters, digits, underscores and hyphens", "Set it to a name such as push.");
		}
		Duration interval = cluster.getProbeInterval();
		if (interval.compareTo(MIN_PROBE_INTERVAL) < 0 || interval.compareTo(MAX_PROBE_INTERVAL) > 0) {
			throw new InvalidPushPropertyException("push.cluster.probe-interval", text(interval),
					"must be between 100ms and 1m", "Set it to a time in that range.");
		}
	}

	static void check(PushOutboundProperties outbound) {
		requireBetween("push.outbound.max-pending", outbound.getMaxPending(), DataSize.ofKilobytes(1),
				DataSize.ofGigabytes(1));
		if (outbound.getMaxTotal() != null && outbound.getMaxTotal().compareTo(outbound.getMaxPending()) < 0) {
			throw new InvalidPushPropertyException("push.outbound.max-total", text(outbound.getMaxTotal()),
					"must not be smaller than 'push.outbound.max-pending', which is " + text(outbound.getMaxPending()),
					"Set it to at least " + text(outbound.getMaxPending()) + ", or remove it.");
		}
	}

	static void check(PushAuthProperties auth) {
		requirePositive("push.auth.timeout", auth.getTimeout());
		Jwt jwt = auth.getJwt();
		if (jwt.getSecret() != null && jwt.getJwkSetUri() != null) {
			throw new InvalidPushPropertyException(
					"The properties 'push.auth.jwt.secret' and 'push.auth.jwt.jwk-set-uri' are both set, "
							+ "but tokens are checked with one of them.",
					"Remove one of the two.");
		}
		if (jwt.getSecret() != null) {
			int length = jwt.getSecret().getBytes(StandardCharsets.UTF_8).length;
			if (length < MIN_SECRET) {
				// The value is a secret: its length says enough.
				throw new InvalidPushPropertyException(
						"The property 'push.auth.jwt.secret' has " + length + " bytes, but HS256 needs at least "
								+ MIN_SECRET + ".",
						"Set it to at least 32 random bytes, such as the output of 'openssl rand -base64 48'.");
			}
		}
		else if (jwt.getJwkSetUri() != null) {
			requireHttp("push.auth.jwt.jwk-set-uri", jwt.getJwkSetUri());
		}
		if (auth.getClaims().stream().anyMatch((claim) -> !StringUtils.hasText(claim))) {
			throw new InvalidPushPropertyException("push.auth.claims", String.join(",", auth.getClaims()),
					"must name claims, but one has no name", "Name claims of tokens, such as 'plan,roles'.");
		}
		boolean used = jwt.getSecret() != null || jwt.getJwkSetUri() != null;
		WebhookChecks.check(auth.getWebhook(), used);
		checkJwtDetail("issuer", jwt.getIssuer(), used);
		checkJwtDetail("audience", jwt.getAudience(), used);
		checkJwtDetail("tenant-claim", jwt.getTenantClaim(), used);
		if (!StringUtils.hasText(jwt.getUserClaim())) {
			throw new InvalidPushPropertyException("push.auth.jwt.user-claim", jwt.getUserClaim(), "must name a claim",
					"Set it to the claim that is the id of the user, such as 'sub'.");
		}
	}

	static void check(PushDrainProperties drain) {
		if (drain.getSpread().isNegative()) {
			throw new InvalidPushPropertyException("push.drain.spread", text(drain.getSpread()), "must not be negative",
					"Set it to 0s for at once, or to a time such as 30s.");
		}
		requirePositive("push.drain.timeout", drain.getTimeout());
	}

	static void check(PushApiProperties api) {
		requirePath("push.api.path", api.getPath());
		requireBetween("push.api.max-body", api.getMaxBody(), DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
		requirePositive("push.api.idempotency-window", api.getIdempotencyWindow());
		requirePositive("push.api.max-rate", api.getMaxRate());
		requirePositive("push.api.max-ids", api.getMaxIds());
		Map<String, String> tenants = new HashMap<>();
		new TreeMap<>(api.getKeys()).forEach((tenant, hashes) -> {
			if (!Names.isToken(tenant)) {
				throw new InvalidPushPropertyException(
						"The property 'push.api.keys' has keys of '" + tenant + "', which is no name of a tenant.",
						"Name tenants by 1 to 64 letters, digits, '.', '_' and '-'. Those with '.' or '_' are written "
								+ "in brackets: 'push.api.keys[acme.eu]'.");
			}
			hashes.forEach((hash) -> {
				checkKey("push.api.keys." + tenant, hash);
				String other = tenants.put(hash.toLowerCase(Locale.ROOT), tenant);
				if (other != null) {
					throw new InvalidPushPropertyException("The property 'push.api.keys' has the same key twice, for '"
							+ other + "' and for '" + tenant + "'.", "Give each tenant keys of its own.");
				}
			});
		});
	}

	private static void checkKey(String property, String hash) {
		if (!SHA_256.matcher(hash).matches()) {
			// Perhaps it is the key itself, which belongs in no log.
			throw new InvalidPushPropertyException(
					"The property '" + property + "' has a value that is not the SHA-256 of a key.",
					"Set it to the 64 hexadecimal digits that 'printf %s <key> | sha256sum' says.");
		}
	}

	private static void checkJwtDetail(String name, @Nullable String value, boolean used) {
		if (value == null) {
			return;
		}
		if (!StringUtils.hasText(value)) {
			// Such as '${ISSUER:}' where there is no ISSUER: no token would pass.
			throw new InvalidPushPropertyException("push.auth.jwt." + name, value, "must not be empty",
					"Set it to what tokens have, or remove it.");
		}
		if (!used) {
			throw new InvalidPushPropertyException("push.auth.jwt." + name, value,
					"there is nothing to check tokens with",
					"Set 'push.auth.jwt.secret' or 'push.auth.jwt.jwk-set-uri' as well.");
		}
	}

	private static void requireHttp(String property, String value) {
		try {
			URI uri = URI.create(value);
			if (("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
					&& uri.getRawAuthority() != null) {
				return;
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new InvalidPushPropertyException(property, value, "must be an address of http or https",
				"Set it to an address such as 'https://id.example.com/jwks'.");
	}

	private static void requirePath(String property, String value) {
		if (!PATH.matcher(value).matches()) {
			throw new InvalidPushPropertyException(property, value,
					"must be a path of letters, digits, '.', '_', '~' and '-' that starts with '/' and does not end "
							+ "with it",
					"Set it to a path such as '/push'.");
		}
	}

	private static void requireScript(String property, String value) {
		if (!value.endsWith(".js")) {
			throw new InvalidPushPropertyException(property, value, "must end with '.js'",
					"Set it to a path such as '/push/client.js', to nothing to serve no script, or remove it.");
		}
	}

	static void requirePositive(String property, @Nullable Integer value) {
		if (value != null && value <= 0) {
			throw new InvalidPushPropertyException(property, value, "must be at least 1",
					"Set it to a positive number, or remove it for the default.");
		}
	}

	private static void requireNotNegative(String property, @Nullable Integer value) {
		if (value != null && value < 0) {
			throw new InvalidPushPropertyException(property, value, "must not be negative",
					"Set it to zero or a positive number, or remove it for the default.");
		}
	}

	static void requirePositive(String property, Duration value) {
		if (value.toMillis() <= 0) {
			throw new InvalidPushPropertyException(property, text(value), "must be at least 1ms",
					"Set it to a time such as 25s.");
		}
	}

	private static void requireLonger(String property, Duration value, String than, Duration other) {
		if (value.compareTo(other) <= 0) {
			throw new InvalidPushPropertyException(property, text(value),
					"must be longer than '" + than + "', which is " + text(other),
					"Set it to more than " + text(other) + "; twice the interval is a good start.");
		}
	}

	static void requireBetween(String property, DataSize value, DataSize min, DataSize max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw new InvalidPushPropertyException(property, text(value),
					"must be between " + text(min) + " and " + text(max), "Set it to a size in that range.");
		}
	}

	static String text(Duration value) {
		return (value.toMillis() % 1000 == 0) ? value.toSeconds() + "s" : value.toMillis() + "ms";
	}

	private static String text(DataSize value) {
		long size = value.toBytes();
		String[] units = { "B", "KB", "MB", "GB" };
		int unit = 0;
		while (unit < units.length - 1 && size != 0 && size % 1024 == 0) {
			size /= 1024;
			unit++;
		}
		return size + units[unit];
	}

}
