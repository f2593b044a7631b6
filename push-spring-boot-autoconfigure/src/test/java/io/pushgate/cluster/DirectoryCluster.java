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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The nodes of a test, and what their directories have told.
 */
public final class DirectoryCluster {

	private final Map<NodeId, DirectoryPeer> peers = new ConcurrentHashMap<>();

	private final List<Event> events = new CopyOnWriteArrayList<>();

	private final List<Replaced> replaced = new CopyOnWriteArrayList<>();

	private volatile boolean obedient = true;

	public DirectoryPeer add(int number, Directory directory) {
		NodeId node = new NodeId(number);
		DirectoryPeer peer = new DirectoryPeer(this, node, directory);
		this.peers.put(node, peer);
		directory.start();
		return peer;
	}

	/**
	 * Forget to close what has to go.
	 */
	public void disobey() {
		this.obedient = false;
	}

	public void obey() {
		this.obedient = true;
	}

	void replaced(UserKey user, NodeId node, String session) {
		this.replaced.add(new Replaced(user.user(), node, session));
		DirectoryPeer peer = this.peers.get(node);
		if (this.obedient && peer != null) {
			for (SessionDetails details : peer.sessionsHere()) {
				if (details.session().equals(session)) {
					peer.close(details);
				}
			}
		}
	}

	void told(Event event) {
		this.events.add(event);
	}

	public List<Replaced> replaced() {
		return this.replaced;
	}

	public List<Event> events(String user) {
		return this.events.stream().filter((event) -> event.user().equals(user)).toList();
	}

	/**
	 * Return what was told of a user, such as {@code +-+}.
	 */
	public String times(String user) {
		StringBuilder times = new StringBuilder();
		events(user).forEach((event) -> times.append(event.online() ? '+' : '-'));
		return times.toString();
	}

	/**
	 * Assert that each time of being online has begun once and ended once, in order.
	 */
	public void assertTold() {
		Map<String, List<Event>> byUser = new HashMap<>();
		this.events.forEach((event) -> byUser.computeIfAbsent(event.user(), (user) -> new ArrayList<>()).add(event));
		byUser.forEach((user, events) -> {
			long last = 0;
			for (int i = 0; i < events.size(); i++) {
				Event event = events.get(i);
				assertThat(event.online()).as("%s: %s", user, events).isEqualTo(i % 2 == 0);
				if (event.online()) {
					assertThat(event.generation()).as("%s: %s", user, events).isGreaterThan(last);
				}
				else {
					assertThat(event.generation()).as("%s: %s", user, events).isEqualTo(last);
				}
				last = event.generation();
			}
		});
	}

	/**
	 * What was told.
	 *
	 * @param node who was told
	 * @param user of whom
	 * @param online what
	 * @param session the session
	 * @param generation the generation
	 */
	public record Event(NodeId node, String user, boolean online, long session, long generation) {

	}

	/**
	 * A session that has to go.
	 *
	 * @param user its user
	 * @param node its node
	 * @param session its id
	 */
	public record Replaced(String user, NodeId node, String session) {

	}

}
