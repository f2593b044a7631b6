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
import java.util.Locale;

import io.pushgate.message.Names;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * What the types of the properties of an application behind a gateway do not say.
 */
final class ClientChecks {

	private static final int MAX_CONNECTIONS = 64;

	private ClientChecks() {
	}

	static void check(PushClientProperties client) {
		String url = client.getGatewayUrl();
		if (url != null) {
			if (!WebhookChecks.isUrl(url) || url.indexOf('?') != -1) {
				// Not quoted: it may hold a password.
				throw new InvalidPushPropertyException(
						"The property 'push.client.gateway-url' is not an address of http or https with a host.",
						"Set it to an address such as 'http://push-gateway:9090', without user, query and fragment, "
								+ "or remove it to push over the bus.");
			}
			if (client.getSsl().getBundle() != null && !url.toLowerCase(Locale.ROOT).startsWith("https:")) {
				throw new InvalidPushPropertyException("push.client.ssl.bundle", client.getSsl().getBundle(),
						"the gateway is called without TLS",
						"Set 'push.client.gateway-url' to an address of https, or remove the bundle.");
			}
		}
		checkKey(client.getApiKey());
		if (!Names.isToken(client.getTenant())) {
			throw new InvalidPushPropertyException("push.client.tenant", client.getTenant(), "that is no tenant",
					"Name it by 1 to 64 letters, digits, '.', '_' and '-', as the gateway does in 'push.api.keys'.");
		}
		if (client.getConnections() < 1 || client.getConnections() > MAX_CONNECTIONS) {
			throw new InvalidPushPropertyException("push.client.connections", client.getConnections(),
					"must be between 1 and " + MAX_CONNECTIONS,
					"Set it to a number in that range; a few are enough, as many messages go by one call.");
		}
		PropertyChecks.requirePositive("push.client.timeout", client.getTimeout());
		PropertyChecks.requirePositive("push.client.connect-timeout", client.getConnectTimeout());
		PropertyChecks.requirePositive("push.client.read-timeout", client.getReadTimeout());
		PropertyChecks.requireBetween("push.client.max-pending", client.getMaxPending(), DataSize.ofKilobytes(64),
				DataSize.ofGigabytes(16));
		PropertyChecks.requireBetween("push.client.max-batch", client.getMaxBatch(), DataSize.ofKilobytes(1),
				DataSize.ofMegabytes(64));
	}

	private static void checkKey(@Nullable String key) {
		if (key != null
				&& (key.isBlank() || !key.equals(key.strip()) || !key.chars().allMatch((c) -> c >= ' ' && c <= '~'))) {
			// A secret: what it must be says enough.
			throw new InvalidPushPropertyException(
					"The property 'push.client.api-key' is not of printable ASCII characters without space around it.",
					"Set it to the key itself, such as the output of 'openssl rand -hex 32', and not to its hash; or "
							+ "remove it for a gateway that knows its callers otherwise.");
		}
	}

	/**
	 * Return the address that calls are below.
	 * @param url the address of the gateway, or of its HTTP push API
	 * @return the address of its HTTP push API, without a slash at its end
	 */
	static URI apiUrl(String url) {
		String address = url.replaceFirst("/+$", "");
		String path = URI.create(address).getRawPath();
		return URI.create((path == null || path.isEmpty()) ? address + "/push/api/v1" : address);
	}

}
