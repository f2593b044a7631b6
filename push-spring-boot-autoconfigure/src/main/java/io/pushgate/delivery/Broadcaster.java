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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.Lane;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to every session of a tenant: one task per lane walks the sessions of
 * that lane, a slice at a time, so that pings and single pushes find their way in
 * between. A session that is passed gets all messages that wait by then, and one flush:
 * ten messages in a row cost little more than one.
 *
 * <p>
 * Messages are numbered. A session remembers the number up to which it has got them; so a
 * message may join a walk that is under way, and the sessions that had been passed by
 * then get it in the next one.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>All lanes get the messages in the same order, that of acceptance, as they are
 * numbered and handed to all of them under one lock.</li>
 * <li>A session gets the messages by number, each once.</li>
 * <li>A message stays with a lane until a walk that began with it has ended: whoever was
 * there when it was accepted has been passed by then.</li>
 * <li>What a session gets at once is bounded by {@link #MAX_BATCH_BYTES}, or is one
 * message: a client that reads must not be taken for a slow one.</li>
 * <li>At most {@link #MAX_PENDING} messages wait for the slowest lane. A slow client does
 * not count: nobody waits for it.</li>
 * </ul>
 */
final class Broadcaster {

	/**
	 * How many messages to everyone may be under way.
	 */
	static final int MAX_PENDING = 1024;

	/**
	 * How many bytes of messages a session gets at once.
	 */
	static final int MAX_BATCH_BYTES = 32 * 1024;

	private static final int SLICE = 128;

	// Passing by a session of another lane or tenant costs little, but not nothing.
	private static final int MAX_VISITED = 512;

	private static final Log logger = LogFactory.getLog(Broadcaster.class);

	private final SessionManager sessions;

	private final WalkClock clock;

	// Guarded by this object's monitor, as are the queues in it.
	private final Map<Lane, LaneQueue> queues = new HashMap<>();

	// Guarded by this object's monitor.
	private long lastNumber;

	Broadcaster(SessionManager sessions, WalkClock clock) {
		this.sessions = sessions;
		this.clock = clock;
	}

	/**
	 * Hand a message to all lanes.
	 * @return {@code false} if too many are under way: then none has got it
	 */
	synchronized boolean broadcast(String tenant, EncodedMessage message) {
		Collection<Lane> lanes = this.sessions.lanes();
		for (Lane lane : lanes) {
			LaneQueue queue = this.queues.get(lane);
			if (queue != null && queue.waiting.size() >= MAX_PENDING) {
				return false;
			}
		}
		Broadcast broadcast = new Broadcast(++this.lastNumber, tenant, message);
		for (Lane lane : lanes) {
			this.queues.computeIfAbsent(lane, LaneQueue::new).add(broadcast);
		}
		return true;
	}

	private record Broadcast(long number, String tenant, EncodedMessage message) {

	}

	private final class LaneQueue implements Runnable {

		private final Lane lane;

		// Guarded by the Broadcaster's monitor.

		private final ArrayDeque<Broadcast> waiting = new ArrayDeque<>();

		private boolean scheduled;

		// Only touched by the lane's thread.

		// What this walk gives, by number.
		private final List<Broadcast> batch = new ArrayList<>();

		private long batchBytes;

		// The walk that is under way.
		private @Nullable Iterator<ChannelSession> rest;

		// The last number that was in the batch when the walk began.
		private long begunWith;

		private final WalkClock.Walk walk;

		private LaneQueue(Lane lane) {
			this.lane = lane;
			this.walk = Broadcaster.this.clock.newWalk();
		}

		private void add(Broadcast broadcast) {
			this.waiting.add(broadcast);
			if (!this.scheduled) {
				this.scheduled = true;
				this.lane.execute(this);
			}
		}

		@Override
		public void run() {
			if (!takeWaiting()) {
				return;
			}
			Iterator<ChannelSession> sessions = this.rest;
			if (sessions == null) {
				sessions = Broadcaster.this.sessions.sessions().iterator();
				this.begunWith = lastInBatch();
			}
			boolean more = walk(sessions);
			this.rest = more ? sessions : null;
			if (!more) {
				forgetUpTo(this.begunWith);
			}
			this.lane.execute(this);
		}

		/**
		 * Take what waits into the batch, as far as it fits.
		 * @return {@code false} if there is nothing to do any more
		 */
		private boolean takeWaiting() {
			synchronized (Broadcaster.this) {
				for (Broadcast next = this.waiting.peek(); next != null && fits(next); next = this.waiting.peek()) {
					this.batch.add(next);
					this.batchBytes += next.message().size();
					this.waiting.remove();
				}
				this.scheduled = !this.batch.isEmpty();
				return this.scheduled;
			}
		}

		private boolean fits(Broadcast next) {
			return this.batch.isEmpty() || this.batchBytes + next.message().size() <= MAX_BATCH_BYTES;
		}

		private long lastInBatch() {
			return this.batch.get(this.batch.size() - 1).number();
		}

		private boolean walk(Iterator<ChannelSession> sessions) {
			this.walk.begin();
			try {
				return pass(sessions);
			}
			finally {
				this.walk.end();
			}
		}

		/**
		 * Pass a slice of the sessions.
		 * @return whether there are more
		 */
		private boolean pass(Iterator<ChannelSession> sessions) {
			int sent = 0;
			int visited = 0;
			while (sent < SLICE && visited < MAX_VISITED) {
				if (!sessions.hasNext()) {
					return false;
				}
				visited++;
				ChannelSession session = sessions.next();
				if (session.connection().lane() == this.lane) {
					sent += pass(session);
				}
			}
			return sessions.hasNext();
		}

		private int pass(ChannelSession session) {
			long position = session.broadcastPosition();
			session.broadcastPosition(lastInBatch());
			int sent = 0;
			try {
				// From the end, as a session that waits for nothing is the frequent case.
				int first = this.batch.size();
				while (first > 0 && this.batch.get(first - 1).number() > position) {
					first--;
				}
				for (int i = first; i < this.batch.size(); i++) {
					Broadcast broadcast = this.batch.get(i);
					if (session.tenant().equals(broadcast.tenant()) && broadcast.message().enqueueTo(session)) {
						sent++;
					}
				}
				if (sent > 0) {
					session.flush();
				}
			}
			catch (RuntimeException | Error ex) {
				// One session must not end the lane's work, and no error must, such as
				// want of
				// memory: no message to everyone would ever pass the lane again.
				logger.error("Messages to everyone could not be sent to " + session, ex);
			}
			return sent;
		}

		private void forgetUpTo(long number) {
			int count = 0;
			while (count < this.batch.size() && this.batch.get(count).number() <= number) {
				this.batchBytes -= this.batch.get(count).message().size();
				count++;
			}
			this.batch.subList(0, count).clear();
		}

	}

}
