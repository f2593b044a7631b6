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

package io.pushgate.delivery;

import java.util.concurrent.CompletableFuture;

import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushTarget;

/**
 * Lets the application put sessions into groups and take them out again: those of this
 * node, or of the whole cluster. Thread-safe.
 *
 * @since 0.1.0
 */
public interface GroupControl {

	/**
	 * Put every session that a target has now into a group.
	 * @param tenant the tenant
	 * @param group the group
	 * @param target users, devices or sessions
	 * @return a future that completes when this has happened, as far as nodes have
	 * answered soon, and fails if other nodes cannot be told
	 */
	CompletableFuture<Void> join(String tenant, String group, PushTarget target);

	/**
	 * Take every session that a target has now out of a group.
	 * @param tenant the tenant
	 * @param group the group
	 * @param target users, devices or sessions
	 * @return a future that completes when this has happened, as far as nodes have
	 * answered soon, and fails if other nodes cannot be told
	 */
	CompletableFuture<Void> leave(String tenant, String group, PushTarget target);

	/**
	 * Return what is known of a group. May wait for other nodes, for some seconds at
	 * most.
	 * @param tenant the tenant
	 * @param group the group
	 * @return the details, with zeros if nobody is in it
	 */
	GroupDetails details(String tenant, String group);

}
