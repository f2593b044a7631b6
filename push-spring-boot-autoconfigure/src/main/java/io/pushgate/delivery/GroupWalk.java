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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupMembers;
import io.pushgate.session.GroupPart;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One way past the members of one group with all messages that wait for it, or past the
 * members of several groups with one message; of those members whom one lane writes for.
 * It is prepared under the {@link GroupBroadcaster}'s monitor and then walked by the
 * lane's thread.
 *
 * <p>
 * The members are looked up when the walk comes to their group, so it meets everyone who
 * is in it from the acceptance of a message until then. A session in two of the groups is
 * remembered once it has got the message, and passed from then on, whatever groups it
 * leaves or joins meanwhile.
 */
final class GroupWalk {

	private static final Log logger = LogFactory.getLog(GroupWalk.class);

	private final List<Leg> legs;

	// Guarded by the broadcaster's monitor.

	// More messages for the only leg.
	private final List<EncodedMessage> messages = new ArrayList<>(1);

	private long bytes;

	private long deliveries;

	private boolean started;

	private int waitsFor;

	private final List<GroupWalk> followers = new ArrayList<>(0);

	// Only touched by the lane's thread.

	private int leg;

	private @Nullable GroupMembers members;

	private int place;

	private @Nullable Set<ChannelSession> reached;

	GroupWalk(List<Leg> legs) {
		this.legs = legs;
		for (Leg leg : legs) {
			this.deliveries += leg.size();
		}
		this.messages.add(legs.get(0).message());
		this.bytes = legs.get(0).message().size();
	}

	List<Leg> legs() {
		return this.legs;
	}

	/**
	 * Take one more message along, if this is a walk past one group that has not begun.
	 * @return whether it is taken
	 */
	boolean take(Leg leg, int maxBytes) {
		if (this.started || this.legs.size() > 1 || this.bytes + leg.message().size() > maxBytes) {
			return false;
		}
		this.messages.add(leg.message());
		this.bytes += leg.message().size();
		this.deliveries += leg.size();
		return true;
	}

	/**
	 * Let another walk wait until this one has ended.
	 */
	void before(GroupWalk follower) {
		this.followers.add(follower);
		follower.waitsFor++;
	}

	boolean isWaiting() {
		return this.waitsFor > 0;
	}

	void start() {
		this.started = true;
	}

	/**
	 * Return the walks that need not wait any more, as this one has ended.
	 */
	List<GroupWalk> end() {
		List<GroupWalk> ready = new ArrayList<>(this.followers.size());
		for (GroupWalk follower : this.followers) {
			if (--follower.waitsFor == 0) {
				ready.add(follower);
			}
		}
		return ready;
	}

	int messages() {
		return this.messages.size();
	}

	long deliveries() {
		return this.deliveries;
	}

	boolean isDone() {
		return this.leg == this.legs.size();
	}

	/**
	 * Pass some members.
	 * @param max after how many deliveries to stop; a member who gets none counts as one
	 * @return how many there were, at least 1
	 */
	int pass(int max) {
		int count = 0;
		while (count < max && !isDone()) {
			GroupMembers members = this.members;
			if (members == null) {
				members = this.legs.get(this.leg).part().members();
				this.members = members;
				this.place = 0;
			}
			int sent = (this.place < members.places()) ? pass(members, this.place++) : 0;
			count += Math.max(1, sent);
			if (this.place == members.places()) {
				this.members = null;
				this.leg++;
			}
		}
		return count;
	}

	private int pass(GroupMembers members, int place) {
		ChannelSession session = members.session(place);
		if (session == null || (this.reached != null && this.reached.contains(session))) {
			return 0;
		}
		int sent = 0;
		try {
			sent = enqueue(members, place, session);
			if (sent > 0) {
				session.flush();
				if (this.leg < this.legs.size() - 1) {
					if (this.reached == null) {
						this.reached = new HashSet<>();
					}
					this.reached.add(session);
				}
			}
		}
		catch (RuntimeException | Error ex) {
			// One session must not end the lane's work, and no error must, such as want
			// of
			// memory: no message to a group would ever pass the lane again.
			logger.error("Messages to a group could not be sent to " + session, ex);
		}
		return sent;
	}

	private int enqueue(GroupMembers members, int place, ChannelSession session) {
		if (this.legs.size() > 1) {
			return this.legs.get(this.leg).message().enqueueTo(session, members, place) ? 1 : 0;
		}
		int enqueued = 0;
		for (EncodedMessage message : this.messages) {
			if (message.enqueueTo(session, members, place)) {
				enqueued++;
			}
		}
		return enqueued;
	}

	/**
	 * A message for the members of one group.
	 *
	 * @param part the members
	 * @param size how many there were
	 * @param message the message
	 */
	record Leg(GroupPart part, int size, EncodedMessage message) {

	}

}
