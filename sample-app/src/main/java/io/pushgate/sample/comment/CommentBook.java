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
 * The latest comments of each user, written or received, in memory: for a tab that opens
 * or comes back later. Thread-safe.
 */
@Component
final class CommentBook {

	private static final int MAX_PER_USER = 50;

	private final Map<String, Deque<Comment>> byUser = new HashMap<>();

	synchronized void add(Comment comment) {
		add(comment.to(), comment);
		if (!comment.from().equals(comment.to())) {
			add(comment.from(), comment);
		}
	}

	private void add(String user, Comment comment) {
		Deque<Comment> comments = this.byUser.computeIfAbsent(user, (key) -> new ArrayDeque<>());
		comments.addLast(comment);
		if (comments.size() > MAX_PER_USER) {
			comments.removeFirst();
		}
	}

	/**
	 * Return the comments of a user.
	 * @param user the user
	 * @return the comments, the earliest first
	 */
	synchronized List<Comment> list(String user) {
		return new ArrayList<>(this.byUser.getOrDefault(user, new ArrayDeque<>()));
	}

}
