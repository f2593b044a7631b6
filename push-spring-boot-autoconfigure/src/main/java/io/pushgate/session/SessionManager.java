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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.Departures.Departure;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.Lane;
import io.pushgate.transport.OutboundFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this node: maps a user to its {@link UserSession}, and that to
 * {@link ChannelSession}s. Thread-safe; reading takes no lock.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>A session is in both maps from before its welcome is queued until it ends, and in
 * neither afterwards, however opening, closing, eviction and the loss of the connection
 * overlap.</li>
 * <li>A user without sessions has no entry.</li>
 * <li>A user never has more sessions than the limit; over it, the earliest goes.</li>
 * <li>{@link SessionListener}s hear of each registered session twice, opened then closed,
 * and of no other. They hear of each user's coming and leaving in turns, in the order of
 * these.</li>
 * </ul>
 *
 * <p>
 * Locks, in the order in which they may be taken: a session's monitor, then the map's
 * lock of the user's entry, or of a group's in the {@link GroupRegistry}. Nothing is sent
 * and nobody is called under the latter but the listeners.
 *
 * @since 0.1.0
 */
public final class SessionManager {

	private static final Log logger = LogFactory.getLog(SessionManager.class);

	private final Map<UserKey, UserSession> users = new ConcurrentHashMap<>();

	private final Map<Long, ChannelSession> sessions = new ConcurrentHashMap<>();

	private final Map<String, Integer> tenants = new ConcurrentHashMap<>();

	// By how many sessions there are. A lane without any may have ended with its
	// transport.
	private final Map<Lane, Integer> lanes = new ConcurrentHashMap<>();

	private final GroupRegistry groups = new GroupRegistry(new GroupRegistry.GroupListener() {

		@Override
		public void entered(String tenant, String group) {
			tell((listener) -> listener.groupEntered(tenant, group));
		}

		@Override
		public void left(String tenant, String group) {
			tell((listener) -> listener.groupLeft(tenant, group));
		}

	});

	private final RecentKicks recentKicks = new RecentKicks();

	private final SessionIdGenerator ids;

	private final HeartbeatSettings heartbeatSettings;

	private final int maxPerUser;

	private final Departures departures;

	private final Goodbyes goodbyes;

	private final List<SessionListener> listeners;

	private final SessionLog log = new SessionLog();

