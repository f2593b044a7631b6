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

package io.pushgate.listener;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.pushgate.message.TenantCache;
import io.pushgate.message.UserKey;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the last minutes, by user and request id. Thread-safe.
 *
 * <p>
 * Bounded in bytes, as a whole by a cache of users, and for each user: whoever sends very
 * much loses answers of its own, the earliest first. Over the whole bound, it is users
 * who have sent nothing for long that are forgotten.
 */
final class RequestMemory {

	private static final int SHARES = 16;

	private final TenantCache<UserKey, Answers> users;

	private final long window;

	private final long maxPerUser;

	private final LongSupplier nanoClock;

	RequestMemory(Duration window, long maxSize, LongSupplier nanoClock) {
		this.window = window.toNanos();
		this.maxPerUser = maxSize / SHARES;
		this.nanoClock = nanoClock;
		this.users = new TenantCache<>(window, maxSize, (user, answers) -> answers.weight(user), nanoClock, () -> {
			// What is repeated then is handled again.
		});
	}

	@Nullable Remembered find(UserKey user, String id) {
		Answers answers = this.users.get(user.tenant(), user);
		Remembered remembered = (answers != null) ? answers.find(id) : null;
		return (remembered != null && isFresh(remembered)) ? remembered : null;
	}

	void remember(UserKey user, String id, long fingerprint, UplinkAnswer answer) {
		Remembered remembered = new Remembered(fingerprint, answer, this.nanoClock.getAsLong());
		this.users.compute(user.tenant(), user, (key, current) -> {
			// Under the lock of the entry, so that its weight is that of its content.
			Answers answers = (current != null) ? current : new Answers();
			answers.add(id, remembered);
			return answers;
		});
	}

	private boolean isFresh(Remembered remembered) {
		return this.nanoClock.getAsLong() - remembered.answeredAt() < this.window;
	}

	/**
	 * Return about how many bytes of heap are taken.
	 */
	long size() {
		return this.users.weight();
	}

	/**
	 * The answers that one user got, the earliest first.
	 */
	private final class Answers {

		// This object, its map, the user's key, and the entry of the cache.
		private static final int OVERHEAD = 500;

		private final Map<String, Remembered> byId = new LinkedHashMap<>(4);

		private long bytes;

		synchronized @Nullable Remembered find(String id) {
			return this.byId.get(id);
		}

		synchronized void add(String id, Remembered remembered) {
			Remembered previous = this.byId.remove(id);
			if (previous != null) {
				this.bytes -= previous.weight(id);
			}
			Iterator<Map.Entry<String, Remembered>> earliest = this.byId.entrySet().iterator();
			this.bytes += remembered.weight(id);
			while (earliest.hasNext()) {
				Map.Entry<String, Remembered> entry = earliest.next();
				if (this.bytes <= RequestMemory.this.maxPerUser && isFresh(entry.getValue())) {
					break;
				}
				this.bytes -= entry.getValue().weight(entry.getKey());
				earliest.remove();
			}
			this.byId.put(id, remembered);
		}

		synchronized int weight(UserKey user) {
			return (int) Math.min(Integer.MAX_VALUE, OVERHEAD + 2L * user.user().length() + this.bytes);
		}

	}

}
