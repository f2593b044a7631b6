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

package io.pushgate.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.pushgate.message.Names;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by {@code Authorization: Bearer <api key>}, or takes the word of the
 * application's own security.
 *
 * <p>
 * Of a key, only the SHA-256 is known here. What a caller shows is compared with every
 * key in constant time, so that nothing can be learnt from how long a refusal takes. The
 * tenant of the key is the tenant of the call.
 *
 * <p>
 * A call without a key is accepted for the tenant {@code default} where the application's
 * security has authenticated it; who gets as far as that, its rules decide. Where keys
 * are configured, that takes credentials in the call itself, such as HTTP basic: a user
 * who is merely signed in, by the cookie of a session, is not somebody who may push to
 * everyone. A bearer token that is no key is refused there; where no keys are configured,
 * it is the application's business.
 *
 * @since 0.1.0
 */
public final class ApiKeyAuthenticator implements ApiAuthenticator {

	private static final String BEARER = "Bearer ";

	private static final ApiCaller PRINCIPAL = new ApiCaller(Names.DEFAULT_TENANT);

	private final List<Key> keys;

	/**
	 * Create an authenticator.
	 * @param keys the SHA-256 of the keys of each tenant, in hexadecimal digits
	 */
	public ApiKeyAuthenticator(Map<String, List<String>> keys) {
		List<Key> all = new ArrayList<>();
		keys.forEach((tenant, hashes) -> {
			ApiCaller caller = new ApiCaller(tenant);
			hashes.forEach((hash) -> all.add(new Key(HexFormat.of().parseHex(hash), caller)));
		});
		this.keys = List.copyOf(all);
	}

	@Override
	public @Nullable ApiCaller authenticate(HttpCall call) {
		List<String> headers = call.headers("Authorization");
		if (headers.size() > 1) {
			return null;
		}
		if (!this.keys.isEmpty()) {
			if (headers.isEmpty()) {
				return null;
			}
			if (isBearer(headers.get(0))) {
				return find(headers.get(0).substring(BEARER.length()).trim());
			}
		}
		return (call.principal() != null) ? PRINCIPAL : null;
	}

	private static boolean isBearer(String header) {
		return header.regionMatches(true, 0, BEARER, 0, BEARER.length());
	}

	private @Nullable ApiCaller find(String key) {
		byte[] hash = sha256(key);
		ApiCaller found = null;
		for (Key candidate : this.keys) {
			// All of them, whichever is the right one.
			if (MessageDigest.isEqual(candidate.hash(), hash)) {
				found = candidate.caller();
			}
		}
		return found;
	}

	private static byte[] sha256(String key) {
		try {
			// Servers read headers as Latin-1, so this brings the bytes back.
			return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.ISO_8859_1));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	@Override
	public boolean mayBlock() {
		return false;
	}

	private record Key(byte[] hash, ApiCaller caller) {

	}

}
