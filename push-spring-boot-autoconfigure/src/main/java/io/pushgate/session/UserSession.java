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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.pushgate.message.UserKey;

/**
 * A user and its connections, the earliest first. The list is never changed but replaced,
 * under the lock of the user's entry in the {@link SessionManager}; whoever reads sees
 * one state of it.
 */
final class UserSession {

	private static final ChannelSession[] NONE = {};

	private final UserKey key;

	private final long generation;

	private volatile ChannelSession[] sessions = NONE;

	/**
	 * Create a user without connections.
	 * @param generation the number of this time of being online
	 */
	UserSession(UserKey key, long generation) {
		this.key = key;
		this.generation = generation;
	}

	long generation() {
		return this.generation;
	}

	UserKey key() {
		return this.key;
	}

	ChannelSession[] sessions() {
		return this.sessions;
	}

	boolean isEmpty() {
		return this.sessions.length == 0;
	}

	/**
	 * Add a session and take out the earliest ones over the limit.
	 * @return the sessions taken out
	 */
	List<ChannelSession> add(ChannelSession session, int max) {
		ChannelSession[] current = this.sessions;
		int position = current.length;
		// Two logins may arrive here in another order than they got their ids.
		while (position > 0 && current[position - 1].number() > session.number()) {
			position--;
		}
		List<ChannelSession> all = new ArrayList<>(current.length + 1);
		all.addAll(Arrays.asList(current));
		all.add(position, session);
		int excess = Math.max(0, all.size() - max);
		List<ChannelSession> evicted = List.copyOf(all.subList(0, excess));
		this.sessions = all.subList(excess, all.size()).toArray(NONE);
		return evicted;
	}

	boolean remove(ChannelSession session) {
		ChannelSession[] current = this.sessions;
		for (int i = 0; i < current.length; i++) {
			if (current[i] == session) {
				ChannelSession[] rest = new ChannelSession[current.length - 1];
				System.arraycopy(current, 0, rest, 0, i);
				System.arraycopy(current, i + 1, rest, i, rest.length - i);
				this.sessions = rest;
				return true;
			}
		}
		return false;
	}

}
