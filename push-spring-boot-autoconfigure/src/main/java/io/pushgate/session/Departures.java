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

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.pushgate.message.UserKey;
import org.jspecify.annotations.Nullable;

/**
 * The users whose last session has ended a moment ago, and who may come back. All have
 * the same time, so one queue in the order of their leaving is enough. Thread-safe; what
 * happens to one user happens under the lock of its entry in the {@link SessionManager},
 * so nothing of it overlaps.
 */
final class Departures {

	private final long delay;

	private final LongSupplier nanoClock;

	private final Map<UserKey, Departure> departures = new ConcurrentHashMap<>();

	// Also has those who have come back, until their time is over.
	private final Queue<Departure> queue = new ConcurrentLinkedQueue<>();

	Departures(Duration delay, LongSupplier nanoClock) {
		this.delay = delay.toNanos();
		this.nanoClock = nanoClock;
	}

	/**
	 * Take note that a user has left.
	 * @return {@code false} if there is no time to come back
	 */
	boolean left(UserKey user, long session, long generation) {
		if (this.delay == 0) {
			return false;
		}
		Departure departure = new Departure(user, session, generation, this.nanoClock.getAsLong() + this.delay);
		this.departures.put(user, departure);
		this.queue.add(departure);
		return true;
	}

	/**
	 * Take note that a user is there.
	 * @return the departure that was none, or {@code null}
	 */
	@Nullable Departure returned(UserKey user) {
		return this.departures.remove(user);
	}

	/**
	 * Make a departure final, unless the user has come back.
	 * @return whether the user has left
	 */
	boolean complete(Departure departure) {
		return this.departures.remove(departure.user, departure);
	}

	/**
	 * Take out those whose time is over. Called by one thread.
	 * @param action gets those who have left, and others who have come back
	 */
	void expire(Consumer<Departure> action) {
		long now = this.nanoClock.getAsLong();
		Departure first = this.queue.peek();
		while (first != null && first.deadline - now <= 0) {
			this.queue.poll();
			action.accept(first);
			first = this.queue.peek();
		}
	}

	int size() {
		return this.departures.size();
	}

	/**
	 * A user who has left. No record, as two of them are never the same.
	 */
	static final class Departure {

		private final UserKey user;

		private final long session;

		private final long generation;

		private final long deadline;

		private Departure(UserKey user, long session, long generation, long deadline) {
			this.user = user;
			this.session = session;
			this.generation = generation;
			this.deadline = deadline;
		}

		UserKey user() {
			return this.user;
		}

		long session() {
			return this.session;
		}

		long generation() {
			return this.generation;
		}

	}

}
