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

package io.pushgate.cluster;

import java.util.List;

import io.pushgate.message.PushTarget;

/**
 * A target as a number of its kind and a list of names, and back. A device is its user
 * and its own name with a null character between them, which no name contains.
 */
public final class TargetCodec {

	private static final int USERS = 1;

	private static final int DEVICE = 2;

	private static final int DEVICES = 3;

	private static final int SESSION = 4;

	private static final int SESSIONS = 5;

	private static final int ALL = 6;

	private static final int GROUPS = 7;

	private static final char SEPARATOR = '\0';

	private TargetCodec() {
	}

	/**
	 * Return the number of a target's kind.
	 * @param target the target
	 * @return the number
	 */
	public static int kind(PushTarget target) {
		if (target instanceof PushTarget.Users) {
			return USERS;
		}
		if (target instanceof PushTarget.Device) {
			return DEVICE;
		}
		if (target instanceof PushTarget.Devices) {
			return DEVICES;
		}
		if (target instanceof PushTarget.Session) {
			return SESSION;
		}
		if (target instanceof PushTarget.Sessions) {
			return SESSIONS;
		}
		return (target instanceof PushTarget.Groups) ? GROUPS : ALL;
	}

	/**
	 * Return the names of a target.
	 * @param target the target
	 * @return the names
	 */
	public static List<String> names(PushTarget target) {
		if (target instanceof PushTarget.Users users) {
			return users.users();
		}
		if (target instanceof PushTarget.Device device) {
			return List.of(name(device));
		}
		if (target instanceof PushTarget.Devices several) {
			return several.devices().stream().map(TargetCodec::name).toList();
		}
		if (target instanceof PushTarget.Session one) {
			return List.of(one.session());
		}
		if (target instanceof PushTarget.Sessions several) {
			return several.sessions();
		}
		if (target instanceof PushTarget.Groups several) {
			return several.groups();
		}
		return List.of();
	}

	/**
	 * Make a target again.
	 * @param kind the number of its kind
	 * @param names its names
	 * @return the target
	 * @throws EnvelopeException if there is no such target
	 */
	public static PushTarget target(int kind, List<String> names) {
		try {
			return switch (kind) {
				case USERS -> new PushTarget.Users(names);
				case DEVICE -> device(single(names));
				case DEVICES -> new PushTarget.Devices(names.stream().map(TargetCodec::device).toList());
				case SESSION -> new PushTarget.Session(single(names));
				case SESSIONS -> new PushTarget.Sessions(names);
				case ALL -> new PushTarget.All();
				case GROUPS -> new PushTarget.Groups(names);
				default -> throw new EnvelopeException(EnvelopeException.Reason.UNKNOWN_TARGET,
						"There is no target of kind " + kind, null);
			};
		}
		catch (IllegalArgumentException ex) {
			throw Fields.malformed("A target is none", ex);
		}
	}

	private static String single(List<String> names) {
		if (names.size() != 1) {
			throw Fields.malformed("A target of one has " + names.size(), null);
		}
		return names.get(0);
	}

	private static String name(PushTarget.Device device) {
		return device.user() + SEPARATOR + device.device();
	}

	private static PushTarget.Device device(String name) {
		int separator = name.indexOf(SEPARATOR);
		if (separator < 0) {
			throw Fields.malformed("A device has no user", null);
		}
		return new PushTarget.Device(name.substring(0, separator), name.substring(separator + 1));
	}

}
