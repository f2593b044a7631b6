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

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.pushgate.message.GroupDetails;
import org.jspecify.annotations.Nullable;

/**
 * The groups of this node and which sessions are in them. Thread-safe.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>Only an open session is in a group. When {@link SessionManager#close} or
 * {@link SessionManager#ended} returns, the session is in none and never will be, however
 * joins, leaves and the end overlap: all of them happen under the session's monitor.</li>
 * <li>A session is in a group at most once.</li>
 * <li>A session is in its groups by its own record, which says which they are, exactly
 * when it is by theirs.</li>
 * <li>A group without members has no entry.</li>
 * <li>A group is one of its tenant: the same name under another tenant is another
 * group.</li>
 * <li>A {@link #leave} that returns while it is being asked whether a session may join
 * wins: what was asked does not count any more.</li>
 * <li>From the moment a {@link #leave} returns, nothing that was sent to the group is
 * queued for the session any more, as a frame of a group is queued under the session's
 * monitor, and only after another look at the membership.</li>
 * </ul>
 *
 * <p>
 * Locks, in the order in which they may be taken: a session's monitor, then the map's
 * lock of the group's entry, then the group's monitor. Nothing is written under any of
 * them, and nobody is called but the {@link GroupListener}.
 *
 * @since 0.1.0
 */
public final class GroupRegistry {

	private final Map<GroupKey, Group> groups = new ConcurrentHashMap<>();

	// Who asks whether a session may join, by session: changed under the session's
	// monitor.
	private final Map<ChannelSession, JoinRequest> requests = new ConcurrentHashMap<>();

	private final GroupListener listener;

	GroupRegistry(GroupListener listener) {
		this.listener = listener;
	}

	/**
	 * Put a session into a group.
	 * @param session the session
	 * @param group the group
	 * @param max in how many groups the session may be, this one included
	 * @return what came of it
	 */
	public JoinResult join(ChannelSession session, String group, int max) {
		return session.join(group, max);
	}

	/**
	 * Take a session out of a group.
	 * @param session the session
	 * @param group the group
	 * @return whether the session was in it
	 */
	public boolean leave(ChannelSession session, String group) {
		synchronized (session) {
			JoinRequest request = this.requests.get(session);
			if (request != null && request.group().equals(group)) {
				this.requests.remove(session);
			}
			return session.leave(group);
		}
	}

	/**
	 * Begin to ask whether a session may join a group. A session asks for one group at a
	 * time; a {@link #leave} of that group withdraws the request.
	 * @param session the session
	 * @param group the group
	 * @return the request, to be ended with {@link #end}
	 */
	public JoinRequest begin(ChannelSession session, String group) {
		JoinRequest request = new JoinRequest(group);
		synchronized (session) {
			this.requests.put(session, request);
		}
		return request;
	}

	/**
	 * Put a session into the group for which it has asked.
	 * @param session the session
	 * @param request the request
	 * @param max in how many groups the session may be, this one included
	 * @return what came of it
	 */
	public JoinResult join(ChannelSession session, JoinRequest request, int max) {
		synchronized (session) {
			return (this.requests.get(session) == request) ? session.join(request.group(), max) : JoinResult.WITHDRAWN;
		}
	}

	/**
	 * Forget a request.
	 * @param session the session
	 * @param request the request
	 */
	public void end(ChannelSession session, JoinRequest request) {
		this.requests.remove(session, request);
	}

	/**
	 * Add a member. Called under the session's monitor.
	 */
	Membership add(ChannelSession session, String group) {
		@Nullable Membership[] added = new Membership[1];
		boolean[] first = new boolean[1];
		this.groups.compute(new GroupKey(session.tenant(), group), (key, current) -> {
			Group members = (current != null) ? current : new Group();
			first[0] = (current == null);
			added[0] = members.add(key.group(), session);
			return members;
		});
		if (first[0]) {
			this.listener.entered(session.tenant(), group);
		}
		Membership membership = added[0];
		if (membership == null) {
			throw new IllegalStateException("Not added");
		}
		return membership;
	}

