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
 * Says whether a client may join a group. An application that lets clients join defines
 * one bean of this type; without one, their {@code join} and {@code leave} frames are
 * answered with {@code forbidden}.
 *
 * <pre class="code">
 * &#64;Bean
 * GroupAuthorizer groupAuthorizer(Documents documents) {
 *     return (session, group) -&gt; documents.mayRead(session.user(), group);
 * }
 * </pre>
 *
 * <p>
 * Called by a few threads of its own, for one frame of a session at a time; so it may ask
 * a database, but every client that wants to join a group waits for those threads. Not
 * asked where a client leaves, which it always may, and not asked about what the
 * application itself does by {@code PushTemplate}. Where it throws, the client is told
 * {@code unavailable} and is not in the group.
 *
 * <p>
 * Behind a gateway ({@code push.mode=client}) it works the same: the gateway asks one
 * instance of each application that has such a bean, and lets the client join where any
 * of them says so.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface GroupAuthorizer {

	/**
	 * Return whether a client may join a group.
	 * @param session the session that wants to join; only its own, which may be told by
	 * its tenant, user and device
	 * @param group the group, as the client named it: 1 to 256 characters, no control
	 * character
	 * @return whether it may
	 */
	boolean mayJoin(PushSession session, String group);

}
