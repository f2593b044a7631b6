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

import java.security.Principal;
import java.util.List;

import io.pushgate.sample.security.Rooms;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Which rooms there are, and what was said there before a tab entered.
 */
@RestController
@RequestMapping("/rooms")
final class RoomController {

	private final Rooms rooms;

	private final RoomComments comments;

	RoomController(Rooms rooms, RoomComments comments) {
		this.rooms = rooms;
		this.comments = comments;
	}

	@GetMapping
	List<Room> list(Principal user) {
		return this.rooms.of(user.getName()).stream().map((name) -> new Room(name, Rooms.group(name))).toList();
	}

	@GetMapping("/{room}/comments")
	List<RoomComment> comments(Principal user, @PathVariable String room) {
		if (!this.rooms.mayEnter(user.getName(), room)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no room '" + room + "' for you");
		}
		return this.comments.list(room);
	}

	/**
	 * A room.
	 *
	 * @param name the name
	 * @param group the group to join
	 */
	record Room(String name, String group) {

	}

}
