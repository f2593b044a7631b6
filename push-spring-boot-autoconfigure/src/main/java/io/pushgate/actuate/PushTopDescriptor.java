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

package io.pushgate.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupPart;
import io.pushgate.session.SessionManager;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What is largest on this node: the slowest readers, the clients that send most, or the
 * largest groups.
 *
 * @param top {@code pending}, {@code inbound} or {@code groups}
 * @param sessions the sessions, the largest value first; {@code null} for groups
 * @param groups the groups, the largest first; {@code null} for sessions
 * @since 0.1.0
 */
public record PushTopDescriptor(String top, @Nullable List<TopSession> sessions,
		@Nullable List<TopGroup> groups) implements OperationResponseBody {

	private static final int DEFAULT_LIMIT = 10;

	private static final int MAX_LIMIT = 100;

	static PushTopDescriptor of(@Nullable String top, @Nullable String limit, @Nullable String tenant,
			SessionManager sessions) {
		int count = limit(limit);
		if ("pending".equals(top)) {
			return new PushTopDescriptor(top,
					sessions(sessions, tenant, count, (session) -> session.connection().pendingBytes()), null);
		}
		if ("inbound".equals(top)) {
			return new PushTopDescriptor(top, sessions(sessions, tenant, count, ChannelSession::receivedFrames), null);
		}
		if ("groups".equals(top)) {
			return new PushTopDescriptor(top, null, groups(sessions, tenant, count));
		}
		throw new IllegalArgumentException("'top' must be pending, inbound or groups");
	}

	private static int limit(@Nullable String limit) {
		try {
			int count = (limit != null) ? Integer.parseInt(limit) : DEFAULT_LIMIT;
			if (count >= 1 && count <= MAX_LIMIT) {
				return count;
			}
		}
		catch (NumberFormatException ex) {
			// Said below.
		}
		throw new IllegalArgumentException("'limit' must be a whole number from 1 to " + MAX_LIMIT);
	}

	private static List<TopSession> sessions(SessionManager manager, @Nullable String tenant, int count,
			ToLongFunction<ChannelSession> value) {
		Largest<TopSession> largest = new Largest<>(count, Comparator.comparingLong(TopSession::value));
		for (ChannelSession session : manager.sessions()) {
			long amount = value.applyAsLong(session);
			if (amount > 0 && (tenant == null || tenant.equals(session.tenant()))) {
				largest.add(new TopSession(session.tenant(), session.user(), session.device(), session.id(),
						session.transport(), session.connectedAt().toString(), amount));
			}
		}
		return largest.list();
	}

	private static List<TopGroup> groups(SessionManager manager, @Nullable String tenant, int count) {
		Largest<TopGroup> largest = new Largest<>(count, Comparator.comparingLong(TopGroup::members));
		manager.groups().forEach((owner, group) -> {
			if (tenant == null || tenant.equals(owner)) {
				int members = manager.groups().parts(owner, group).stream().mapToInt(GroupPart::size).sum();
				largest.add(new TopGroup(owner, group, members));
			}
		});
		return largest.list();
	}

	/**
	 * A session.
	 *
	 * @param tenant the tenant
	 * @param user the user's id
	 * @param device the device's id
	 * @param session the session's id
	 * @param transport the transport
	 * @param connectedAt when it was opened
	 * @param value the bytes that wait to be written, or the frames that the client has
	 * sent since the session was opened
	 */
	public record TopSession(String tenant, String user, String device, String session, String transport,
			String connectedAt, long value) {

	}

	/**
	 * A group.
	 *
	 * @param tenant the tenant
	 * @param group the group
	 * @param members how many sessions are in it on this node
	 */
	public record TopGroup(String tenant, String group, int members) {

	}

	/**
	 * Keeps the largest of many.
	 */
	private static final class Largest<T> {

		private final int count;

		private final Comparator<T> order;

		private final PriorityQueue<T> queue;

		private Largest(int count, Comparator<T> order) {
			this.count = count;
			this.order = order;
			this.queue = new PriorityQueue<>(order);
		}

		private void add(T entry) {
			this.queue.add(entry);
			if (this.queue.size() > this.count) {
				this.queue.poll();
			}
		}

		private List<T> list() {
			List<T> list = new ArrayList<>(this.queue);
			list.sort(this.order.reversed());
			return list;
		}

	}

}
