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

package io.pushgate.core;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * What tells the content of a message from that of any other: a SHA-256 over everything
 * but its id, its time and its headers, among which tracing has its own for each try.
 * JSON is compared as it is written, so other spaces make another message.
 */
final class Fingerprint {

	private Fingerprint() {
	}

	static byte[] of(PushMessage message) {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
			write(message, new DataOutputStream(bytes));
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(bytes.toByteArray());
			return digest.digest(message.payload().bytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Writing into memory failed", ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	private static void write(PushMessage message, DataOutputStream out) throws IOException {
		PushOptions options = message.options();
		write(message.target(), out);
		write(message.event(), out);
		write(options.namespace(), out);
		write(options.qos().name(), out);
		write((options.ttl() != null) ? options.ttl().toString() : null, out);
		write(options.latestKey(), out);
		write(new TreeSet<>(options.except()), out);
		out.writeBoolean(message.payload().isBinary());
	}

	private static void write(PushTarget target, DataOutputStream out) throws IOException {
		write(target.getClass().getSimpleName(), out);
		if (target instanceof PushTarget.Users users) {
			write(users.users(), out);
		}
		else if (target instanceof PushTarget.Device device) {
			write(List.of(device.user(), device.device()), out);
		}
		else if (target instanceof PushTarget.Devices devices) {
			out.writeInt(devices.devices().size());
			for (PushTarget.Device device : devices.devices()) {
				write(List.of(device.user(), device.device()), out);
			}
		}
		else if (target instanceof PushTarget.Session session) {
			write(session.session(), out);
		}
		else if (target instanceof PushTarget.Sessions sessions) {
			write(sessions.sessions(), out);
		}
		else if (target instanceof PushTarget.Groups groups) {
			write(groups.groups(), out);
		}
	}

	private static void write(Collection<String> texts, DataOutputStream out) throws IOException {
		out.writeInt(texts.size());
		for (String text : texts) {
			write(text, out);
		}
	}

	private static void write(@Nullable String text, DataOutputStream out) throws IOException {
		if (text == null) {
			out.writeInt(-1);
			return;
		}
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(utf8.length);
		out.write(utf8);
	}

}
