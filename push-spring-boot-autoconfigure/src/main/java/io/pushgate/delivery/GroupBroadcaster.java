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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.pushgate.delivery.GroupWalk.Leg;
import io.pushgate.session.GroupPart;
import io.pushgate.transport.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to the members of groups: one task for each lane that writes for any of
 * them, and none for the others. The task walks the members a slice at a time, so that
 * pings and single pushes find their way in between, and walks of other groups too: a
 * document of three does not wait for a live room of 100,000.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>All lanes get the messages in the same order, that of acceptance, as they are
 * handed to all of them under one lock.</li>
 * <li>Within a lane, a walk begins when every earlier walk past any of its groups has
 * ended. So no session sees two messages of one group swapped, a push to several groups
 * among them; walks that have no group in common take turns.</li>
 * <li>Messages for one group that wait while it is walked, or before, share the next
 * walk: a member gets them together and in order, up to
 * {@link Broadcaster#MAX_BATCH_BYTES}, with one flush.</li>
 * <li>Whoever is a member from the acceptance on gets the message once; whoever has left
 * by the time it is queued does not.</li>
 * <li>A lane has no more waiting than {@link #MAX_PENDING} messages, or as many small
 * ones as amount to {@link #MAX_DELIVERIES} deliveries: a loop over many small groups is
 * no overload.</li>
 * </ul>
 */
final class GroupBroadcaster {

	/**
	 * How many messages may wait for a lane, however many members they are for.
	 */
	static final int MAX_PENDING = 1024;

	/**
	 * How many deliveries may wait for a lane beyond that.
	 */
	static final int MAX_DELIVERIES = 100_000;

	private static final int SLICE = 128;

	// After how many deliveries it is another group's turn.
	private static final int TURN = 32;

	private final WalkClock clock;

	// Guarded by this object's monitor, as are the queues in it.
	private final Map<Lane, LaneQueue> queues = new HashMap<>();

	GroupBroadcaster(WalkClock clock) {
		this.clock = clock;
	}

	/**
	 * Hand a message to the lanes that write for those it is for.
	 * @param legs the message by lane, in the order of the target's groups
	 * @return {@code false} if too much is under way: then none has got it
	 */
	boolean broadcast(Map<Lane, List<Leg>> legs) {
		List<LaneQueue> idle = new ArrayList<>(legs.size());
		synchronized (this) {
			for (Lane lane : legs.keySet()) {
				LaneQueue queue = this.queues.get(lane);
				if (queue != null && queue.isFull()) {
					return false;
				}
			}
			legs.forEach((lane, legsOfLane) -> {
				LaneQueue queue = this.queues.computeIfAbsent(lane, LaneQueue::new);
				queue.add(legsOfLane);
				if (!queue.scheduled) {
					queue.scheduled = true;
					idle.add(queue);
				}
			});
		}
		idle.forEach((queue) -> queue.lane.execute(queue));
		return true;
	}

	private final class LaneQueue implements Runnable {

		private final Lane lane;

		private final WalkClock.Walk clock;

		// Guarded by the GroupBroadcaster's monitor.

		// Those that wait for none, in turn.
		private final ArrayDeque<GroupWalk> ready = new ArrayDeque<>();

		// The last walk of each group that has one.
		private final Map<GroupPart, GroupWalk> last = new HashMap<>();

		private int messages;

		private long deliveries;

		private boolean scheduled;

		private LaneQueue(Lane lane) {
			this.lane = lane;
			this.clock = GroupBroadcaster.this.clock.newWalk();
		}

		private boolean isFull() {
			return this.messages >= MAX_PENDING && this.deliveries >= MAX_DELIVERIES;
		}

		private void add(List<Leg> legs) {
			this.messages++;
			for (Leg leg : legs) {
				this.deliveries += leg.size();
			}
			if (legs.size() == 1 && joinsTheLast(legs.get(0))) {
				return;
			}
			GroupWalk walk = new GroupWalk(legs);
			for (Leg leg : legs) {
				GroupWalk before = this.last.put(leg.part(), walk);
				if (before != null) {
					before.before(walk);
				}
			}
			if (!walk.isWaiting()) {
				this.ready.add(walk);
			}
		}

		private boolean joinsTheLast(Leg leg) {
			GroupWalk last = this.last.get(leg.part());
			return last != null && last.take(leg, Broadcaster.MAX_BATCH_BYTES);
		}

		@Override
		public void run() {
			this.clock.begin();
			try {
				int count = 0;
				GroupWalk walk = next(null);
				while (walk != null) {
					count += walk.pass(TURN);
					if (count >= SLICE) {
						putBack(walk);
						this.lane.execute(this);
						return;
					}
					walk = next(walk);
				}
			}
			finally {
				this.clock.end();
			}
		}

		/**
		 * Return whose turn it is.
		 * @param walk whose turn it was
		 */
		private @Nullable GroupWalk next(@Nullable GroupWalk walk) {
			synchronized (GroupBroadcaster.this) {
				if (walk != null) {
					putBack(walk);
				}
				GroupWalk next = this.ready.poll();
				if (next != null) {
					next.start();
				}
				this.scheduled = next != null;
				return next;
			}
		}

		private void putBack(GroupWalk walk) {
			synchronized (GroupBroadcaster.this) {
				if (!walk.isDone()) {
					this.ready.add(walk);
					return;
				}
				this.messages -= walk.messages();
				this.deliveries -= walk.deliveries();
				for (Leg leg : walk.legs()) {
					this.last.remove(leg.part(), walk);
				}
				this.ready.addAll(walk.end());
			}
		}

	}

}
