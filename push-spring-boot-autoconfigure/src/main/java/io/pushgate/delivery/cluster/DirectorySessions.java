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

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.DirectoryListener;
import io.pushgate.cluster.DirectorySource;
import io.pushgate.cluster.NodeId;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionListener;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.CloseReason;

/**
 * What this node has, for the directory to read; and does what the directory decides.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class DirectorySessions implements DirectorySource, DirectoryListener {

	private final SessionManager sessions;

	private final LocalSessionControl control;

	private final ClusterBus bus;

	private final List<SessionListener> listeners;

	/**
	 * Create sessions.
	 * @param sessions the sessions of this node
	 * @param control closes them
	 * @param bus tells other nodes to close theirs
	 * @param listeners told of users who come and go
	 */
	public DirectorySessions(SessionManager sessions, LocalSessionControl control, ClusterBus bus,
			List<SessionListener> listeners) {
		this.sessions = sessions;
		this.control = control;
		this.bus = bus;
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void sessions(BiConsumer<String, SessionDetails> consumer) {
		for (ChannelSession session : this.sessions.sessions()) {
			consumer.accept(session.tenant(), this.control.details(session));
		}
	}

	@Override
	public boolean hasSession(String session) {
		return this.sessions.find(session) != null;
	}

	@Override
	public void groups(BiConsumer<String, String> consumer) {
		this.sessions.groups().forEach(consumer);
	}

	@Override
	public boolean hasGroup(String tenant, String group) {
		return this.sessions.groups().isOccupied(tenant, group);
	}

	@Override
	public void statistics(BiConsumer<String, PushStatistics.Node> consumer) {
		Set<String> tenants = new HashSet<>(this.sessions.tenants());
		this.sessions.groups().forEach((tenant, group) -> tenants.add(tenant));
		tenants.forEach((tenant) -> consumer.accept(tenant, this.control.statistics(tenant).nodes().get(0)));
	}

	@Override
	public void replaced(UserKey user, NodeId node, String session) {
		PushTarget target = PushTarget.session(session);
		if (node.equals(this.bus.node())) {
			this.control.close(user.tenant(), target, CloseReason.REPLACED);
			return;
		}
		// Where this is lost, the directory says it again.
		this.bus.publish(ClusterDestination.node(node),
				ClusterMessage.of(Operation.CLOSE)
					.tenant(user.tenant())
					.target(target)
					.headers(Map.of(ClusterReceiver.CODE, Integer.toString(CloseReason.REPLACED.code())))
					.build());
	}

	@Override
	public void online(UserKey user, long session, long generation) {
		this.listeners.forEach((listener) -> listener.online(user, session, generation));
	}

	@Override
	public void offline(UserKey user, long session, long generation) {
		this.listeners.forEach((listener) -> listener.offline(user, session, generation));
	}

}
