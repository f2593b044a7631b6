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

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.OutboundFrame;
import io.pushgate.transport.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a user: who it belongs to, how it is spoken to, and how its heart
 * beats. Kept small, as there are very many.
 *
 * <p>
 * Life: new → open → ended. It opens under its monitor, together with the registration in
 * the {@link SessionManager} and the queueing of the welcome; so a push that finds it
 * registered waits for a moment and queues up behind the welcome, and an end that comes
 * meanwhile either prevents the registration or finds it. Groups are joined and left
 * under the monitor too, by an open session only, and the end leaves them all.
 *
 * @since 0.1.0
 */
public final class ChannelSession implements PushSession {

	private static final AtomicIntegerFieldUpdater<ChannelSession> REQUESTS = AtomicIntegerFieldUpdater
		.newUpdater(ChannelSession.class, "requests");

	private final long number;

	private final UserKey user;

	private final String device;

	private final Connection connection;

	private final FrameCodec codec;

	private final Heartbeat heartbeat;

	private final SessionManager manager;

	private volatile State state = State.NEW;

	private volatile long expiresAt = Long.MAX_VALUE;

	private volatile Map<String, Object> claims = Map.of();

	private volatile int malformedFrames;

	private volatile long inbound = InboundRate.START;

	private volatile int requests;

	// Frames that came; stays at the largest number. Fits where the object has a gap.
	private volatile int received;

	private long broadcastPosition;

	// Guarded by the monitor.
	private @Nullable Memberships memberships;

	ChannelSession(long number, UserKey user, String device, Connection connection, FrameCodec codec,
			SessionManager manager, long now) {
		this.number = number;
		this.user = user;
		this.device = device;
		this.connection = connection;
		this.codec = codec;
		this.manager = manager;
		this.heartbeat = new Heartbeat(manager.heartbeatSettings(), now);
	}

	@Override
	public String id() {
		return Long.toString(this.number);
	}

	/**
	 * Return the id as a number.
	 * @return the id
	 */
	public long number() {
		return this.number;
	}

	@Override
	public String tenant() {
		return this.user.tenant();
	}

	@Override
	public String user() {
		return this.user.user();
	}

	/**
	 * Return the user within its tenant.
	 * @return the user
	 */
	public UserKey userKey() {
		return this.user;
	}

	@Override
	public String device() {
		return this.device;
	}

	@Override
	public String transport() {
		return this.connection.transport();
	}

	@Override
	public Instant connectedAt() {
		return SessionIdGenerator.timeOf(this.number);
	}

