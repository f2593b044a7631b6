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

package io.pushgate.cluster;

import io.pushgate.message.UserKey;

/**
 * Is told what a {@link Directory} decides. Called on threads of the directory, one call
 * after the other; must not block.
 *
 * @since 0.1.0
 */
public interface DirectoryListener {

	/**
	 * A session has to go, as its user has too many. Told to the node that has entered
	 * the latest session of the user, wherever the one that goes is; again, if it is
	 * still there later.
	 * @param user the user
	 * @param node the node that holds the session
	 * @param session the session's id
	 */
	void replaced(UserKey user, NodeId node, String session);

	/**
	 * A user who had no session in the cluster has one. Told to one node: the one that
	 * has entered it.
	 * @param user the user
	 * @param session the session's id
	 * @param generation a number that grows with each time of the user's being online
	 */
	void online(UserKey user, long session, long generation);

	/**
	 * The last session of a user in the cluster has ended some time ago, be it with its
	 * node, and no other has come. Told to one node.
	 * @param user the user
	 * @param session the session's id
	 * @param generation the number that the user had when it came online
	 */
	void offline(UserKey user, long session, long generation);

}
