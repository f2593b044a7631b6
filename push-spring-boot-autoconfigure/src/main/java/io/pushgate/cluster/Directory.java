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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;

import org.springframework.context.SmartLifecycle;

/**
 * Knows which node holds the sessions of which user, and which nodes have members of
 * which group, for the whole cluster. Thread-safe; no method blocks.
 *
 * <p>
 * Guarantee: what a node has told is found by every node once {@link #enter} or
 * {@link #settled} has completed, unless the directory was unreachable. What the
 * directory knows of a node goes with the node: it is leased, and the others clear it
 * away when the lease has ended. A directory that cannot be reached, or that may have
 * forgotten something, fails what it is asked instead of telling half of it.
 *
 * <p>
 * Starts after the bus and before ports open.
 *
 * @since 0.1.0
 */
public interface Directory extends SmartLifecycle {

	/**
	 * The phase: after the bus.
	 */
	int PHASE = ClusterBus.PHASE + 128;

	/**
	 * Return the name of the directory, such as {@code redis}.
	 * @return the name
	 */
	String name();

	/**
	 * Enter a session that is about to be opened on this node. Over the user's limit, the
	 * earliest sessions of the user are taken out, wherever they are, and the
	 * {@link DirectoryListener} is told.
	 * @param tenant the tenant
	 * @param session the session
	 * @return a future that completes soon and never fails: when the session is found by
	 * everyone, or when it is clear that this must wait as the directory cannot be
	 * reached. The session is entered then as soon as it can be
	 */
	CompletableFuture<Void> enter(String tenant, SessionDetails session);

	/**
	 * Take a session out that has ended, or was not opened after all.
	 * @param user the user
	 * @param session the session's id
	 */
	void leave(UserKey user, String session);

	/**
	 * Take note that this node has a member of a group, and had none.
	 * @param tenant the tenant
	 * @param group the group
	 */
	void groupEntered(String tenant, String group);

	/**
	 * Take note that this node has no member of a group any more.
	 * @param tenant the tenant
	 * @param group the group
	 */
	void groupLeft(String tenant, String group);

	/**
	 * Wait for what this node has told so far.
	 * @return a future that completes soon and never fails: with {@code true} when all of
	 * it is found by everyone, or when nobody can be asked, so that everything goes to
	 * all nodes; with {@code false} when it is clear that it must wait, as the directory
	 * can be read but not be written
	 */
	CompletableFuture<Boolean> settled();

	/**
	 * Find the nodes that hold a target.
	 * @param tenant the tenant
	 * @param target users, devices, sessions or groups
	 * @return a future with the nodes and, where it is known, the number of sessions.
	 * Fails with a {@link DirectoryUnavailableException} soon if the directory cannot be
	 * asked
	 */
	CompletableFuture<Location> locate(String tenant, PushTarget target);

	/**
	 * Return the sessions of a user.
	 * @param user the user
	 * @return a future with the sessions, the earliest first. When a session was last
	 * seen may be some minutes behind. Fails with a {@link DirectoryUnavailableException}
	 */
	CompletableFuture<List<SessionDetails>> sessions(UserKey user);

	/**
	 * Return how much there is of a tenant.
	 * @param tenant the tenant
	 * @return a future with the numbers, those of nodes as they were some seconds ago.
	 * Fails with a {@link DirectoryUnavailableException}
	 */
	CompletableFuture<PushStatistics> statistics(String tenant);

	/**
	 * Set who is told of what the directory decides. Called once, before the start.
	 * @param listener the listener
	 */
	void setListener(DirectoryListener listener);

	/**
	 * Set where this node's sessions and groups can be read again. Called once, before
	 * the start.
	 * @param source the source
	 */
	void setSource(DirectorySource source);

	/**
	 * Return whether the directory can be asked at this moment.
	 * @return whether it is available
	 */
	boolean isAvailable();

	@Override
	default int getPhase() {
		return PHASE;
	}

	@Override
	default boolean isPauseable() {
		return false;
	}

}
