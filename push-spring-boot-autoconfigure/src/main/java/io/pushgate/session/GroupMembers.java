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

import io.pushgate.transport.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Those members of a {@link GroupPart} that there were at one time, to be walked at
 * leisure: who leaves meanwhile is not met any more, who joins is not met at all, and
 * nobody twice. Internal.
 *
 * @since 0.1.0
 */
public final class GroupMembers {

	private final @Nullable Membership[] places;

	private final int end;

	GroupMembers(@Nullable Membership[] places, int end) {
		this.places = places;
		this.end = end;
	}

	/**
	 * Return how many places there are, some of which may be empty.
	 * @return the number of places
	 */
	public int places() {
		return this.end;
	}

	/**
	 * Return the session at a place.
	 * @param place the place, from 0 on
	 * @return the session, or {@code null} if it has left
	 */
	public @Nullable ChannelSession session(int place) {
		Membership membership = this.places[place];
		return (membership != null) ? membership.session() : null;
	}

	/**
	 * Queue a frame of the group for the session at a place, unless it has left. The
	 * caller flushes the session.
	 * @param place the place
	 * @param frame the frame, encoded by the session's codec
	 * @return whether the frame was queued
	 */
	public boolean enqueue(int place, OutboundFrame frame) {
		Membership membership = this.places[place];
		ChannelSession session = (membership != null) ? membership.session() : null;
		return membership != null && session != null && session.enqueue(frame, membership);
	}

}
