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
import java.security.Principal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.pushgate.message.Names;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by {@code Authorization: Bearer <api key>}, or, where no keys are
 * configured, by the application's own security.
 *
 * <p>
 * Of a key, only the SHA-256 is known here. What a caller shows is compared with every
 * key in constant time, so that nothing can be learnt from how long a refusal takes. The
 * tenant of the key is the tenant of the call.
 *
 * <p>
 * Where keys are configured, nothing else counts: a signed-in user who may connect is not
 * a caller who may push to everyone, whatever headers come with the cookie. Without keys,
 * whom the application's security has authenticated is a caller, of the tenant
 * {@code default} or of the one that its token names, and the application's rules decide
 * who gets that far. Both at once, or anything else, is an {@link ApiAuthenticator} of
 * the application's.
 *
 * @since 0.1.0
 */
public final class ApiKeyAuthenticator implements ApiAuthenticator {

	private static final String BEARER = "Bearer ";

	private final List<Key> keys;

	private final Function<Principal, @Nullable String> tenants;

	/**
	 * Create an authenticator to which all principals are of the tenant {@code default}.
	 * @param keys the SHA-256 of the keys of each tenant, in hexadecimal digits
	 */
	public ApiKeyAuthenticator(Map<String, List<String>> keys) {
		this(keys, (principal) -> Names.DEFAULT_TENANT);
	}

	/**
	 * Create an authenticator.
	 * @param keys the SHA-256 of the keys of each tenant, in hexadecimal digits
	 * @param tenants returns the tenant of a principal, or {@code null} for 401
	 */
	public ApiKeyAuthenticator(Map<String, List<String>> keys, Function<Principal, @Nullable String> tenants) {
		this.tenants = tenants;
		List<Key> all = new ArrayList<>();
		keys.forEach((tenant, hashes) -> {
			ApiCaller caller = new ApiCaller(tenant);
			hashes.forEach((hash) -> all.add(new Key(HexFormat.of().parseHex(hash), caller)));
		});
		this.keys = List.copyOf(all);
	}

	@Override
	public @Nullable ApiCaller authenticate(HttpCall call) {
		if (this.keys.isEmpty()) {
			return find(call.principal());
		}
		List<String> headers = call.headers("Authorization");
		if (headers.size() != 1 || !isBearer(headers.get(0))) {
			return null;
		}
		return find(headers.get(0).substring(BEARER.length()).trim());
	}

	private static boolean isBearer(String header) {
		return header.regionMatches(true, 0, BEARER, 0, BEARER.length());
	}

	private @Nullable ApiCaller find(@Nullable Principal principal) {
		String tenant = (principal != null) ? this.tenants.apply(principal) : null;
		return (tenant != null) ? new ApiCaller(tenant) : null;
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
