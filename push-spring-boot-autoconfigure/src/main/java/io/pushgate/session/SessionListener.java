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

import io.pushgate.message.UserKey;
import io.pushgate.transport.CloseReason;

/**
 * Told of every session, in order for one user: opened once, then closed once. Called
 * while the user's entry is locked, so an implementation returns at once and does not
 * call the {@link SessionManager}. Internal; applications listen to {@code Push*Event}s.
 *
 * @since 0.1.0
 */
public interface SessionListener {

	/**
	 * A session was opened.
	 * @param session the session
	 */
	void opened(PushSession session);

	/**
	 * A session has ended.
	 * @param session the session
	 * @param reason why
	 */
	void closed(PushSession session, CloseReason reason);

	/**
	 * A user who had no session has one, of which {@link #opened} has told.
	 * @param user the user
	 * @param session the id of the session
	 * @param generation a number that grows with each time of being online
	 */
	default void online(UserKey user, long session, long generation) {
	}

	/**
	 * A user's last session has ended some time ago, and no other has come.
	 * @param user the user
	 * @param session the id of the session
	 * @param generation the number that the user had when it came online
	 */
	default void offline(UserKey user, long session, long generation) {
	}

	/**
	 * A group that had no member on this node has one. Told, as is the other, after that
	 * has happened; where threads race, two calls for one group may come in the wrong
	 * order, so whoever needs to know asks {@link GroupRegistry#isOccupied}.
	 * @param tenant the tenant
	 * @param group the group
	 */
	default void groupEntered(String tenant, String group) {
	}

	/**
	 * A group has no member on this node any more.
	 * @param tenant the tenant
	 * @param group the group
	 */
	default void groupLeft(String tenant, String group) {
	}

}
