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

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import io.pushgate.message.PushStatistics;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.session.SessionIdGenerator;

/**
 * A node with a directory: holds sessions and groups, and does what the directory says.
 */
public final class DirectoryPeer implements DirectorySource, DirectoryListener {

	public static final String TENANT = "default";

	private final NodeId node;

	private final Directory directory;

	private final DirectoryCluster cluster;

	private final SessionIdGenerator ids;

	private final Map<String, SessionDetails> sessions = new ConcurrentHashMap<>();

	private final Set<String> groups = ConcurrentHashMap.newKeySet();

	private final AtomicInteger devices = new AtomicInteger();

	DirectoryPeer(DirectoryCluster cluster, NodeId node, Directory directory) {
		this.cluster = cluster;
		this.node = node;
		this.directory = directory;
		this.ids = new SessionIdGenerator(node.number());
		directory.setListener(this);
		directory.setSource(this);
	}

	public NodeId node() {
		return this.node;
	}

	public Directory directory() {
		return this.directory;
	}

	public SessionDetails open(String user) {
		return open(user, "device-" + this.devices.incrementAndGet());
	}

	public SessionDetails open(String user, String device) {
		SessionDetails session = make(user, device);
		this.directory.enter(TENANT, session).join();
		this.sessions.put(session.session(), session);
		return session;
	}

	public SessionDetails make(String user, String device) {
		Instant now = Instant.now();
		return new SessionDetails(Long.toString(this.ids.next()), user, device, this.node.name(), "websocket", now,
				now);
	}

	public void close(SessionDetails session) {
		this.sessions.remove(session.session());
		this.directory.leave(new UserKey(TENANT, session.user()), session.session());
	}

	public void join(String group) {
		if (this.groups.add(group)) {
			this.directory.groupEntered(TENANT, group);
		}
	}

	public void part(String group) {
		if (this.groups.remove(group)) {
			this.directory.groupLeft(TENANT, group);
		}
	}

	public void settle() {
		this.directory.settled().join();
	}

	public boolean holds(String session) {
		return this.sessions.containsKey(session);
	}

	public List<SessionDetails> sessionsHere() {
		return List.copyOf(this.sessions.values());
	}

	@Override
	public void sessions(BiConsumer<String, SessionDetails> consumer) {
		this.sessions.values().forEach((session) -> consumer.accept(TENANT, session));
	}

	@Override
	public boolean hasSession(String session) {
		return this.sessions.containsKey(session);
	}

	@Override
	public void groups(BiConsumer<String, String> consumer) {
		this.groups.forEach((group) -> consumer.accept(TENANT, group));
	}

	@Override
	public boolean hasGroup(String tenant, String group) {
		return this.groups.contains(group);
	}

	@Override
	public void statistics(BiConsumer<String, PushStatistics.Node> consumer) {
		if (!this.sessions.isEmpty()) {
			consumer.accept(TENANT, new PushStatistics.Node(this.node.name(), this.sessions.size(),
					this.sessions.values().stream().map(SessionDetails::user).distinct().count(), this.groups.size()));
		}
	}

	@Override
	public void replaced(UserKey user, NodeId node, String session) {
		this.cluster.replaced(user, node, session);
	}

	@Override
	public void online(UserKey user, long session, long generation) {
		this.cluster.told(new DirectoryCluster.Event(this.node, user.user(), true, session, generation));
	}

	@Override
	public void offline(UserKey user, long session, long generation) {
		this.cluster.told(new DirectoryCluster.Event(this.node, user.user(), false, session, generation));
	}

}
