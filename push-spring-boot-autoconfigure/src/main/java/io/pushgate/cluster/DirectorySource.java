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

import java.util.function.BiConsumer;

import io.pushgate.message.PushStatistics;
import io.pushgate.message.SessionDetails;

/**
 * What a node has, for a {@link Directory} to read again when it has to be told anew.
 * Thread-safe. What comes and goes while it is read may or may not be among it.
 *
 * @since 0.1.0
 */
public interface DirectorySource {

	/**
	 * Walk over the sessions of this node.
	 * @param consumer takes the tenant and a session
	 */
	void sessions(BiConsumer<String, SessionDetails> consumer);

	/**
	 * Return whether this node has a session.
	 * @param session the session's id
	 * @return whether it is open
	 */
	boolean hasSession(String session);

	/**
	 * Walk over the groups that have members on this node.
	 * @param consumer takes the tenant and the group's name
	 */
	void groups(BiConsumer<String, String> consumer);

	/**
	 * Return whether a group has a member on this node.
	 * @param tenant the tenant
	 * @param group the group
	 * @return whether it has one
	 */
	boolean hasGroup(String tenant, String group);

	/**
	 * Walk over the tenants that have sessions on this node.
	 * @param consumer takes the tenant and what this node has of it
	 */
	void statistics(BiConsumer<String, PushStatistics.Node> consumer);

}
