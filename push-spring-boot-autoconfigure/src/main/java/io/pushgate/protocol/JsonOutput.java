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

package io.pushgate.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * The bytes of a JSON text that is being written. For one thread.
 */
final class JsonOutput {

	private static final int INITIAL_SIZE = 512;

	private byte[] bytes = new byte[INITIAL_SIZE];

	private int length;

	/**
	 * Append a character of ASCII as it is.
	 */
	void ascii(char character) {
		reserve(1);
		this.bytes[this.length++] = (byte) character;
	}

	/**
	 * Append a text of ASCII as it is.
	 */
	void ascii(String text) {
		reserve(text.length());
		for (int i = 0; i < text.length(); i++) {
			this.bytes[this.length++] = (byte) text.charAt(i);
		}
	}

	/**
	 * Append bytes as they are.
	 */
	void bytes(byte[] more) {
		reserve(more.length);
		System.arraycopy(more, 0, this.bytes, this.length, more.length);
		this.length += more.length;
	}

	/**
	 * Append a string, quoted and escaped. Half a surrogate pair, which may come of a
	 * text that was cut, becomes a question mark.
	 */
	void string(String text) {
		ascii('"');
		if (isPlain(text)) {
			ascii(text);
		}
		else {
			String quoted = String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text));
			bytes(quoted.getBytes(StandardCharsets.UTF_8));
		}
		ascii('"');
	}

	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character < ' ' || character > '~' || character == '"' || character == '\\') {
				return false;
			}
		}
		return true;
	}

	private void reserve(int more) {
		// Negative once it is beyond what an array can hold; then the copy throws.
		if (this.length + more > this.bytes.length || this.length + more < 0) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.length + more, this.bytes.length * 2));
		}
	}

	byte[] toByteArray() {
		return Arrays.copyOf(this.bytes, this.length);
	}

}
