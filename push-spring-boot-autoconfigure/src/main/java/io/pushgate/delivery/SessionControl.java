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

import java.util.List;

import io.pushgate.PushException;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;

/**
 * Tells who is online, and disconnects: on this node, or in the whole cluster, where each
 * method may wait for other nodes, for some seconds at most. Thread-safe.
 *
 * @since 0.1.0
 */
public interface SessionControl {

	/**
	 * Return whether a user has a session.
	 * @param user the user
	 * @return whether the user is online
	 * @throws PushException if nobody can tell now
	 */
	boolean isOnline(UserKey user);

	/**
	 * Return the sessions of a user.
	 * @param user the user
	 * @return the sessions, the earliest first
	 * @throws PushException if nobody can tell now
	 */
	List<SessionDetails> sessions(UserKey user);

	/**
	 * Return how much there is of a tenant.
	 * @param tenant the tenant
	 * @return the numbers
	 * @throws PushException if nobody can tell now
	 */
	PushStatistics statistics(String tenant);

	/**
	 * Disconnect every session of a target with 4002.
	 * @param tenant the tenant
	 * @param target the target
	 * @return how many sessions were disconnected
	 * @throws PushException if other nodes cannot be told; nobody is disconnected then
	 */
	int disconnect(String tenant, PushTarget target);

}
