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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.pushgate.message.Names;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code to}: whom a message is for.
 */
final class TargetReader {

	static final String ID_RULE = "must have 1 to 128 characters and no control character";

	static final String GROUP_RULE = "must have 1 to 256 characters and no control character";

	static final String SESSION_RULE = "must be the id of a session: decimal digits";

	private static final int MAX_RECEIVERS = 1000;

	private static final int MAX_GROUPS = 100;

	private static final int MAX_SESSION = 19;

	private TargetReader() {
	}

	/**
	 * Read the target.
	 * @return the target, or {@code null} where something was noted
	 */
	static @Nullable PushTarget read(BodyReader body, Violations violations) {
		String pointer = body.pointer();
		if (!body.isObject()) {
			violations.add(pointer, "must be an object");
			body.skip();
			return null;
		}
		int kinds = 0;
		PushTarget target = null;
		for (String field = body.nextField(); field != null; field = body.nextField()) {
			if (body.isNull()) {
				if (!isKind(field)) {
					violations.add(body.pointer(), "is not a field of 'to'");
				}
				continue;
			}
			kinds++;
			switch (field) {
				case "users" -> target = list(body, MAX_RECEIVERS, violations,
						() -> body.text(Names::isId, ID_RULE, violations), PushTarget::users);
				case "devices" ->
					target = list(body, MAX_RECEIVERS, violations, () -> device(body, violations), PushTarget::devices);
				case "sessions" -> target = list(body, MAX_RECEIVERS, violations,
						() -> body.text(TargetReader::isSession, SESSION_RULE, violations), PushTarget::sessions);
				case "groups" -> target = list(body, MAX_GROUPS, violations,
						() -> body.text(Names::isGroup, GROUP_RULE, violations), PushTarget::groups);
				case "all" -> target = all(body, violations);
				default -> {
					kinds--;
					violations.add(body.pointer(), "is not a field of 'to'");
					body.skip();
				}
			}
		}
		if (kinds != 1) {
			violations.add(pointer, "must have exactly one of 'users', 'devices', 'sessions', 'groups' and 'all'");
			return null;
		}
		return target;
	}

	private static boolean isKind(String field) {
		return switch (field) {
			case "users", "devices", "sessions", "groups", "all" -> true;
			default -> false;
		};
	}

	private static @Nullable PushTarget all(BodyReader body, Violations violations) {
		if (body.isTrue()) {
			return PushTarget.all();
		}
		violations.add(body.pointer(), "must be true");
		body.skip();
		return null;
	}

	private static <T> @Nullable PushTarget list(BodyReader body, int max, Violations violations,
			Supplier<@Nullable T> element, Function<List<T>, PushTarget> target) {
		String pointer = body.pointer();
		if (!body.isArray()) {
			violations.add(pointer, "must be an array");
			body.skip();
			return null;
		}
		List<T> elements = new ArrayList<>();
		int count = 0;
		while (body.nextElement()) {
			if (++count > max) {
				// What is left is checked for its syntax only.
				body.skip();
				continue;
			}
			T value = element.get();
			if (value != null) {
				elements.add(value);
			}
		}
		if (count == 0 || count > max) {
			violations.add(pointer, "must have 1 to " + max + " entries");
		}
		return (!elements.isEmpty() && elements.size() == count) ? target.apply(elements) : null;
	}

	private static PushTarget.@Nullable Device device(BodyReader body, Violations violations) {
		String pointer = body.pointer();
		if (!body.isObject()) {
			violations.add(pointer, "must be an object");
			body.skip();
			return null;
		}
		String user = null;
		String device = null;
		boolean hasUser = false;
		boolean hasDevice = false;
		for (String field = body.nextField(); field != null; field = body.nextField()) {
			switch (field) {
				case "user" -> {
					hasUser = true;
					user = body.text(Names::isId, ID_RULE, violations);
				}
				case "device" -> {
					hasDevice = true;
					device = body.text(Names::isId, ID_RULE, violations);
				}
				default -> {
					violations.add(body.pointer(), "is not a field of a device");
					body.skip();
				}
			}
		}
		if (!hasUser) {
			violations.add(pointer + "/user", "is missing");
		}
		if (!hasDevice) {
			violations.add(pointer + "/device", "is missing");
		}
		return (user != null && device != null) ? new PushTarget.Device(user, device) : null;
	}

	/**
	 * Return whether a text has the form of a session's id.
	 */
	static boolean isSession(String text) {
		return !text.isEmpty() && text.length() <= MAX_SESSION && text.charAt(0) != '0'
				&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

}
