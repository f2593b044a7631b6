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

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.pushgate.LogThrottle;
import io.pushgate.transport.HandshakeRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;

/**
 * Which pages may connect. A browser tells in {@code Origin} where the page comes from;
 * other clients send none, and have no cookies that a foreign page could abuse. See
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-10.2">RFC 6455, section
 * 10.2</a>.
 *
 * <p>
 * The endpoint's own origin is known by its {@code Host}. A proxy that ends TLS makes a
 * page of {@code https} reach a server that speaks {@code http}, so the schemes are
 * compared in one direction only: a page of {@code http} never connects to an endpoint
 * that is known to be {@code https}.
 *
 * <p>
 * A page whose own name was made to point here (DNS rebinding) has a {@code Host} that
 * equals its {@code Origin}. Where the names of the endpoint are configured, only they
 * are its own.
 */
final class OriginPolicy {

	private static final Log logger = LogFactory.getLog(OriginPolicy.class);

	private static final int MAX_LOGGED = 100;

	private final @Nullable CorsConfiguration allowed;

	private final List<String> hosts;

	private final LogThrottle refusals = new LogThrottle(Duration.ofMinutes(1));

	/**
	 * Create a policy.
	 * @param allowedOrigins origins besides the endpoint's own
	 * @param allowedHosts the endpoint's names, or none for whatever {@code Host} says
	 */
	OriginPolicy(List<String> allowedOrigins, List<String> allowedHosts) {
		this.hosts = allowedHosts.stream().map((host) -> host.toLowerCase(Locale.ROOT)).toList();
		if (allowedOrigins.isEmpty()) {
			this.allowed = null;
		}
		else {
			this.allowed = new CorsConfiguration();
			this.allowed.setAllowedOriginPatterns(allowedOrigins);
		}
	}

	boolean allows(HandshakeRequest request) {
		String origin = request.header("Origin");
		if (origin == null) {
			return true;
		}
		boolean allowed = isOwn(origin, request.host(), request.isSecure())
				|| isOwn(origin, request.header("Host"), request.isSecure())
				|| (this.allowed != null && this.allowed.checkOrigin(origin) != null);
		if (!allowed) {
			this.refusals.log((suppressed) -> logger.warn("A page of origin '" + shorten(origin)
					+ "' was refused with 403, as the endpoint's own host is '" + request.host() + "'"
					+ (this.hosts.isEmpty() ? "" : ", and push.endpoint.allowed-hosts names " + this.hosts)
					+ ". If that page is to connect, name its origin in "
					+ "push.endpoint.allowed-origins; behind a proxy, let it pass Host on, or see to "
					+ "server.forward-headers-strategy" + Handshakes.others(suppressed)));
		}
		return allowed;
	}

	private static String shorten(String origin) {
		return (origin.length() <= MAX_LOGGED) ? origin : origin.substring(0, MAX_LOGGED) + "...";
	}

	private boolean isOwn(String origin, @Nullable String host, boolean secure) {
		if (host == null || !isAllowedHost(withPort(host, secure))) {
			return false;
		}
		try {
			URI uri = new URI(origin);
			String scheme = uri.getScheme();
			boolean https = "https".equalsIgnoreCase(scheme);
			if (uri.getRawAuthority() == null || (!https && !"http".equalsIgnoreCase(scheme))) {
				return false;
			}
			if (secure && !https) {
				return false;
			}
			return withPort(uri.getRawAuthority(), https).equals(withPort(host, https));
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	private boolean isAllowedHost(String authority) {
		String host = authority.substring(0, authority.lastIndexOf(':'));
		return this.hosts.isEmpty() || this.hosts.stream()
			.anyMatch(
					(allowed) -> allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : host.equals(allowed));
	}

	/**
	 * Return host and port. Not by {@link URI}, for which a host with an underscore, as
	 * containers have, is none.
	 */
	private static String withPort(String authority, boolean https) {
		String host = authority.toLowerCase(Locale.ROOT);
		boolean hasPort = host.lastIndexOf(':') > host.lastIndexOf(']');
		return hasPort ? host : host + (https ? ":443" : ":80");
	}

}
