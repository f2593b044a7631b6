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

package io.pushgate.core;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.SessionReference;

/**
 * Pushes messages to users, devices, sessions or everyone, tells who is online, and
 * disconnects. Implemented by {@link PushTemplate}; applications depend on this interface
 * where they want to replace it in a test.
 *
 * <pre class="code">
 * push.toUser("42").send("cover.ready", result);
 * push.toUser("42").ttl(Duration.ofMinutes(5)).keepLatest("progress").send("progress", percent);
 * </pre>
 *
 * <p>
 * All methods may be called from any thread. None of them waits for a client: a push
 * returns when it is queued, however slow the receivers are.
 *
 * @since 0.1.0
 */
public interface PushOperations {

	/**
	 * Start a push to a target.
	 * @param target the target
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	PushSpec to(PushTarget target);

	/**
	 * Start a push to all sessions of a user.
	 * @param user the user's id
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toUser(String user) {
		return to(PushTarget.user(user));
	}

	/**
	 * Start a push to all sessions of several users.
	 * @param users the users' ids, at least one
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toUsers(Collection<String> users) {
		return to(PushTarget.users(users));
	}

	/**
	 * Start a push to one device of a user.
	 * @param user the user's id
	 * @param device the device's id
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toDevice(String user, String device) {
		return to(PushTarget.device(user, device));
	}

	/**
	 * Start a push to one session.
	 * @param session the session's id
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toSession(String session) {
		return to(PushTarget.session(session));
	}

	/**
	 * Start a push to one session, of this tenant.
	 * @param session the session
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toSession(SessionReference session) {
		return toSession(session.id());
	}

	/**
	 * Start a push to all sessions that are in a group.
	 * @param group the group, 1 to 256 characters
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toGroup(String group) {
		return to(PushTarget.group(group));
	}

	/**
	 * Start a push to all sessions that are in at least one of several groups. A session
	 * in two of them gets the message once, by the first of them that is named.
	 * @param groups the groups, at least one
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toGroups(Collection<String> groups) {
		return to(PushTarget.groups(groups));
	}

	/**
	 * Start a push to every session of the tenant.
	 * @return the push, to be completed with {@link PushSpec#send}
	 */
	default PushSpec toAll() {
		return to(PushTarget.all());
	}

	/**
	 * Return these operations for another tenant. Whatever is pushed, asked or
	 * disconnected through the result stays within that tenant.
	 * @param tenant the tenant
	 * @return the operations of that tenant
	 */
	PushOperations forTenant(String tenant);

	/**
	 * Return whether the user has at least one session.
	 * @param user the user's id
	 * @return whether the user is online
	 */
	boolean isOnline(String user);

	/**
	 * Return the sessions of a user, the earliest first.
	 * @param user the user's id
	 * @return a copy that does not change any more; empty if the user is offline
	 */
	List<SessionDetails> sessions(String user);

	/**
	 * Return how much there is of this tenant.
	 * @return the numbers, in total and of each node
	 */
	PushStatistics statistics();

	/**
	 * Disconnect all sessions of a user with close code 4002: their clients do not come
	 * back by themselves.
	 * @param user the user's id
	 * @return how many sessions were disconnected
	 */
	int disconnectUser(String user);

	/**
	 * Disconnect the sessions of one device of a user with close code 4002.
	 * @param user the user's id
	 * @param device the device's id
	 * @return how many sessions were disconnected
	 */
	int disconnectDevice(String user, String device);

	/**
	 * Disconnect one session with close code 4002.
	 * @param session the session's id
	 * @return whether there was such a session
	 */
	boolean disconnectSession(String session);

	/**
	 * Disconnect one session, of this tenant, with close code 4002.
	 * @param session the session
	 * @return whether there was such a session
	 */
	default boolean disconnectSession(SessionReference session) {
		return disconnectSession(session.id());
	}

	/**
	 * Put all sessions that a user has now into a group. Those that it opens later are
	 * not in it by themselves: an application that wants them in listens to
	 * {@code PushConnectedEvent}.
	 * @param group the group
	 * @param user the user's id
	 * @return a future that completes when this is accepted. What is pushed to the group
	 * from then on reaches these sessions, as far as they are connected to this node;
	 * others follow
	 */
	default CompletableFuture<Void> joinGroup(String group, String user) {
		return joinGroup(group, PushTarget.user(user));
	}

	/**
	 * Put one session, of this tenant, into a group.
	 * @param group the group
	 * @param session the session
	 * @return a future that completes when this is accepted
	 */
	default CompletableFuture<Void> joinGroup(String group, SessionReference session) {
		return joinGroup(group, PushTarget.session(session));
	}

	/**
	 * Put sessions into a group: those that the target has now. A session that is in it
	 * already stays so; a target without sessions does nothing.
	 * @param group the group, 1 to 256 characters
	 * @param sessions users, devices or sessions
	 * @return a future that completes when this is accepted
	 * @throws IllegalArgumentException if the target is of another kind
	 */
	CompletableFuture<Void> joinGroup(String group, PushTarget sessions);

	/**
	 * Take all sessions of a user out of a group.
	 * @param group the group
	 * @param user the user's id
	 * @return a future that completes when this is accepted. What is pushed to the group
	 * from then on does not reach these sessions, as far as they are connected to this
	 * node; others follow
	 */
	default CompletableFuture<Void> leaveGroup(String group, String user) {
		return leaveGroup(group, PushTarget.user(user));
	}

	/**
	 * Take one session, of this tenant, out of a group.
	 * @param group the group
	 * @param session the session
	 * @return a future that completes when this is accepted
	 */
	default CompletableFuture<Void> leaveGroup(String group, SessionReference session) {
		return leaveGroup(group, PushTarget.session(session));
	}

	/**
	 * Take sessions out of a group: those that the target has now.
	 * @param group the group
	 * @param sessions users, devices or sessions
	 * @return a future that completes when this is accepted
	 * @throws IllegalArgumentException if the target is of another kind
	 */
	CompletableFuture<Void> leaveGroup(String group, PushTarget sessions);

	/**
	 * Return who is in a group. Counts them, so this is for now and then, not for each
	 * message.
	 * @param group the group
	 * @return a snapshot, with zeros if nobody is in it
	 */
	GroupDetails group(String group);

}
