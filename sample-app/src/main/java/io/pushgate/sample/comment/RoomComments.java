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

package io.pushgate.sample.comment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

/**
 * The latest comments of each room, in memory: for a tab that enters or comes back later.
 * Thread-safe.
 */
@Component
final class RoomComments {

	private static final int MAX_PER_ROOM = 50;

	private final Map<String, Deque<RoomComment>> byRoom = new HashMap<>();

	synchronized void add(String room, RoomComment comment) {
		Deque<RoomComment> comments = this.byRoom.computeIfAbsent(room, (key) -> new ArrayDeque<>());
		comments.addLast(comment);
		if (comments.size() > MAX_PER_ROOM) {
			comments.removeFirst();
		}
	}

	/**
	 * Return the comments of a room.
	 * @param room the name of the room
	 * @return the comments, the earliest first
	 */
	synchronized List<RoomComment> list(String room) {
		return new ArrayList<>(this.byRoom.getOrDefault(room, new ArrayDeque<>()));
	}

}
