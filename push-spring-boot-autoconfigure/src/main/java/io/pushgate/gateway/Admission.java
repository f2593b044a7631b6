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

package io.pushgate.gateway;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the node within its number of connections and its rate of new ones.
 *
 * <p>
 * A handshake takes a permit; the permit becomes a place when the connection opens, and
 * lapses if that does not happen in time, as a transport cannot always tell. The number
 * of permits and places together never exceeds the limit.
 */
final class Admission {

	private static final int STRANGERS_PART = 4;

	private static final long PERMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final int maxConnections;

	private final ConnectRateLimiter rate;

	private final LongSupplier nanoClock;

	private final AtomicInteger taken = new AtomicInteger();

	private final AtomicInteger strangers = new AtomicInteger();

	private final Map<Permit, Long> permits = new ConcurrentHashMap<>();

	Admission(int maxConnections, int connectRate, LongSupplier nanoClock) {
		this.maxConnections = maxConnections;
		this.rate = new ConnectRateLimiter(connectRate, nanoClock);
		this.nanoClock = nanoClock;
	}

	/**
	 * Try to admit a handshake.
	 */
	Decision admit() {
		if (this.taken.incrementAndGet() > this.maxConnections) {
			this.taken.decrementAndGet();
			return Decision.FULL;
		}
		Duration wait = this.rate.tryAcquire();
		if (!wait.isZero()) {
			this.taken.decrementAndGet();
			return new Decision(null, wait);
		}
		Permit permit = new Permit();
		this.permits.put(permit, this.nanoClock.getAsLong());
		return new Decision(permit, Duration.ZERO);
	}

	/**
	 * Turn a permit into a place. The place is taken in any case, until
	 * {@link #closed()}.
	 * @return {@code false} if the permit has lapsed and the node is full: then the
	 * connection is to be closed
	 */
	boolean open(Permit permit) {
		return this.permits.remove(permit) != null || this.taken.incrementAndGet() <= this.maxConnections;
	}

	/**
	 * Give a permit back that will not be used.
	 */
	void release(Permit permit) {
		known(permit);
		if (this.permits.remove(permit) != null) {
			this.taken.decrementAndGet();
		}
	}

	/**
	 * Give a permit back of a handshake that was refused: strangers spend nothing of what
	 * others may use.
	 */
	void refund(Permit permit) {
		release(permit);
		this.rate.refund();
	}

	/**
	 * Admit a client that has yet to tell who it is. Of all places, a quarter is for
	 * these at most, so that silent strangers leave room for the others.
	 * @return whether there is room
	 */
	boolean admitStranger(Permit permit) {
		if (this.strangers.incrementAndGet() > Math.max(1, this.maxConnections / STRANGERS_PART)) {
			this.strangers.decrementAndGet();
			return false;
		}
		permit.stranger.set(true);
		return true;
	}

	/**
	 * The client is no stranger any more, or has gone. May be called again.
	 */
	void known(Permit permit) {
		if (permit.stranger.compareAndSet(true, false)) {
			this.strangers.decrementAndGet();
		}
	}

	/**
	 * Give a place back.
	 */
	void closed() {
		this.taken.decrementAndGet();
	}

	/**
	 * Let permits lapse whose connection has not been opened.
	 */
	void sweep() {
		long now = this.nanoClock.getAsLong();
		Iterator<Map.Entry<Permit, Long>> entries = this.permits.entrySet().iterator();
		while (entries.hasNext()) {
			Map.Entry<Permit, Long> entry = entries.next();
			if (now - entry.getValue() > PERMIT_NANOS) {
				release(entry.getKey());
			}
		}
	}

	/**
	 * Return how many connections there are or may be about to be opened.
	 */
	int taken() {
		return this.taken.get();
	}

	/**
	 * The right to open one connection.
	 */
	static final class Permit {

		private final AtomicBoolean stranger = new AtomicBoolean();

	}

	/**
	 * What came of a wish to be admitted.
	 *
	 * @param permit the permit, or {@code null} if there is none to be had
	 * @param retryAfter when to try again, where there is no permit
	 */
	record Decision(@Nullable Permit permit, Duration retryAfter) {

		static final Decision FULL = new Decision(null, Duration.ofSeconds(5));

		boolean isFull() {
			return this == FULL;
		}

	}

}
