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

package io.pushgate.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import org.jspecify.annotations.Nullable;

/**
 * A user who has sessions on this node, or of whose departure this node takes care. On
 * the directory's thread only.
 */
final class LocalUser extends Work {

	private final LocalUsers users;

	private final UserKey key;

	private final int shard;

	private final String member;

	private final List<Session> sessions = new ArrayList<>(1);

	private List<Session> sent = List.of();

	private @Nullable List<CompletableFuture<Void>> waiters;

	// The time of being online that this node knows of; 0 for none.
	private long generation;

	// The latest arrival that was told.
	private long arrivalTold;

	// Since when an arrival waits for being told, in nanoseconds; 0 if none does.
	private long arrivalHeld;

	// The departure that this node waits for; 0 for none.
	private long departing;

	private long departingAt;

	// The latest departure that was told.
	private long departureTold;

	// Whether this is here only because Redis still names it: whatever had to be told of
	// it has been told.
	private boolean leftover;

	// Whether somebody has been told to go who may still be there.
	private boolean evicting;

	// Whether to be told of them again, with the next writing, and with this one.
	private boolean askAgain;

	private boolean asked;

	// Whether it was written, or may have been.
	private boolean tried;

	LocalUser(LocalUsers users, UserKey key, boolean leftover) {
		this.users = users;
		this.key = key;
		this.shard = DirectoryKeys.shard(key.tenant(), key.user());
		this.member = DirectoryKeys.member(key.tenant(), key.user());
		this.leftover = leftover;
	}

	UserKey key() {
		return this.key;
	}

	int shard() {
		return this.shard;
	}

	void enter(SessionDetails details, long id, @Nullable CompletableFuture<Void> waiter) {
		Session session = find(id);
		if (session == null) {
			session = new Session(id, details);
			this.sessions.add(session);
			this.leftover = false;
		}
		session.lastSeenAt = details.lastSeenAt().toEpochMilli();
		if (waiter != null) {
			if (this.waiters == null) {
				this.waiters = new ArrayList<>(1);
			}
			// Those who have stopped waiting.
			this.waiters.removeIf(CompletableFuture::isDone);
			this.waiters.add(waiter);
		}
	}

	@Nullable Session find(long id) {
		for (Session session : this.sessions) {
			if (session.id == id) {
				return session;
			}
		}
		return null;
	}

	boolean leave(long id) {
		return this.sessions.removeIf((session) -> session.id == id);
	}

	/**
	 * Take sessions out that have gone without a word.
	 */
	void removeIf(Predicate<Session> gone) {
		this.sessions.removeIf(gone);
	}

	boolean hasSessions() {
		return !this.sessions.isEmpty();
	}

	/**
	 * Return whether Redis cannot know of it.
	 */
	boolean isNews() {
		return this.sessions.isEmpty() && this.generation == 0 && !this.tried;
	}

	/**
	 * Take care of the departure, which another node has left to this one.
	 */
	void adopt() {
		this.leftover = false;
	}

	boolean isDeparting() {
		return this.departing != 0;
	}

	/**
	 * This node was taken for dead: what others have told since then is not known.
	 */
	void forget() {
		this.generation = 0;
		this.arrivalTold = 0;
		this.arrivalHeld = 0;
		this.departing = 0;
		this.departureTold = 0;
	}

	/**
	 * Do not wait with the departure.
	 */
	void hurry() {
		this.departingAt = System.nanoTime();
	}

	@Override
	@Nullable CompletionStage<List<String>> write() {
		this.sent = List.copyOf(this.sessions);
		this.tried = !this.users.isFailing();
		List<String> arguments = new ArrayList<>(14 + 3 * this.sent.size());
		String node = this.users.node().text();
		arguments.add(node);
		arguments.add(node);
		arguments.add(this.member);
		arguments.add(this.key.tenant());
		arguments.add(this.users.limit());
		arguments.add(Long.toString(this.generation));
		arguments.add(this.users.identity(this.shard));
		arguments.add(this.leftover ? "1" : "0");
		arguments.add(LocalUsers.TTL);
		boolean due = this.departing != 0 && System.nanoTime() - this.departingAt >= 0;
		arguments.add(Long.toString(due ? this.departing : 0));
		arguments.add(this.users.version(this.shard));
		arguments.add(Long.toString(this.departureTold));
		arguments.add(Long.toString(this.arrivalTold));
		this.asked = this.askAgain;
		arguments.add(this.asked ? "1" : "0");
		for (Session session : this.sent) {
			arguments.add(Long.toString(session.id));
			arguments.add(session.entered ? "0" : "1");
			arguments.add(SessionEntry.text(node, session.connectedAt, session.lastSeenAt, session.transport,
					session.device));
		}
		return this.users.run(this.shard, this.member, arguments);
	}

	@Override
	boolean isCurrent() {
		return this.users.find(this.key) == this;
	}

