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

package io.pushgate.auth.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import io.pushgate.transport.HandshakeRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an application is asked.
 *
 * @param token the token, or {@code null} where only cookies are shown
 * @param cookies the cookies that it is told
 * @param handshake the handshake, or {@code null} where the token came in a frame
 * @param path the path of the endpoint
 */
record Question(@Nullable String token, Map<String, String> cookies, @Nullable HandshakeRequest handshake,
		String path) {

	/**
	 * Return what the answer is kept under.
	 */
	String key() {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			add(digest, this.token);
			this.cookies.forEach((name, value) -> {
				add(digest, name);
				add(digest, value);
			});
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static void add(MessageDigest digest, @Nullable String text) {
		if (text != null) {
			digest.update(text.getBytes(StandardCharsets.UTF_8));
		}
		// A byte that UTF-8 does not have: nothing else has the same bytes.
		digest.update((byte) ((text != null) ? 0xFF : 0xFE));
	}

	byte[] json() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("type", "authenticate");
		put(json, "token", this.token);
		if (this.handshake != null) {
			Map<String, Object> facts = new LinkedHashMap<>();
			facts.put("path", this.path);
			put(facts, "host", this.handshake.host());
			put(facts, "origin", this.handshake.header("Origin"));
			put(facts, "remoteAddress", this.handshake.remoteAddress());
			put(facts, "device", this.handshake.parameter("device"));
			if (!this.cookies.isEmpty()) {
				facts.put("cookies", this.cookies);
			}
			json.put("handshake", facts);
		}
		return JsonMapper.shared().writeValueAsBytes(json);
	}

	private static void put(Map<String, Object> json, String name, @Nullable String value) {
		if (value != null) {
			json.put(name, value);
		}
	}

	/**
	 * Describe the question without what is secret in it.
	 */
	@Override
	public String toString() {
		return "Question";
	}

}
