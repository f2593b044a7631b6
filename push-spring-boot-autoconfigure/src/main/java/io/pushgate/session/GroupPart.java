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

import io.pushgate.transport.Lane;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group that one lane writes for. It is the same one as long as there is
 * at least one member. Thread-safe, by the monitor of its {@link Group}. Internal.
 *
 * <p>
 * Invariant: within one array, a member stays where it is, and a place that somebody has
 * left is not given to anybody else. So whoever walks an array up to where it ended when
 * the walk began, meets everyone who stays exactly once, and nobody who came later,
 * without a lock. When an array is full, or mostly empty, its members move to another.
 *
 * @since 0.1.0
 */
public final class GroupPart {

	private static final int MIN_SHRINK = 16;

	private final Group owner;

	private final String group;

	private final Lane lane;

	// Guarded by the owner's monitor, as all that follows.
	private @Nullable GroupPart next;

	private @Nullable Membership[] places = new Membership[1];

	private int end;

	private int size;

	GroupPart(Group owner, String group, Lane lane, @Nullable GroupPart next) {
		this.owner = owner;
		this.group = group;
		this.lane = lane;
		this.next = next;
	}

	/**
	 * Return the group.
	 * @return its name
	 */
	public String group() {
		return this.group;
	}

	/**
	 * Return the lane that writes for these members.
	 * @return the lane
	 */
	public Lane lane() {
		return this.lane;
	}

	/**
	 * Return how many members there are.
	 * @return the number
	 */
	public int size() {
		synchronized (this.owner) {
			return this.size;
		}
	}

	/**
	 * Return the members as they are now, without copying them.
	 * @return the members
	 */
	public GroupMembers members() {
		synchronized (this.owner) {
			return new GroupMembers(this.places, this.end);
		}
	}

	@Nullable GroupPart next() {
		return this.next;
	}

	void next(@Nullable GroupPart next) {
		this.next = next;
	}

	Membership add(ChannelSession session) {
		if (this.end == this.places.length) {
			move();
		}
		Membership membership = new Membership(session, this, this.end);
		this.places[this.end++] = membership;
		this.size++;
		return membership;
	}

	/**
	 * Remove a member.
	 * @return whether it was the last one
	 */
	boolean remove(Membership membership) {
		this.places[membership.index()] = null;
		this.size--;
		if (this.places.length > MIN_SHRINK && this.size < this.places.length / 4) {
			move();
		}
		return this.size == 0;
	}

	private void move() {
		@Nullable Membership[] moved = new Membership[this.size + this.size / 2 + 1];
		int count = 0;
		for (int i = 0; i < this.end; i++) {
			Membership membership = this.places[i];
			if (membership != null) {
				membership.moveTo(count);
				moved[count++] = membership;
			}
		}
		this.places = moved;
		this.end = count;
	}

}