	@Override
	void written(List<String> reply) {
		boolean sessionless = this.sent.isEmpty();
		this.sent.forEach((session) -> session.entered = true);
		this.sent = List.of();
		this.generation = number(reply.get(0));
		String arrival = mine(reply.get(1));
		String departure = mine(reply.get(2));
		String farewell = mine(reply.get(3));
		evict(reply.subList(5, reply.size()));
		if (farewell != null) {
			tellDeparture(farewell);
		}
		else {
			this.departureTold = 0;
		}
		if (arrival != null && this.generation != this.arrivalTold) {
			boolean clear = reply.get(3).isEmpty() && this.users.isTrusted(this.shard, reply.get(4));
			tellArrival(Long.parseLong(arrival), clear);
		}
		else {
			this.arrivalHeld = 0;
		}
		if (arrival != null && this.generation == this.arrivalTold && sessionless) {
			// Nothing else says that it has been told, and the departure waits for that.
			this.users.add(this);
		}
		await(departure);
		List<CompletableFuture<Void>> waiters = this.waiters;
		// Those of a session that came after the writing are served by the next one.
		if (waiters != null && !isWanted()) {
			this.waiters = null;
			waiters.forEach(this.users::complete);
		}
		if (this.sessions.isEmpty() && !isWanted() && this.departing == 0 && this.departureTold == 0
				&& this.arrivalHeld == 0 && !this.evicting) {
			this.users.remove(this);
		}
	}

	private void evict(List<String> sessions) {
		for (int i = 0; i < sessions.size(); i += 2) {
			this.users.replaced(this.key, sessions.get(i), sessions.get(i + 1));
		}
		boolean asked = this.asked;
		if (asked) {
			this.asked = false;
			this.askAgain = false;
		}
		if (!sessions.isEmpty() && (asked || !this.evicting)) {
			// Whoever has to go may not have heard of it.
			this.users.callLater(this, this::ask, LocalUsers.EVICTION_MILLIS);
		}
		this.evicting = !sessions.isEmpty() || (this.evicting && !asked);
	}

	/**
	 * Look who has been told to go and is still there.
	 */
	void ask() {
		this.askAgain = true;
		this.users.add(this);
	}

	private void tellDeparture(String farewell) {
		int space = farewell.indexOf(' ');
		long generation = Long.parseLong(farewell, 0, space, 10);
		if (generation != this.departureTold) {
			long session = Long.parseLong(farewell, space + 1, farewell.length(), 10);
			this.departureTold = generation;
			this.users.tell((listener) -> listener.offline(this.key, session, generation));
		}
		// Once more, to say that it has been told.
		this.users.add(this);
	}

	private void tellArrival(long session, boolean clear) {
		long now = System.nanoTime();
		if (this.arrivalHeld == 0) {
			this.arrivalHeld = (now != 0) ? now : 1;
		}
		long generation = this.generation;
		if (clear || now - this.arrivalHeld > LocalUsers.MAX_HOLD_NANOS) {
			this.arrivalHeld = 0;
			this.arrivalTold = generation;
			this.users.tell((listener) -> listener.online(this.key, session, generation));
		}
		else {
			this.users.addLater(this, LocalUsers.RETRY_MILLIS);
		}
	}

	private void await(@Nullable String departure) {
		if (departure == null) {
			this.departing = 0;
		}
		else if (this.departing != this.generation) {
			this.departing = this.generation;
			this.departingAt = System.nanoTime() + this.users.delayNanos();
			this.users.addLater(this, this.users.delayNanos() / 1_000_000 + 1);
		}
		else if (System.nanoTime() - this.departingAt >= 0) {
			// The shard may lack sessions that others have.
			this.users.addLater(this, LocalUsers.RETRY_MILLIS);
		}
	}

	private @Nullable String mine(String value) {
		String node = this.users.node().text();
		return (value.startsWith(node) && value.charAt(node.length()) == ' ') ? value.substring(node.length() + 1)
				: null;
	}

	private static long number(String text) {
		return text.isEmpty() ? 0 : Long.parseLong(text);
	}

	void waiters(Consumer<CompletableFuture<Void>> consumer) {
		if (this.waiters != null) {
			this.waiters.forEach(consumer);
			this.waiters = null;
		}
	}

	/**
	 * A session of this node.
	 */
	static final class Session {

		private final long id;

		private final String device;

		private final String transport;

		private final long connectedAt;

		private final long enteredAt = System.nanoTime();

		private long lastSeenAt;

		// Whether Redis has had it.
		private boolean entered;

		Session(long id, SessionDetails details) {
			this.id = id;
			this.device = details.device();
			this.transport = details.transport();
			this.connectedAt = details.connectedAt().toEpochMilli();
		}

		long id() {
			return this.id;
		}

		long age() {
			return System.nanoTime() - this.enteredAt;
		}

	}

}
