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

import java.util.LinkedHashSet;
import java.util.Set;

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.InsecureUserParameterAuthenticator;
import io.pushgate.auth.PrincipalAuthenticator;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.webhook.WebhookAuthenticator;
import io.pushgate.listener.PushListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * What the log says of the endpoint at the start: where it is, who may come in, and how
 * many methods handle what clients send.
 */
final class EndpointDescription {

	// By their names, as the library that they need may be missing.
	private static final String TOKENS = "io.pushgate.auth.jwt.JwtAuthenticator";

	private static final String TOKENS_OF_SPRING_SECURITY = "io.pushgate.auth.jwt.JwtPrincipalAuthenticator";

	private final PushEndpointProperties properties;

	private final ObjectProvider<AuthenticatorChain> authenticators;

	private final ObjectProvider<PushListenerRegistry> listeners;

	EndpointDescription(PushEndpointProperties properties, ObjectProvider<AuthenticatorChain> authenticators,
			ObjectProvider<PushListenerRegistry> listeners) {
		this.properties = properties;
		this.authenticators = authenticators;
		this.listeners = listeners;
	}

	/**
	 * Describe the endpoint.
	 * @param prefix what is before all paths
	 * @param principal what tells the principal of a request, or {@code null} if none has
	 * one
	 * @return a text that follows the name of the port
	 */
	String text(String prefix, @Nullable String principal) {
		return "path " + prefix + this.properties.getPath() + ", " + script(prefix) + "; clients come in by "
				+ authenticators(principal) + "; methods with @PushListener: "
				+ this.listeners.stream().mapToInt(PushListenerRegistry::size).sum();
	}

	private String script(String prefix) {
		String path = scriptPath(this.properties);
		return path.isEmpty() ? "no script" : "script " + prefix + path;
	}

	static String scriptPath(PushEndpointProperties properties) {
		String path = properties.getScriptPath();
		return (path != null) ? path : properties.getPath() + "/client.js";
	}

	private String authenticators(@Nullable String principal) {
		AuthenticatorChain chain = this.authenticators.getIfUnique();
		if (chain == null) {
			return "what the application decides";
		}
		Set<String> ways = new LinkedHashSet<>();
		for (PushAuthenticator authenticator : chain.authenticators()) {
			String way = way(authenticator, principal);
			if (way != null) {
				ways.add(way);
			}
		}
		return ways.isEmpty() ? "nothing, as no way to know them is configured" : String.join(", ", ways);
	}

	private static @Nullable String way(PushAuthenticator authenticator, @Nullable String principal) {
		String name = authenticator.getClass().getName();
		if (authenticator instanceof PrincipalAuthenticator || name.equals(TOKENS_OF_SPRING_SECURITY)) {
			return principal;
		}
		if (name.equals(TOKENS)) {
			return "tokens (push.auth.jwt)";
		}
		if (authenticator instanceof WebhookAuthenticator) {
			return "a webhook (push.auth.webhook.url)";
		}
		if (authenticator instanceof InsecureUserParameterAuthenticator) {
			return "whoever they say they are (push.auth.insecure-user-parameter)";
		}
		return ClassUtils.getShortName(ClassUtils.getUserClass(authenticator));
	}

	/**
	 * Return an entry of the allowed origins that lets every page in, or {@code null}.
	 */
	static @Nullable String everyOrigin(PushEndpointProperties properties) {
		return properties.getAllowedOrigins()
			.stream()
			.filter((origin) -> origin.replaceFirst("^[^:/]*://", "").replaceFirst(":.*$", "").equals("*"))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Say what an entry of the allowed origins opens where users are known by cookies.
	 */
	static String openedBy(String origin) {
		return "push.endpoint.allowed-origins=" + origin + ": any page can connect with the cookies of the user who "
				+ "opens it, read what is pushed to that user and send in the user's name. Name the pages that may "
				+ "connect, such as https://app.example.com";
	}

}
