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
import java.time.Duration;
import java.util.regex.Pattern;

import io.pushgate.message.Names;
import io.pushgate.webhook.WebhookSecret;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * What the types of the properties of webhooks do not say.
 */
final class WebhookChecks {

	private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	private WebhookChecks() {
	}

	static void check(PushAuthProperties.Webhook webhook, boolean jwt) {
		if (webhook.getUrl() == null) {
			if (webhook.getSecret() != null) {
				throw new InvalidPushPropertyException(
						"The property 'push.auth.webhook.secret' is set, but there is nobody to ask.",
						"Set 'push.auth.webhook.url' as well, or remove the secret.");
			}
		}
		else {
			requireUrl("push.auth.webhook.url", webhook.getUrl());
			requireSecret("push.auth.webhook", webhook.getSecret());
			if (jwt) {
				throw new InvalidPushPropertyException(
						"The properties 'push.auth.jwt.*' and 'push.auth.webhook.url' are both set, but tokens are "
								+ "checked in one way.",
						"Remove one of the two, or define a bean of type PushAuthenticator that tells one token from "
								+ "the other.");
			}
		}
		PropertyChecks.requirePositive("push.auth.webhook.timeout", webhook.getTimeout());
		requireNotNegative("push.auth.webhook.cache-ttl", webhook.getCacheTtl());
		requireNotNegative("push.auth.webhook.negative-cache-ttl", webhook.getNegativeCacheTtl());
		PropertyChecks.requirePositive("push.auth.webhook.cache-size", webhook.getCacheSize());
		for (String cookie : webhook.getCookies()) {
			if (!COOKIE.matcher(cookie).matches()) {
				throw new InvalidPushPropertyException("push.auth.webhook.cookies", cookie,
						"that is no name of a cookie", "Name cookies as browsers show them, such as 'SESSION'.");
			}
		}
	}

	static void check(String namespace, PushUplinkProperties.Webhook webhook) {
		if (!Names.isToken(namespace)) {
			throw new InvalidPushPropertyException("push.uplink.webhooks", namespace, "that is no namespace",
					"Name it by 1 to 64 letters, digits, '.', '_' and '-', in brackets where it has a dot: "
							+ "'push.uplink.webhooks.[chat.room]'.");
		}
		String prefix = "push.uplink.webhooks." + namespace;
		PropertyChecks.requirePositive(prefix + ".timeout", webhook.getTimeout());
		PropertyChecks.requirePositive(prefix + ".attempts", webhook.getAttempts());
		PropertyChecks.requirePositive(prefix + ".concurrency", webhook.getConcurrency());
		PropertyChecks.requireBetween(prefix + ".max-reply", webhook.getMaxReply(), DataSize.ofKilobytes(1),
				DataSize.ofMegabytes(16));
		PropertyChecks.requirePositive(prefix + ".event-queue", webhook.getEventQueue());
		if (webhook.getUrl() == null) {
			throw new InvalidPushPropertyException(
					"The property '" + prefix + ".url' is missing, so there is nobody to call.",
					"Set it to the address of the application that handles the namespace.");
		}
		requireUrl(prefix + ".url", webhook.getUrl());
		requireSecret(prefix, webhook.getSecret());
	}

	private static void requireNotNegative(String property, Duration value) {
		if (value.isNegative()) {
			throw new InvalidPushPropertyException(property, PropertyChecks.text(value), "must not be negative",
					"Set it to 0s to keep nothing, or to a time such as 1m.");
		}
	}

	static void requireUrl(String property, String value) {
		if (!isUrl(value)) {
			// Not quoted: it may hold a password.
			throw new InvalidPushPropertyException(
					"The property '" + property + "' is not an address of http or https with a host.",
					"Set it to an address such as 'https://app.example.com/push', without user and fragment.");
		}
	}

	static boolean isUrl(String value) {
		try {
			URI uri = URI.create(value);
			return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
					&& uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	static void requireSecret(String prefix, @Nullable String secret) {
		if (!StringUtils.hasText(secret)) {
			throw new InvalidPushPropertyException(
					"The property '" + prefix + ".secret' is missing, so whoever is called could not tell who calls.",
					"Set it there and here to the output of 'echo whsec_$(openssl rand -base64 32)'.");
		}
		try {
			WebhookSecret.of(secret);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPushPropertyException("The property '" + prefix + ".secret' " + ex.getMessage() + ".",
					"Set it there and here to the output of 'echo whsec_$(openssl rand -base64 32)'.");
		}
	}

}
