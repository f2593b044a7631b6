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
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
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
 * between.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>All lanes get the messages in the same order, that of acceptance, as they are
 * handed to all of them under one lock.</li>
 * <li>A lane starts with a message when it has finished the one before, so no session
 * sees two of them swapped.</li>
 * <li>At most {@link #MAX_PENDING} messages wait for the slowest lane. A slow client does
 * not count: nobody waits for it.</li>
 * </ul>
 */
final class Broadcaster {

	/**
	 * How many messages to everyone may be under way.
	 */
	static final int MAX_PENDING = 1024;

	private static final int SLICE = 128;

	// Passing by a session of another lane or tenant costs little, but not nothing.
	private static final int MAX_VISITED = 512;

	private static final Log logger = LogFactory.getLog(Broadcaster.class);

	private final SessionManager sessions;

	// Guarded by this object's monitor, as are the queues in it.
	private final Map<Lane, LaneQueue> queues = new HashMap<>();

	Broadcaster(SessionManager sessions) {
		this.sessions = sessions;
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
		Broadcast broadcast = new Broadcast(tenant, message);
		for (Lane lane : lanes) {
			this.queues.computeIfAbsent(lane, LaneQueue::new).add(broadcast);
		}
		return true;
	}

	private record Broadcast(String tenant, EncodedMessage message) {

	}

	private final class LaneQueue implements Runnable {

		private final Lane lane;

		// Guarded by the Broadcaster's monitor.

		private final ArrayDeque<Broadcast> waiting = new ArrayDeque<>();

		private boolean scheduled;

		// Only touched by the lane's thread.

		private @Nullable Broadcast current;

		private @Nullable Iterator<ChannelSession> rest;

		private LaneQueue(Lane lane) {
			this.lane = lane;
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
			int sent = 0;
			int visited = 0;
			while (sent < SLICE && visited < MAX_VISITED) {
				if (this.rest == null || this.current == null) {
					this.current = next();
					if (this.current == null) {
						return;
					}
					this.rest = Broadcaster.this.sessions.sessions().iterator();
				}
				if (!this.rest.hasNext()) {
					this.rest = null;
				}
				else {
					visited++;
					if (sendTo(this.rest.next(), this.current)) {
						sent++;
					}
				}
			}
			this.lane.execute(this);
		}

		private boolean sendTo(ChannelSession session, Broadcast broadcast) {
			if (session.connection().lane() != this.lane || !session.tenant().equals(broadcast.tenant())) {
				return false;
			}
			try {
				return broadcast.message().sendTo(session);
			}
			catch (RuntimeException ex) {
				// A payload that a codec cannot write must not end the lane's work.
				logger.error("A message to everyone could not be sent to " + session, ex);
				return false;
			}
		}

		private @Nullable Broadcast next() {
			synchronized (Broadcaster.this) {
				Broadcast next = this.waiting.poll();
				if (next == null) {
					this.scheduled = false;
				}
				return next;
			}
		}

	}

}
