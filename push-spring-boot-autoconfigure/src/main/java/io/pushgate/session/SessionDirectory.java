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

package io.pushgate.session;

import java.util.concurrent.CompletableFuture;

import io.pushgate.message.UserKey;
import io.pushgate.transport.Connection;

/**
 * What has to know of a session before its client may rely on being found: nobody, where
 * a node is on its own; the directory of a cluster. Thread-safe; no method blocks, and no
 * future fails.
 *
 * @since 0.1.0
 */
public interface SessionDirectory {

	/**
	 * What knows of nothing.
	 */
	SessionDirectory NONE = new SessionDirectory() {

		private final CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

		private final CompletableFuture<Boolean> settled = CompletableFuture.completedFuture(true);

		@Override
		public CompletableFuture<Void> enter(UserKey user, String device, long session, Connection connection) {
			return this.done;
		}

		@Override
		public void abandon(UserKey user, long session) {
		}

		@Override
		public CompletableFuture<Boolean> settled() {
			return this.settled;
		}

	};

	/**
	 * Take note of a session that is about to be opened.
	 * @param user the user
	 * @param device the device
	 * @param session the id that the session will have
	 * @param connection the connection
	 * @return a future that completes when the session may be opened: soon in any case
	 */
	CompletableFuture<Void> enter(UserKey user, String device, long session, Connection connection);

	/**
	 * Take note that a session that was entered was not opened after all.
	 * @param user the user
	 * @param session the id of the session
	 */
	void abandon(UserKey user, long session);

	/**
	 * Wait until everyone can find what has happened to this node's groups so far.
	 * @return a future that completes soon in any case: with {@code false} if what keeps
	 * the directory refuses to write it for now, so that others may not find it
	 */
	CompletableFuture<Boolean> settled();

}
