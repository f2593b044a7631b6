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

package io.pushgate.sample.connection;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * The gateway that holds the connections, if this application does not do so itself.
 *
 * @param url where browsers reach it, such as {@code http://localhost:9090}
 * @param managementUrl where its meters are, such as {@code http://localhost:9091}: at
 * its {@code management.server.port}
 * @param tokenSecret what tokens for it are signed with: its {@code push.auth.jwt.secret}
 */
@ConfigurationProperties("sample.gateway")
public record GatewayProperties(@Nullable URI url, @Nullable URI managementUrl, @Nullable String tokenSecret) {

	private static final int MIN_SECRET = 32;

	public GatewayProperties {
		if (url != null) {
			Assert.isTrue(url.getHost() != null && url.toString().matches("https?://.*[^/]"),
					() -> "sample.gateway.url must be such as http://localhost:9090, but is " + url);
			Assert.isTrue(tokenSecret != null && tokenSecret.getBytes(StandardCharsets.UTF_8).length >= MIN_SECRET,
					() -> "sample.gateway.token-secret must be the push.auth.jwt.secret of the gateway, of at least "
							+ MIN_SECRET + " bytes");
		}
	}

	/**
	 * Return where pages open WebSockets, for a content security policy.
	 * @return the gateway's address, or {@code null} if there is no gateway
	 */
	public @Nullable String webSocketOrigin() {
		return (this.url != null) ? this.url.toString().replaceFirst("^http", "ws") : null;
	}

}
