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

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What is to be known of texts that come from outside.
 */
final class Texts {

	private static final char REPLACEMENT = '\ufffd';

	private Texts() {
	}

	/**
	 * Make a text fit to be written into an answer: not too long, and without halves of
	 * surrogate pairs, which no UTF-8 can carry.
	 */
	static String printable(String text, int max) {
		StringBuilder printable = new StringBuilder(Math.min(text.length(), max));
		int i = 0;
		while (i < text.length() && printable.length() < max) {
			int codePoint = text.codePointAt(i);
			boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
			printable.appendCodePoint(half ? REPLACEMENT : codePoint);
			i += Character.charCount(codePoint);
		}
		return printable.toString();
	}

	/**
	 * Return whether bytes are UTF-8 without a byte order mark and without zeros, which
	 * would make other encodings of it. Receivers close connections that bring them
	 * anything else.
	 */
	static boolean isPlainUtf8(byte[] bytes) {
		boolean ascii = true;
		for (byte b : bytes) {
			if (b == 0) {
				return false;
			}
			ascii &= b > 0;
		}
		if (ascii) {
			return true;
		}
		if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
			return false;
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

}
