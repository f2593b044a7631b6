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

/**
 * What came of the wish to put a session into a group.
 *
 * @since 0.1.0
 */
public enum JoinResult {

	/** The session is in the group now. */
	JOINED,

	/** The session was in the group before. */
	MEMBER,

	/** The session was taken out of the group while the permission was asked for. */
	WITHDRAWN,

	/** The session is in as many groups as it may be, and this is none of them. */
	FULL,

	/** The session has ended. */
	ENDED

}
