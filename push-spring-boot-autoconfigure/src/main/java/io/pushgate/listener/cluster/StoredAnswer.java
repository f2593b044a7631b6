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

package io.pushgate.listener.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.listener.UplinkError;
import io.pushgate.message.Payload;

/**
 * How an answer is stored: {@code j} or {@code b} and the reply, or {@code e}, the name
 * of the error, a line feed, and the message. A failure with a code of the application or
 * data is {@code f}, then in lines the name of the error, the code and the number of
 * bytes of the message, and behind them message and data. A node of an earlier version
 * takes {@code f} for {@code e}.
 */
final class StoredAnswer {

	/**
	 * Larger replies are not stored.
	 */
	static final int MAX_REPLY = 16 * 1024;

	private static final Failure TOO_LARGE = new Failure(UplinkError.TOO_LARGE,
			"The request was handled, but its reply is too large to be told again");

	private StoredAnswer() {
	}

	static byte[] write(UplinkAnswer answer) {
		if (answer instanceof Reply reply) {
			byte[] data = reply.data().bytes();
			return (data.length > MAX_REPLY) ? write(TOO_LARGE) : write(reply.data().isBinary() ? 'b' : 'j', data);
		}
		Failure failure = (Failure) answer;
		if (failure.error() == UplinkError.APPLICATION || !failure.data().equals(Payload.none())) {
			return write('f', detailed(failure));
		}
		return write('e', (failure.error().name() + '\n' + failure.message()).getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] detailed(Failure failure) {
		// What the program is told of the error is worth less than the error.
		Payload data = (failure.data().bytes().length <= Failure.MAX_DATA) ? failure.data() : Payload.none();
		byte[] message = failure.message().getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream stored = new ByteArrayOutputStream();
		stored.writeBytes((failure.error().name() + '\n' + failure.code() + '\n' + message.length + '\n')
			.getBytes(StandardCharsets.UTF_8));
		stored.writeBytes(message);
		stored.writeBytes(data.bytes());
		return stored.toByteArray();
	}

	private static byte[] write(char kind, byte[] content) {
		byte[] stored = new byte[1 + content.length];
		stored[0] = (byte) kind;
		System.arraycopy(content, 0, stored, 1, content.length);
		return stored;
	}

	static UplinkAnswer read(byte[] stored) {
		byte[] content = Arrays.copyOfRange(stored, 1, stored.length);
		return switch (stored[0]) {
			case 'b' -> new Reply(Payload.binary(content));
			case 'j' -> new Reply(Payload.json(content));
			case 'f' -> detailed(content);
			default -> failure(new String(content, StandardCharsets.UTF_8).split("\n", 2));
		};
	}

	private static Failure detailed(byte[] content) {
		String[] lines = new String(content, StandardCharsets.ISO_8859_1).split("\n", 4);
		int start = lines[0].length() + lines[1].length() + lines[2].length() + 3;
		int end = start + Integer.parseInt(lines[2]);
		String message = new String(content, start, end - start, StandardCharsets.UTF_8);
		byte[] data = Arrays.copyOfRange(content, end, content.length);
		return UplinkMessages.failure(lines[0], lines[1], message, Payload.json(data));
	}

	private static Failure failure(String[] parts) {
		return UplinkMessages.failure(parts[0], "", (parts.length > 1) ? parts[1] : "", Payload.none());
	}

}
