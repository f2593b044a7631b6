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

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.pushgate.message.PushTarget;
import io.pushgate.message.UserKey;
import org.jspecify.annotations.Nullable;

/**
 * Who was disconnected a moment ago, for connections that were not open yet: a client
 * that has begun to say who it is before its user is disconnected does not get in.
 * Thread-safe.
 *
 * <p>
 * Invariant: who disconnects notes it here before it looks for open sessions, and who
 * opens a session looks here after others can find it. So one of the two sees the other.
 */
public final class RecentKicks {

	/**
	 * Longer than a client may take from the first byte of its handshake to its session.
	 */
	private static final long RETENTION = TimeUnit.MINUTES.toNanos(1);

	private static final int MAX_SIZE = 10_000;

	// In the order of their times: what is noted again is put to the end.
	private final Map<Kicked, Long> kicks = new LinkedHashMap<>();

	private volatile boolean empty = true;

	RecentKicks() {
	}

	/**
	 * Note that users, or devices of theirs, are disconnected now. Other targets are
	 * those of open sessions.
	 * @param tenant the tenant
	 * @param target whom
	 */
	public void add(String tenant, PushTarget target) {
		if (target instanceof PushTarget.Users users) {
			users.users().forEach((user) -> add(new Kicked(tenant, user, null)));
		}
		else if (target instanceof PushTarget.Device device) {
			add(new Kicked(tenant, device.user(), device.device()));
		}
		else if (target instanceof PushTarget.Devices devices) {
			devices.devices().forEach((device) -> add(tenant, device));
		}
		else if (target instanceof PushTarget.All) {
			add(new Kicked(tenant, null, null));
		}
	}

	private synchronized void add(Kicked kicked) {
		long now = System.nanoTime();
		this.kicks.remove(kicked);
		this.kicks.put(kicked, now);
		this.empty = false;
		Iterator<Long> times = this.kicks.values().iterator();
		while (times.hasNext() && (now - times.next() > RETENTION || this.kicks.size() > MAX_SIZE)) {
			times.remove();
		}
	}

	/**
	 * Return whether a client was disconnected after it had begun to say who it is.
	 * @param user its user
	 * @param device its device
	 * @param since when it began, by {@link System#nanoTime()}
	 * @return whether it must not get in
	 */
	public boolean hits(UserKey user, String device, long since) {
		return !this.empty && (isAfter(new Kicked(user.tenant(), user.user(), null), since)
				|| isAfter(new Kicked(user.tenant(), user.user(), device), since)
				|| isAfter(new Kicked(user.tenant(), null, null), since));
	}

	private synchronized boolean isAfter(Kicked kicked, long since) {
		Long time = this.kicks.get(kicked);
		return time != null && time - since >= 0;
	}

	private record Kicked(String tenant, @Nullable String user, @Nullable String device) {
	}

}
