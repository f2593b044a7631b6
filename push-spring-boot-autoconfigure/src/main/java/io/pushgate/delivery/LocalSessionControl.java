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
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupPart;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.CloseReason;

/**
 * Tells who is online on this node, and disconnects. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LocalSessionControl implements SessionControl {

	private final SessionManager sessions;

	private final NodeId node;

	/**
	 * Create a control.
	 * @param sessions the sessions of this node
	 * @param node this node
	 */
	public LocalSessionControl(SessionManager sessions, NodeId node) {
		this.sessions = sessions;
		this.node = node;
	}

	@Override
	public boolean isOnline(UserKey user) {
		return !this.sessions.sessions(user).isEmpty();
	}

	@Override
	public List<SessionDetails> sessions(UserKey user) {
		return this.sessions.sessions(user).stream().map(this::details).toList();
	}

	@Override
	public PushStatistics statistics(String tenant) {
		long connections = this.sessions.sessionCount(tenant);
		long users = this.sessions.userCount(tenant);
		long groups = this.sessions.groups().groupCount(tenant);
		return new PushStatistics(connections, users, groups,
				List.of(new PushStatistics.Node(this.node.name(), connections, users, groups)));
	}

	/**
	 * Return what is known of a session.
	 * @param session a session of this node
	 * @return the details
	 */
	public SessionDetails details(ChannelSession session) {
		return new SessionDetails(session.id(), session.user(), session.device(), this.node.name(), session.transport(),
				session.connectedAt(), session.lastSeenAt());
	}

	@Override
	public int disconnect(String tenant, PushTarget target) {
		// Before those that are open are looked for: a client that is about to connect is
		// seen by one of the two.
		this.sessions.recentKicks().add(tenant, target);
		return close(tenant, target, CloseReason.KICKED);
	}

	/**
	 * Close every session of a target.
	 * @param tenant the tenant
	 * @param target the target
	 * @param reason why
	 * @return how many sessions were open
	 */
	public int close(String tenant, PushTarget target, CloseReason reason) {
		int disconnected = 0;
		for (ChannelSession session : find(tenant, target)) {
			if (this.sessions.close(session, reason)) {
				disconnected++;
			}
		}
		return disconnected;
	}

	List<ChannelSession> find(String tenant, PushTarget target) {
		if (target instanceof PushTarget.Users users) {
			return users.users()
				.stream()
				.flatMap((user) -> this.sessions.sessions(new UserKey(tenant, user)).stream())
				.toList();
		}
		if (target instanceof PushTarget.Device device) {
			return this.sessions.sessions(new UserKey(tenant, device.user()))
				.stream()
				.filter((session) -> session.device().equals(device.device()))
				.toList();
		}
		if (target instanceof PushTarget.Devices several) {
			return several.devices().stream().flatMap((device) -> find(tenant, device).stream()).toList();
		}
		if (target instanceof PushTarget.Session one) {
			return find(tenant, one.session());
		}
		if (target instanceof PushTarget.Sessions several) {
			return several.sessions().stream().flatMap((session) -> find(tenant, session).stream()).toList();
		}
		if (target instanceof PushTarget.Groups several) {
			return several.groups().stream().flatMap((group) -> members(tenant, group)).distinct().toList();
		}
		return this.sessions.sessions().stream().filter((session) -> session.tenant().equals(tenant)).toList();
	}

	private List<ChannelSession> find(String tenant, String id) {
		ChannelSession session = this.sessions.find(id);
		return (session != null && session.tenant().equals(tenant)) ? List.of(session) : List.of();
	}

	private Stream<ChannelSession> members(String tenant, String group) {
		return this.sessions.groups()
			.parts(tenant, group)
			.stream()
			.map(GroupPart::members)
			.flatMap((members) -> IntStream.range(0, members.places()).mapToObj(members::session))
			.filter(Objects::nonNull);
	}

}
