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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

import io.pushgate.PushException;
import io.pushgate.delivery.GroupWalk.Leg;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import io.pushgate.message.UserKey;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupPart;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.FrameListener;
import io.pushgate.transport.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Takes a message and queues it for every session of this node that it is for.
 * Thread-safe. Never waits for a client: on the caller's thread, frames are only queued.
 *
 * <p>
 * Guarantee: messages of one target reach the queue of each session in the order in which
 * they were accepted here, and a message reaches all or none of the sessions that match
 * while it is accepted. For users, the order is kept by one lock per user (striped), held
 * while frames are queued and never during I/O; for everyone and for groups by the lanes,
 * see {@link Broadcaster} and {@link GroupBroadcaster}.
 *
 * @since 0.1.0
 */
public final class MessageDelivery implements Delivery {

	private static final int STRIPES = 256;

	private final SessionManager sessions;

	private final Broadcaster broadcaster;

	private final GroupBroadcaster groupBroadcaster;

	private final DeliveryStatistics statistics;

	private final Object[] stripes = new Object[STRIPES];

	/**
	 * Create a delivery.
	 * @param sessions the sessions of this node
	 * @param statistics counts what becomes of messages
	 */
	public MessageDelivery(SessionManager sessions, DeliveryStatistics statistics) {
		this.sessions = sessions;
		this.broadcaster = new Broadcaster(sessions, statistics.clock());
		this.groupBroadcaster = new GroupBroadcaster(statistics.clock());
		this.statistics = statistics;
		for (int i = 0; i < STRIPES; i++) {
			this.stripes[i] = new Object();
		}
	}

	@Override
	public CompletableFuture<PushResult> deliver(PushMessage message) {
		int queued;
		try {
			UnsupportedQosException.check(message);
			queued = queue(message);
		}
		catch (IllegalArgumentException | PushException ex) {
			this.statistics.published(message, PublishOutcome.REFUSED);
			return CompletableFuture.failedFuture(ex);
		}
		this.statistics.published(message, PublishOutcome.ACCEPTED);
		return CompletableFuture
			.completedFuture(new PushResult(message.id(), message.time(), queued, OptionalInt.of(queued)));
	}

	/**
	 * Queue a message for those on this node, without counting it as published.
	 * @param message the message
	 * @return how many sessions it is queued for; for everyone and for groups, how many
	 * there are
	 * @throws PushOverloadedException if too much is under way already
	 * @throws IllegalArgumentException if the message cannot be encoded
	 */
	public int queue(PushMessage message) {
		return accept(message, this.statistics.accepted());
	}

	/**
	 * Return whether anyone on this node may be meant, without a look at more than who is
	 * there.
	 * @param tenant the tenant
	 * @param target the target
	 * @return {@code false} if there is nobody
	 */
	public boolean holds(String tenant, PushTarget target) {
		if (target instanceof PushTarget.Users users) {
			return users.users().stream().anyMatch((user) -> this.sessions.isConnected(new UserKey(tenant, user)));
		}
		if (target instanceof PushTarget.Device device) {
			return this.sessions.isConnected(new UserKey(tenant, device.user()));
		}
		if (target instanceof PushTarget.Devices several) {
			return several.devices().stream().anyMatch((device) -> holds(tenant, device));
		}
		if (target instanceof PushTarget.Session one) {
			return this.sessions.find(one.session()) != null;
		}
		if (target instanceof PushTarget.Sessions several) {
			return several.sessions().stream().anyMatch((session) -> this.sessions.find(session) != null);
		}
		if (target instanceof PushTarget.Groups several) {
			return several.groups().stream().anyMatch((group) -> this.sessions.groups().isOccupied(tenant, group));
		}
		return this.sessions.sessionCount(tenant) > 0;
	}

	private int accept(PushMessage message, FrameListener listener) {
		if (message.target() instanceof PushTarget.Groups groups) {
			return broadcast(groups.groups(), message, listener);
		}
		EncodedMessage encoded = new EncodedMessage(message, listener);
		String tenant = message.options().tenant();
		return (message.target() instanceof PushTarget.All) ? broadcast(tenant, encoded)
				: queue(message.target(), tenant, encoded);
	}

	private int broadcast(String tenant, EncodedMessage message) {
		if (!this.broadcaster.broadcast(tenant, message)) {
			throw new PushOverloadedException("More than " + Broadcaster.MAX_PENDING
					+ " messages to everyone are under way. Push less often, or keep only the latest of a key");
		}
		return this.sessions.sessionCount(tenant);
	}

	private int broadcast(List<String> groups, PushMessage message, FrameListener listener) {
		Map<Lane, List<Leg>> legs = new LinkedHashMap<>();
		int members = 0;
		for (String group : groups) {
			List<GroupPart> parts = this.sessions.groups().parts(message.options().tenant(), group);
			if (!parts.isEmpty()) {
				EncodedMessage encoded = new EncodedMessage(message, listener, group);
				for (GroupPart part : parts) {
					int size = part.size();
					members += size;
					legs.computeIfAbsent(part.lane(), (lane) -> new ArrayList<>(1)).add(new Leg(part, size, encoded));
				}
			}
		}
		if (!legs.isEmpty() && !this.groupBroadcaster.broadcast(legs)) {
			throw new PushOverloadedException("More than " + GroupBroadcaster.MAX_PENDING + " messages to groups, and "
					+ GroupBroadcaster.MAX_DELIVERIES
					+ " deliveries of them, are under way. Push less often, or keep only " + "the latest of a key");
		}
		return members;
	}

	private int queue(PushTarget target, String tenant, EncodedMessage message) {
		int queued = 0;
		if (target instanceof PushTarget.Users users) {
			for (String user : users.users()) {
				queued += queue(new UserKey(tenant, user), null, message);
			}
		}
		else if (target instanceof PushTarget.Device device) {
			queued = queue(new UserKey(tenant, device.user()), device.device(), message);
		}
		else if (target instanceof PushTarget.Devices several) {
			for (PushTarget.Device device : several.devices()) {
				queued += queue(new UserKey(tenant, device.user()), device.device(), message);
			}
		}
		else if (target instanceof PushTarget.Session one) {
			queued = queue(one.session(), tenant, message);
		}
		else if (target instanceof PushTarget.Sessions several) {
			for (String session : several.sessions()) {
				queued += queue(session, tenant, message);
			}
		}
		return queued;
	}

	private int queue(String id, String tenant, EncodedMessage message) {
		ChannelSession session = this.sessions.find(id);
		if (session == null || !session.tenant().equals(tenant)) {
			return 0;
		}
		synchronized (stripe(session.userKey())) {
			return message.sendTo(session) ? 1 : 0;
		}
	}

	private int queue(UserKey user, @Nullable String device, EncodedMessage message) {
		int queued = 0;
		synchronized (stripe(user)) {
			for (ChannelSession session : this.sessions.sessions(user)) {
				if ((device == null || device.equals(session.device())) && message.sendTo(session)) {
					queued++;
				}
			}
		}
		return queued;
	}

	private Object stripe(UserKey user) {
		int hash = user.hashCode();
		return this.stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
	}

}
