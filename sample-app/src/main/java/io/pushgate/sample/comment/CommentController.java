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

import io.pushgate.core.PushTemplate;
import io.pushgate.sample.security.DemoUsers;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Comments over HTTP. What is accepted is pushed at once: {@code comment.new} to all tabs
 * of the recipient, {@code comment.sent} to all tabs of the author.
 */
@RegisterReflectionForBinding({ Comment.Received.class, Comment.Sent.class })
@RestController
@RequestMapping("/comments")
final class CommentController {

	private final PushTemplate push;

	private final DemoUsers users;

	private final CommentBook book;

	CommentController(PushTemplate push, DemoUsers users, CommentBook book) {
		this.push = push;
		this.users = users;
		this.book = book;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	void write(Principal author, @RequestBody CommentRequest request) {
		String to = checkRecipient(request.to());
		Comment comment = new Comment(author.getName(), to, CommentText.check(request.text()),
				System.currentTimeMillis());
		this.book.add(comment);
		this.push.toUser(to).send("comment.new", comment.received());
		if (!to.equals(comment.from())) {
			this.push.toUser(comment.from()).send("comment.sent", comment.sent());
		}
	}

	@GetMapping
	List<Comment> list(Principal user) {
		return this.book.list(user.getName());
	}

	private String checkRecipient(@Nullable String to) {
		if (!StringUtils.hasText(to)) {
			throw new InvalidCommentException("'to' must name a user");
		}
		if (!this.users.exists(to)) {
			throw new InvalidCommentException("'to' must name a user; there is no user '" + to + "'");
		}
		return to;
	}

}
