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

import java.util.List;

import io.pushgate.sample.store.Recent;
import io.pushgate.sample.store.RecentFactory;

import org.springframework.stereotype.Component;

/**
 * The latest comments of each user, written or received: for a tab that opens or comes
 * back later. Thread-safe.
 */
@Component
final class CommentBook {

	private final Recent<Comment> comments;

	CommentBook(RecentFactory recent) {
		this.comments = recent.create("comments", Comment.class);
	}

	void add(Comment comment) {
		this.comments.add(comment.to(), comment);
		if (!comment.from().equals(comment.to())) {
			this.comments.add(comment.from(), comment);
		}
	}

	/**
	 * Return the comments of a user.
	 * @param user the user
	 * @return the comments, the earliest first
	 */
	List<Comment> list(String user) {
		return this.comments.list(user);
	}

}
