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

package io.pushgate.sample.security;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * The live rooms and who may enter them, from the configuration.
 *
 * @param members the users who may enter, by the name of the room
 */
@ConfigurationProperties("sample.rooms")
public record Rooms(Map<String, Set<String>> members) {

	public Rooms {
		Assert.notEmpty(members, "sample.rooms.members must name at least one room with its users");
		members = Map.copyOf(members);
	}

	/**
	 * Return the group that whoever is in a room belongs to.
	 * @param room the name of the room
	 * @return the group
	 */
	public static String group(String room) {
		return "room:" + room;
	}

	/**
	 * Return the rooms that a user may enter.
	 * @param user the user
	 * @return their names, in order
	 */
	public Set<String> of(String user) {
		return this.members.keySet()
			.stream()
			.filter((room) -> mayEnter(user, room))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Return whether a user may enter a room.
	 * @param user the user
	 * @param room the name of the room, if there is such a room
	 * @return whether the user may
	 */
	public boolean mayEnter(String user, @Nullable String room) {
		return room != null && this.members.getOrDefault(room, Set.of()).contains(user);
	}

}
