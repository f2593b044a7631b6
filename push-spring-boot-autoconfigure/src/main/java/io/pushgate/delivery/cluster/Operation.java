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

package io.pushgate.delivery.cluster;

/**
 * What nodes ask of each other, besides pushes. Names are for ever: nodes of two versions
 * run side by side.
 */
final class Operation {

	/**
	 * Close sessions of the target, and let no client of it in that is about to connect.
	 * The answer says how many.
	 */
	static final String CLOSE = "close";

	/**
	 * Put sessions of the target into a group.
	 */
	static final String JOIN = "join";

	/**
	 * Take sessions of the target out of a group.
	 */
	static final String LEAVE = "leave";

	/**
	 * Tell a user's other devices how far one has read. Nobody answers.
	 */
	static final String READ = "read";

	/**
	 * Tell the sessions of the target, which is one user.
	 */
	static final String SESSIONS = "sessions";

	/**
	 * Tell how much there is of the tenant.
	 */
	static final String STATISTICS = "statistics";

	/**
	 * Tell who is in the target, which is one group.
	 */
	static final String GROUP = "group";

	/**
	 * The answer to any of them.
	 */
	static final String ANSWER = "answer";

	private Operation() {
	}

}