	/**
	 * Create a manager.
	 * @param ids makes session ids
	 * @param heartbeatSettings how silent clients may be
	 * @param maxPerUser how many sessions a user may have on this node
	 * @param offlineDelay after which time without a session a user is offline
	 * @param goodbyes makes the last frame of a session
	 * @param listeners told of every session
	 */
	public SessionManager(SessionIdGenerator ids, HeartbeatSettings heartbeatSettings, int maxPerUser,
			Duration offlineDelay, Goodbyes goodbyes, List<SessionListener> listeners) {
		this.ids = ids;
		this.heartbeatSettings = heartbeatSettings;
		this.maxPerUser = maxPerUser;
		this.departures = new Departures(offlineDelay, System::nanoTime);
		this.goodbyes = goodbyes;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Return the log of the sessions that are opened and closed.
	 * @return the log
	 */
	public SessionLog log() {
		return this.log;
	}

	HeartbeatSettings heartbeatSettings() {
		return this.heartbeatSettings;
	}

	/**
	 * Make the id of a session.
	 * @return the id
	 */
	public long nextId() {
		return this.ids.next();
	}

	/**
	 * Open a session on a connection and queue its welcome, the first frame. The session
	 * is attached to the connection. Over the user's limit, the earliest sessions are
	 * closed with 4001.
	 * @param id the id, of {@link #nextId()}
	 * @param user the user
	 * @param device the device
	 * @param since when the client began to say who it is, by {@link System#nanoTime()}:
	 * if its user was disconnected after that, the session is closed with 4002
	 * @param connection the connection
	 * @param codec the encoding that the client speaks
	 * @param welcome makes the welcome of the session
	 * @return the session, or {@code null} if the connection was lost meanwhile
	 * @throws SessionIdUnavailableException if this node may make no session ids now:
	 * nothing has happened then
	 */
	public @Nullable ChannelSession open(long id, UserKey user, String device, long since, Connection connection,
			FrameCodec codec, Function<ChannelSession, ServerFrame.Welcome> welcome) {
		ChannelSession session = new ChannelSession(id, user, device, connection, codec, this,
				ChannelSession.monotonicMillis());
		List<ChannelSession> evicted = new ArrayList<>(0);
		boolean[] kicked = new boolean[1];
		boolean opened = session.open(welcome.apply(session), () -> {
			// Under the session's monitor: the answer to a frame that comes meanwhile
			// waits for the welcome.
			connection.attach(session);
			register(session, evicted);
			// Before the welcome: who disconnects a client that has it finds the session.
			kicked[0] = this.recentKicks.hits(user, device, since);
		});
		if (opened) {
			this.log.opened(session);
		}
		for (ChannelSession earliest : evicted) {
			this.log.closedByNode(earliest, CloseReason.REPLACED, earliest.connection().pendingBytes());
			closeConnection(earliest, CloseReason.REPLACED);
		}
		if (!connection.isOpen()) {
			// Lost before it was attached: then nobody else can have told.
			ended(session, CloseReason.ABNORMAL);
			return null;
		}
		if (kicked[0]) {
			close(session, CloseReason.KICKED);
		}
		return opened ? session : null;
	}

	private void register(ChannelSession session, List<ChannelSession> evicted) {
		this.lanes.merge(session.connection().lane(), 1, Integer::sum);
		this.sessions.put(session.number(), session);
		this.tenants.merge(session.tenant(), 1, Integer::sum);
		this.users.compute(session.userKey(), (key, current) -> {
			Departure departure = (current != null) ? null : this.departures.returned(key);
			UserSession user = (current != null) ? current
					: new UserSession(key, (departure != null) ? departure.generation() : this.ids.nextOfThisNode());
			evicted.addAll(user.add(session, this.maxPerUser));
			tell((listener) -> listener.opened(session));
			if (current == null && departure == null) {
				tell((listener) -> listener.online(key, session.number(), user.generation()));
			}
			for (ChannelSession earliest : evicted) {
				forget(earliest, CloseReason.REPLACED);
			}
			return user;
		});
	}

	/**
	 * Close a session: nothing is sent to it any more but the goodbye and the close. A
	 * slow consumer does not get what is queued, everybody else does.
	 * @param session the session
	 * @param reason why
	 * @return whether the session was open
	 */
	public boolean close(ChannelSession session, CloseReason reason) {
		long pending = session.connection().pendingBytes();
		boolean wasOpen = end(session, reason);
		closeConnection(session, reason);
		if (wasOpen) {
			this.log.closedByNode(session, reason, pending);
		}
		return wasOpen;
	}

	private void closeConnection(ChannelSession session, CloseReason reason) {
		session.end();
		FrameCodec codec = session.codec();
		OutboundFrame farewell = OutboundFrame.required(codec.isText(), codec.encode(this.goodbyes.of(reason)));
		if (reason.code() == CloseReason.SLOW_CONSUMER.code()) {
			session.connection().closeNow(reason, farewell);
		}
		else {
			session.connection().close(reason, farewell);
		}
	}

	/**
	 * Take note that a session's connection has ended.
	 * @param session the session
	 * @param reason why
	 * @return whether the session was open
	 */
	public boolean ended(ChannelSession session, CloseReason reason) {
		boolean wasOpen = end(session, reason);
		if (wasOpen && session.connection().isClosedHere()) {
			this.log.closedByNode(session, reason, session.connection().pendingBytes());
		}
		else if (wasOpen) {
			this.log.ended(session, reason);
		}
		return wasOpen;
	}

	private boolean end(ChannelSession session, CloseReason reason) {
		if (!session.end()) {
			return false;
		}
		boolean[] removed = new boolean[1];
		this.users.computeIfPresent(session.userKey(), (key, user) -> {
			// An evicted session is gone already.
			if (user.remove(session)) {
				removed[0] = true;
				forget(session, reason);
			}
			if (!user.isEmpty()) {
				return user;
			}
			if (!this.departures.left(key, session.number(), user.generation())) {
				tell((listener) -> listener.offline(key, session.number(), user.generation()));
			}
			return null;
		});
		return removed[0];
	}

	private void forget(ChannelSession session, CloseReason reason) {
		this.sessions.remove(session.number());
		this.tenants.computeIfPresent(session.tenant(), (tenant, count) -> (count > 1) ? count - 1 : null);
		this.lanes.computeIfPresent(session.connection().lane(), (lane, count) -> (count > 1) ? count - 1 : null);
		tell((listener) -> listener.closed(session, reason));
	}

	private void offline(Departure departure) {
		// Under the lock of the entry, so that it is in order with the user's coming
		// back.
		this.users.compute(departure.user(), (key, user) -> {
			if (this.departures.complete(departure)) {
				tell((listener) -> listener.offline(key, departure.session(), departure.generation()));
			}
			return user;
		});
	}

	private void tell(Consumer<SessionListener> call) {
		for (SessionListener listener : this.listeners) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				// Half a registration would stay for ever.
				logger.error("A SessionListener failed", ex);
			}
		}
	}

	/**
	 * Return a session.
	 * @param id the session's id
	 * @return the session or {@code null}
	 */
	public @Nullable ChannelSession find(String id) {
		try {
			return this.sessions.get(Long.parseLong(id));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Return the sessions of a user.
	 * @param user the user
	 * @return the sessions, the earliest first; does not change any more
	 */
	public List<ChannelSession> sessions(UserKey user) {
		UserSession sessions = this.users.get(user);
		return (sessions != null) ? List.of(sessions.sessions()) : List.of();
	}

	/**
	 * Return whether a user has a session.
	 * @param user the user
	 * @return whether the user is connected to this node
	 */
	public boolean isConnected(UserKey user) {
		return this.users.containsKey(user);
	}

	/**
	 * Return all sessions.
	 * @return a live view that may be walked while sessions come and go
	 */
	public Collection<ChannelSession> sessions() {
		return Collections.unmodifiableCollection(this.sessions.values());
	}

	/**
	 * Return how many sessions there are.
	 * @return the number
	 */
	public int sessionCount() {
		return this.sessions.size();
	}

	/**
	 * Return how many sessions a tenant has.
	 * @param tenant the tenant
	 * @return the number
	 */
	public int sessionCount(String tenant) {
		return this.tenants.getOrDefault(tenant, 0);
	}

	/**
	 * Return the tenants that have sessions.
	 * @return a live view
	 */
	public Set<String> tenants() {
		return Collections.unmodifiableSet(this.tenants.keySet());
	}

	/**
	 * Return the groups that the sessions are in.
	 * @return the groups
	 */
	public GroupRegistry groups() {
		return this.groups;
	}

	/**
	 * Return who was disconnected a moment ago.
	 * @return the recent kicks
	 */
	public RecentKicks recentKicks() {
		return this.recentKicks;
	}

	/**
	 * Return the lanes that write for the sessions.
	 * @return a live view
	 */
	public Collection<Lane> lanes() {
		return Collections.unmodifiableCollection(this.lanes.keySet());
	}

	/**
	 * Return how many users are connected.
	 * @return the number
	 */
	public int userCount() {
		return this.users.size();
	}

	/**
	 * Return how many users of a tenant are connected. Walks over all users where there
	 * are several tenants.
	 * @param tenant the tenant
	 * @return the number
	 */
	public long userCount(String tenant) {
		if (!this.tenants.containsKey(tenant)) {
			return 0;
		}
		return (this.tenants.size() == 1) ? userCount()
				: this.users.keySet().stream().filter((user) -> user.tenant().equals(tenant)).count();
	}

	/**
	 * Ping the silent, close the dead and the expired, tell of users who have left.
	 * Called again and again by one thread.
	 */
	public void sweep() {
		long monotonicMillis = ChannelSession.monotonicMillis();
		long epochMillis = System.currentTimeMillis();
		for (ChannelSession session : this.sessions.values()) {
			session.sweep(monotonicMillis, epochMillis);
		}
		this.departures.expire(this::offline);
	}

}
