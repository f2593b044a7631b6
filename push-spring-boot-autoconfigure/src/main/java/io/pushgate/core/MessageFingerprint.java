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

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

import io.pushgate.message.Fingerprint;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;

/**
 * What tells a message that is pushed again from another one that was given the same id:
 * everything but its id, its time and its headers, among which tracing has its own for
 * each try. Names count in any order.
 */
final class MessageFingerprint {

	private MessageFingerprint() {
	}

	static byte[] of(PushMessage message) {
		PushOptions options = message.options();
		Fingerprint fingerprint = new Fingerprint();
		write(message.target(), fingerprint);
		return fingerprint.add(message.event())
			.add(options.namespace())
			.add(options.qos().name())
			.add((options.ttl() != null) ? options.ttl().toString() : null)
			.add(options.latestKey())
			.addAll(new TreeSet<>(options.except()))
			.add(message.payload())
			.end();
	}

	private static void write(PushTarget target, Fingerprint fingerprint) {
		fingerprint.add(target.getClass().getSimpleName());
		if (target instanceof PushTarget.Users users) {
			fingerprint.addAll(new TreeSet<>(users.users()));
		}
		else if (target instanceof PushTarget.Device device) {
			fingerprint.addAll(List.of(device.user(), device.device()));
		}
		else if (target instanceof PushTarget.Devices devices) {
			devices.devices()
				.stream()
				.sorted(Comparator.comparing(PushTarget.Device::user).thenComparing(PushTarget.Device::device))
				.forEach((device) -> fingerprint.addAll(List.of(device.user(), device.device())));
		}
		else if (target instanceof PushTarget.Session session) {
			fingerprint.add(session.session());
		}
		else if (target instanceof PushTarget.Sessions sessions) {
			fingerprint.addAll(new TreeSet<>(sessions.sessions()));
		}
		else if (target instanceof PushTarget.Groups groups) {
			fingerprint.addAll(new TreeSet<>(groups.groups()));
		}
	}

}
