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

import java.time.Duration;
import java.util.UUID;

import io.pushgate.core.PushTemplate;
import io.pushgate.listener.PushListener;
import io.pushgate.listener.PushRequestException;
import io.pushgate.listener.UplinkError;
import io.pushgate.sample.security.Rooms;
import io.pushgate.session.PushSession;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.stereotype.Component;

/**
 * What tabs send of the rooms. Both events go on to the group of the room: to the tabs
 * that are in it, wherever they are connected.
 */
@RegisterReflectionForBinding({ RoomListener.TypingUser.class, RoomComment.class })
@Component
final class RoomListener {

	/** Pointless to be told later that somebody was typing. */
	private static final Duration TYPING = Duration.ofSeconds(3);

	private final PushTemplate push;

	private final Rooms rooms;

	private final RoomComments comments;

	RoomListener(PushTemplate push, Rooms rooms, RoomComments comments) {
		this.push = push;
		this.rooms = rooms;
		this.comments = comments;
	}

	/** Nobody waits for an answer: the page sends it and forgets it. */
	@PushListener(namespace = "room", event = "typing")
	void typing(Typing typing, PushSession session) {
		String room = check(session, typing.room());
		this.push.toGroup(Rooms.group(room))
			.namespace("room")
			.except(session)
			.ttl(TYPING)
			.send("typing", new TypingUser(session.user()));
	}

	/**
	 * A request: the page sends it again until it is answered, and this is called once.
	 * What is returned is the answer.
	 */
	@PushListener(namespace = "room", event = "comment")
	RoomComment comment(NewComment request, PushSession session) {
		String room = check(session, request.room());
		RoomComment comment = new RoomComment(UUID.randomUUID().toString(), session.user(), textOf(request),
				System.currentTimeMillis());
		this.comments.add(room, comment);
		this.push.toGroup(Rooms.group(room)).namespace("room").send("comment", comment);
		return comment;
	}

	private String check(PushSession session, @Nullable String room) {
		if (room == null || !this.rooms.mayEnter(session.user(), room)) {
			throw new PushRequestException(UplinkError.FORBIDDEN, "'room' must be a room that you may enter");
		}
		return room;
	}

	private static String textOf(NewComment comment) {
		try {
			return CommentText.check(comment.text());
		}
		catch (InvalidCommentException ex) {
			throw new PushRequestException(UplinkError.MALFORMED, ex.getMessage(), ex);
		}
	}

	record Typing(@Nullable String room) {

	}

	record NewComment(@Nullable String room, @Nullable String text) {

	}

	record TypingUser(String from) {

	}

}