	@Override
	public Instant lastSeenAt() {
		long silence = TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) - this.heartbeat.lastSeen();
		Instant lastSeen = Instant.ofEpochMilli(System.currentTimeMillis() - silence);
		// The two clocks tick apart.
		return lastSeen.isBefore(connectedAt()) ? connectedAt() : lastSeen;
	}

	/**
	 * Return the connection.
	 * @return the connection
	 */
	public Connection connection() {
		return this.connection;
	}

	/**
	 * Return the encoding that the client speaks.
	 * @return the codec
	 */
	public FrameCodec codec() {
		return this.codec;
	}

	/**
	 * Return the heartbeat interval in force.
	 * @return the interval in milliseconds
	 */
	public long heartbeatInterval() {
		return this.heartbeat.interval();
	}

	/**
	 * Return after how much silence the session is closed.
	 * @return the timeout in milliseconds
	 */
	public long heartbeatTimeout() {
		return this.heartbeat.timeout();
	}

	/**
	 * Let the session end by itself.
	 * @param expiresAt when, or {@code null} for never
	 */
	public void expiresAt(@Nullable Instant expiresAt) {
		this.expiresAt = (expiresAt != null) ? expiresAt.toEpochMilli() : Long.MAX_VALUE;
	}

	@Override
	public Map<String, Object> claims() {
		return this.claims;
	}

	/**
	 * Keep claims of the user's identity.
	 * @param claims the claims, immutable
	 */
	public void claims(Map<String, Object> claims) {
		this.claims = claims;
	}

	/**
	 * Take note that the client was heard of.
	 */
	public void seen() {
		this.heartbeat.seen(monotonicMillis());
	}

	/**
	 * Take note of the client's own heartbeat.
	 * @return the interval that the client is to use next, in milliseconds
	 */
	public long ping() {
		return this.heartbeat.ping(monotonicMillis());
	}

	/**
	 * Count a frame that could not be understood. Called by one thread at a time.
	 * @return how many there were
	 */
	public int malformed() {
		int count = this.malformedFrames + 1;
		this.malformedFrames = count;
		return count;
	}

	/**
	 * Take note of a frame of the client. Called by one thread at a time.
	 * @param rate how many there may be
	 * @return whether it is one too many
	 */
	public boolean exceeds(InboundRate rate) {
		long next = rate.next(this.inbound, System.nanoTime());
		this.inbound = next;
		int count = this.received;
		if (count < Integer.MAX_VALUE) {
			this.received = count + 1;
		}
		return rate.isExceeded(next);
	}

	/**
	 * Return how many frames the client has sent, pings and pongs included.
	 * @return the number, at most {@link Integer#MAX_VALUE}
	 */
	public int receivedFrames() {
		return this.received;
	}

	/**
	 * Send a frame of the protocol that must not be lost while the connection lives.
	 * @param frame the frame
	 */
	public void send(ServerFrame frame) {
		send(OutboundFrame.required(this.codec.isText(), this.codec.encode(frame)));
	}

	/**
	 * Send an encoded frame. A session whose queue overflows is closed with 4101.
	 * @param frame the frame, encoded by this session's codec
	 * @return whether the frame was queued
	 */
	public boolean send(OutboundFrame frame) {
		if (this.state == State.NEW) {
			awaitWelcome();
		}
		return isQueued(this.connection.send(frame));
	}

	/**
	 * Queue an encoded frame, to be written with {@link #flush()}. A session whose queue
	 * overflows is closed with 4101.
	 * @param frame the frame, encoded by this session's codec
	 * @return whether the frame was queued
	 */
	public boolean enqueue(OutboundFrame frame) {
		if (this.state == State.NEW) {
			awaitWelcome();
		}
		return isQueued(this.connection.enqueue(frame));
	}

	/**
	 * Queue a frame of a group, unless the session has left it: atomic with the leave.
	 */
	boolean enqueue(OutboundFrame frame, Membership membership) {
		SendResult result;
		synchronized (this) {
			if (membership.session() == null) {
				return false;
			}
			result = this.connection.enqueue(frame);
		}
		return isQueued(result);
	}

	private boolean isQueued(SendResult result) {
		if (result == SendResult.OVERFLOW) {
			this.manager.close(this, CloseReason.SLOW_CONSUMER);
		}
		return result == SendResult.QUEUED;
	}

	/**
	 * Write what was enqueued.
	 */
	public void flush() {
		this.connection.flush();
	}

	/**
	 * Return up to where this session has got the messages to everyone. Only for the
	 * connection's lane.
	 * @return the number of the last message, or 0
	 */
	public long broadcastPosition() {
		return this.broadcastPosition;
	}

	/**
	 * Remember up to where this session has got the messages to everyone. Only for the
	 * connection's lane.
	 * @param position the number of the last message
	 */
	public void broadcastPosition(long position) {
		this.broadcastPosition = position;
	}

	/**
	 * Return whether the session is open: from its welcome until something ends it.
	 * @return whether it is open
	 */
	public boolean isOpen() {
		if (this.state == State.NEW) {
			// A client may answer its welcome before whoever opens the session gets on.
			awaitWelcome();
		}
		return this.state == State.OPEN;
	}

	private synchronized void awaitWelcome() {
		// Whoever opens the session holds the monitor until the welcome is queued.
	}

	/**
	 * Open the session, unless it has ended already.
	 * @return whether it was opened
	 */
	synchronized boolean open(ServerFrame welcome, Runnable registration) {
		if (this.state != State.NEW) {
			return false;
		}
		// Before the registration: what fails here leaves nothing behind.
		OutboundFrame first = OutboundFrame.required(this.codec.isText(), this.codec.encode(welcome));
		registration.run();
		this.connection.send(first);
		this.state = State.OPEN;
		return true;
	}

	/**
	 * End the session, and take it out of its groups.
	 * @return whether it was open: then it is, or will have been, registered
	 */
	synchronized boolean end() {
		boolean wasOpen = this.state == State.OPEN;
		this.state = State.ENDED;
		if (this.memberships != null) {
			for (Membership membership : this.memberships.all()) {
				this.manager.groups().remove(this, membership);
			}
			this.memberships = null;
		}
		return wasOpen;
	}

	/**
	 * Join a group, unless the session has ended.
	 */
	synchronized JoinResult join(String group, int max) {
		if (this.state != State.OPEN) {
			return JoinResult.ENDED;
		}
		Memberships current = this.memberships;
		if (current != null && current.find(group) != null) {
			return JoinResult.MEMBER;
		}
		if (((current != null) ? current.size() : 0) >= max) {
			return JoinResult.FULL;
		}
		Membership membership = this.manager.groups().add(this, group);
		if (current == null) {
			current = new Memberships();
			this.memberships = current;
		}
		current.add(membership);
		return JoinResult.JOINED;
	}

	/**
	 * Leave a group.
	 * @return whether the session was in it
	 */
	synchronized boolean leave(String group) {
		Memberships current = this.memberships;
		Membership membership = (current != null) ? current.remove(group) : null;
		if (current == null || membership == null) {
			return false;
		}
		this.manager.groups().remove(this, membership);
		if (current.size() == 0) {
			this.memberships = null;
		}
		return true;
	}

	/**
	 * A request of the client has begun, which is to be answered.
	 */
	public void requestBegan() {
		REQUESTS.incrementAndGet(this);
	}

	/**
	 * A request of the client was answered.
	 */
	public void requestEnded() {
		REQUESTS.decrementAndGet(this);
	}

	/**
	 * Return whether the client waits for an answer.
	 * @return whether any request has begun that was not answered
	 */
	public boolean isAnswerDue() {
		return this.requests > 0;
	}

	/**
	 * Do what the time asks for: ping a silent client, end a dead or expired session.
	 */
	void sweep(long monotonicMillis, long epochMillis) {
		if (epochMillis >= this.expiresAt) {
			this.manager.close(this, CloseReason.TOKEN_EXPIRED);
			return;
		}
		switch (this.heartbeat.check(monotonicMillis)) {
			case PING -> this.connection.ping();
			case CLOSE -> this.manager.close(this, CloseReason.HEARTBEAT_TIMEOUT);
			case NONE -> {
			}
		}
	}

	static long monotonicMillis() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

	@Override
	public String toString() {
		return "ChannelSession[" + this.number + ", user=" + this.user + ", device=" + this.device + "]";
	}

	private enum State {

		NEW, OPEN, ENDED

	}

}
