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

package io.pushgate.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What calls are signed with, in the way of
 * <a href="https://www.standardwebhooks.com">Standard Webhooks</a>, so that whoever is
 * called can check the signature with a library of theirs. Thread-safe.
 *
 * @since 0.1.0
 */
public final class WebhookSecret {

	/**
	 * Number of bytes that a secret has at least.
	 */
	public static final int MIN_LENGTH = 24;

	private static final String PREFIX = "whsec_";

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec key;

	private WebhookSecret(byte[] key) {
		this.key = new SecretKeySpec(key, ALGORITHM);
	}

	/**
	 * Create a secret.
	 * @param text {@code whsec_} and the bytes in Base64, or anything else that is long
	 * enough: then its bytes in UTF-8
	 * @return the secret
	 * @throws IllegalArgumentException if it is too short, or not Base64 after the
	 * prefix; the message does not tell it
	 */
	public static WebhookSecret of(String text) {
		byte[] key = text.startsWith(PREFIX) ? decode(text.substring(PREFIX.length()))
				: text.getBytes(StandardCharsets.UTF_8);
		if (key.length < MIN_LENGTH) {
			throw new IllegalArgumentException("has " + key.length + " bytes, but needs at least " + MIN_LENGTH);
		}
		return new WebhookSecret(key);
	}

	private static byte[] decode(String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			// Its message quotes a part of the secret.
			throw new IllegalArgumentException("is not Base64 after '" + PREFIX + "'");
		}
	}

	/**
	 * Sign a call.
	 * @param id the id of what is told
	 * @param timestamp when it is told, in seconds since 1970
	 * @param body the body
	 * @return the value of the header {@code webhook-signature}
	 */
	String sign(String id, long timestamp, byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
			return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

	/**
	 * Describe the secret without telling it.
	 */
	@Override
	public String toString() {
		return "WebhookSecret";
	}

}
