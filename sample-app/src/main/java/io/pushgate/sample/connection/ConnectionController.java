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

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page where to connect to. It is the same page with and without a gateway.
 */
@RestController
final class ConnectionController {

	private final @Nullable String gateway;

	private final @Nullable GatewayTokens tokens;

	ConnectionController(GatewayProperties gateway) {
		String origin = gateway.webSocketOrigin();
		String secret = gateway.tokenSecret();
		this.gateway = (origin != null) ? origin + "/push" : null;
		this.tokens = (origin != null && secret != null) ? new GatewayTokens(secret) : null;
	}

	@GetMapping("/connection")
	Connection connection(Principal user) {
		if (this.gateway == null || this.tokens == null) {
			// To this application, which knows by its cookie who is signed in
			return new Connection("/push", null, null);
		}
		return new Connection(this.gateway, this.tokens.issue(user.getName()), GatewayTokens.LIFE.toSeconds());
	}

}
