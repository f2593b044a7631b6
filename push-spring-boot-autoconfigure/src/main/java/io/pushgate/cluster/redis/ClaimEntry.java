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

package io.pushgate.cluster.redis;

import java.util.Arrays;

import io.pushgate.cluster.Claim;
import org.jspecify.annotations.Nullable;

/**
 * How a claim, or what came of it, is written: {@code c}, the process and the number of
 * its claim, eight bytes each, and the fingerprint; or {@code d}, the length of the
 * fingerprint, the fingerprint, and the outcome.
 */
final class ClaimEntry {

	private static final int NUMBER = Long.BYTES;

	/**
	 * The length of what the claims of one process start with.
	 */
	private static final int PREFIX = 1 + NUMBER;

	private ClaimEntry() {
	}

	/**
	 * Return what all claims of a process start with.
	 */
	static byte[] prefix(long process) {
		byte[] prefix = new byte[PREFIX];
		prefix[0] = 'c';
		put(process, prefix, 1);
		return prefix;
	}

	static byte[] claim(byte[] prefix, long number, byte[] fingerprint) {
		byte[] claim = Arrays.copyOf(prefix, PREFIX + NUMBER + fingerprint.length);
		put(number, claim, PREFIX);
		System.arraycopy(fingerprint, 0, claim, PREFIX + NUMBER, fingerprint.length);
		return claim;
	}

	static byte[] done(byte[] fingerprint, byte[] outcome) {
		byte[] done = new byte[2 + fingerprint.length + outcome.length];
		done[0] = 'd';
		done[1] = (byte) fingerprint.length;
		System.arraycopy(fingerprint, 0, done, 2, fingerprint.length);
		System.arraycopy(outcome, 0, done, 2 + fingerprint.length, outcome.length);
		return done;
	}

	private static void put(long number, byte[] bytes, int offset) {
		for (int i = 0; i < NUMBER; i++) {
			bytes[offset + i] = (byte) (number >>> (8 * (NUMBER - 1 - i)));
		}
	}

	/**
	 * Read what somebody else has written.
	 * @return what it says, or {@code null} if it is of a version that is not known
	 */
	static Claim.@Nullable Taken read(byte[] entry) {
		if (entry.length >= PREFIX + NUMBER && entry[0] == 'c') {
			return new Claim.Held(Arrays.copyOfRange(entry, PREFIX + NUMBER, entry.length));
		}
		if (entry.length >= 2 && entry[0] == 'd' && entry.length >= 2 + (entry[1] & 0xFF)) {
			int outcome = 2 + (entry[1] & 0xFF);
			return new Claim.Done(Arrays.copyOfRange(entry, 2, outcome),
					Arrays.copyOfRange(entry, outcome, entry.length));
		}
		return null;
	}

}