	/**
	 * Remove a member. Called under the session's monitor.
	 */
	void remove(ChannelSession session, Membership membership) {
		membership.leave();
		boolean[] last = new boolean[1];
		this.groups.computeIfPresent(new GroupKey(session.tenant(), membership.group()), (key, members) -> {
			members.remove(membership);
			last[0] = members.isEmpty();
			return (!last[0]) ? members : null;
		});
		if (last[0]) {
			this.listener.left(session.tenant(), membership.group());
		}
	}

	/**
	 * Return who is in a group now.
	 * @param tenant the tenant
	 * @param group the group
	 * @return the members by lane; empty if there are none
	 */
	public List<GroupPart> parts(String tenant, String group) {
		Group members = this.groups.get(new GroupKey(tenant, group));
		return (members != null) ? members.parts() : List.of();
	}

	/**
	 * Return whether a group has a member.
	 * @param tenant the tenant
	 * @param group the group
	 * @return whether anybody is in it
	 */
	public boolean isOccupied(String tenant, String group) {
		return this.groups.containsKey(new GroupKey(tenant, group));
	}

	/**
	 * Walk over the groups that have members.
	 * @param consumer takes the tenant and the group
	 */
	public void forEach(BiConsumer<String, String> consumer) {
		this.groups.keySet().forEach((key) -> consumer.accept(key.tenant(), key.group()));
	}

	/**
	 * Return what is known of a group. Walks its members.
	 * @param tenant the tenant
	 * @param group the group
	 * @return the details, with zeros if there is no such group
	 */
	public GroupDetails details(String tenant, String group) {
		int[] sessions = new int[1];
		Set<String> users = new HashSet<>();
		members(tenant, group, (session) -> {
			sessions[0]++;
			users.add(session.user());
		});
		return new GroupDetails(group, sessions[0], users.size());
	}

	/**
	 * Return the users who have a session in a group. Walks its members.
	 * @param tenant the tenant
	 * @param group the group
	 * @return the users' ids
	 */
	public Set<String> users(String tenant, String group) {
		Set<String> users = new HashSet<>();
		members(tenant, group, (session) -> users.add(session.user()));
		return users;
	}

	private void members(String tenant, String group, Consumer<ChannelSession> consumer) {
		for (GroupPart part : parts(tenant, group)) {
			GroupMembers members = part.members();
			for (int place = 0; place < members.places(); place++) {
				ChannelSession session = members.session(place);
				if (session != null) {
					consumer.accept(session);
				}
			}
		}
	}

	/**
	 * Return how many groups there are: those with at least one member.
	 * @return the number, over all tenants
	 */
	public int groupCount() {
		return this.groups.size();
	}

	/**
	 * Return how many groups of a tenant have a member. Walks over all groups.
	 * @param tenant the tenant
	 * @return the number
	 */
	public long groupCount(String tenant) {
		return this.groups.keySet().stream().filter((key) -> key.tenant().equals(tenant)).count();
	}

	/**
	 * Told of groups after they have come and gone, under the monitor of a session; so it
	 * returns at once and calls nobody. Where threads race, two calls for one group may
	 * come in the wrong order: whoever needs to know asks what is true by then.
	 */
	interface GroupListener {

		/**
		 * A group has its first member.
		 */
		void entered(String tenant, String group);

		/**
		 * A group has lost its last member.
		 */
		void left(String tenant, String group);

	}

	/**
	 * A session asks whether it may join a group. Each is its own, whatever it asks for.
	 */
	public static final class JoinRequest {

		private final String group;

		private JoinRequest(String group) {
			this.group = group;
		}

		private String group() {
			return this.group;
		}

	}

	private record GroupKey(String tenant, String group) {

	}

}
