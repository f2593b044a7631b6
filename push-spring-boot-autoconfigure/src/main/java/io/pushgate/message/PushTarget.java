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

package io.pushgate.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

import org.springframework.util.Assert;

/**
 * Whom a message is for, always within one tenant. Messages of one target arrive in the
 * order in which they were accepted; between two targets there is no such promise, but
 * between targets that have a group in common there is, for its members, on the node on
 * which both are pushed. In a cluster the order is that of each publishing node.
 *
 * @since 0.1.0
 */
public sealed interface PushTarget {

	/**
	 * Target all sessions of one user.
	 * @param user the user's id
	 * @return the target
	 */
	static PushTarget user(String user) {
		Assert.notNull(user, "'user' must not be null");
		return new Users(List.of(user));
	}

	/**
	 * Target all sessions of several users.
	 * @param users the users' ids
	 * @return the target
	 */
	static PushTarget users(Collection<String> users) {
		return new Users(copy("users", users));
	}

	/**
	 * Target one device of a user.
	 * @param user the user's id
	 * @param device the device's id
	 * @return the target
	 */
	static PushTarget device(String user, String device) {
		return new Device(user, device);
	}

	/**
	 * Target several devices, of one user or of several.
	 * @param devices the devices
	 * @return the target
	 */
	static PushTarget devices(Collection<Device> devices) {
		return new Devices(copy("devices", devices));
	}

	/**
	 * Target one session.
	 * @param session the session's id
	 * @return the target
	 */
	static PushTarget session(String session) {
		return new Session(session);
	}

	/**
	 * Target one session.
	 * @param session the session
	 * @return the target
	 */
	static PushTarget session(SessionReference session) {
		return session(session.id());
	}

	/**
	 * Target several sessions.
	 * @param sessions the sessions, at least one
	 * @return the target
	 * @throws IllegalArgumentException if there is none
	 */
	static PushTarget sessions(SessionReference... sessions) {
		return sessions(Arrays.stream(sessions).map(SessionReference::id).toList());
	}

	/**
	 * Target several sessions.
	 * @param sessions the sessions' ids
	 * @return the target
	 */
	static PushTarget sessions(Collection<String> sessions) {
		return new Sessions(copy("sessions", sessions));
	}

	/**
	 * Target all sessions that are in a group.
	 * @param group the group
	 * @return the target
	 */
	static PushTarget group(String group) {
		Assert.notNull(group, "'group' must not be null");
		return new Groups(List.of(group));
	}

	/**
	 * Target all sessions that are in at least one of several groups. A session in two of
	 * them gets a message once, by the first of them that is named here.
	 * @param groups the groups
	 * @return the target
	 */
	static PushTarget groups(Collection<String> groups) {
		return new Groups(copy("groups", groups));
	}

	/**
	 * Target every session of the tenant.
	 * @return the target
	 */
	static PushTarget all() {
		return new All();
	}

	private static <T> List<T> copy(String name, Collection<T> values) {
		Assert.notNull(values, () -> "'" + name + "' must not be null");
		return new ArrayList<>(values);
	}

	private static <T> List<T> distinct(String name, List<T> values) {
		Assert.notEmpty(values, () -> "'" + name + "' must not be empty");
		for (T value : values) {
			Assert.notNull(value, () -> "'" + name + "' must not contain null");
		}
		return (values.size() == 1) ? List.of(values.get(0)) : List.copyOf(new LinkedHashSet<>(values));
	}

	/**
	 * All sessions of one or more users.
	 *
	 * @param users the users' ids, without repetition
	 */
	record Users(List<String> users) implements PushTarget {

		/**
		 * Create a target.
		 * @param users at least one user; repeated ones count once
		 */
		public Users {
			users = distinct("users", users);
			users.forEach((user) -> Names.requireId("user", user));
		}

	}

	/**
	 * All sessions of one device of a user.
	 *
	 * @param user the user's id
	 * @param device the device's id
	 */
	record Device(String user, String device) implements PushTarget {

		/**
		 * Create a target.
		 * @param user the user's id
		 * @param device the device's id
		 */
		public Device {
			Names.requireId("user", user);
			Names.requireId("device", device);
		}

	}

	/**
	 * All sessions of several devices.
	 *
	 * @param devices the devices, without repetition
	 */
	record Devices(List<Device> devices) implements PushTarget {

		/**
		 * Create a target.
		 * @param devices at least one device; repeated ones count once
		 */
		public Devices {
			devices = distinct("devices", devices);
		}

	}

	/**
	 * One session.
	 *
	 * @param session the session's id, as {@code welcome} told it
	 */
	record Session(String session) implements PushTarget {

		/**
		 * Create a target.
		 * @param session the session's id
		 */
		public Session {
			Names.requireId("session", session);
		}

	}

	/**
	 * Several sessions.
	 *
	 * @param sessions the sessions' ids, without repetition
	 */
	record Sessions(List<String> sessions) implements PushTarget {

		/**
		 * Create a target.
		 * @param sessions at least one session; repeated ones count once
		 */
		public Sessions {
			sessions = distinct("sessions", sessions);
			sessions.forEach((session) -> Names.requireId("session", session));
		}

	}

	/**
	 * All sessions that are in at least one of one or more groups.
	 *
	 * @param groups the groups, without repetition
	 */
	record Groups(List<String> groups) implements PushTarget {

		/**
		 * Create a target.
		 * @param groups at least one group; repeated ones count once
		 */
		public Groups {
			groups = distinct("groups", groups);
			groups.forEach(Names::requireGroup);
		}

	}

	/**
	 * Every session of the tenant.
	 */
	record All() implements PushTarget {

	}

}
