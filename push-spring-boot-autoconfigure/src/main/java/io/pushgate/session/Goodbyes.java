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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.protocol.ServerFrame.Goodbye;
import io.pushgate.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Makes the last frame of a connection: what its close code says, and when to come back.
 *
 * @since 0.1.0
 */
public final class Goodbyes {

	private static final long MIN_RATE_WAIT = 1000;

	private static final long BACK_OFF = 5000;

	/**
	 * How many clients that come back a second hurt no node, even one that has just
	 * started.
	 */
	public static final long RETURNS_PER_SECOND = 50;

	/**
	 * 2<sup>64</sup> divided by the golden ratio.
	 */
	private static final long STEP = 0x9E3779B97F4A7C15L;

	private final long spread;

	// Of clients that a drain sends away: written where one begins, in milliseconds.
	private volatile long drainSpread;

	private final AtomicLong position = new AtomicLong(ThreadLocalRandom.current().nextLong());

	/**
	 * Create a factory.
	 * @param spread over which time clients of a node that restarts, or is full, are told
	 * to come back at most; zero for at once, where the node restarts
	 */
	public Goodbyes(Duration spread) {
		this.spread = spread.toMillis();
		this.drainSpread = this.spread;
	}

	/**
	 * Take note that the node sends its clients away. They are told to come back within
	 * the spread, and within as many seconds as are needed for 50 of them each. Where
	 * other nodes take them it is at once, as the drain itself closes one after the
	 * other.
	 * @param clients how many there are
	 * @param elsewhere whether other nodes take them
	 * @return the time over which they are told to come back
	 */
	public Duration drain(int clients, boolean elsewhere) {
		this.drainSpread = elsewhere ? 0 : Math.min(this.spread, clients * 1000L / RETURNS_PER_SECOND);
		return Duration.ofMillis(this.drainSpread);
	}

	/**
	 * Make a goodbye.
	 * @param reason why the connection is closed
	 * @return the frame
	 */
	public Goodbye of(CloseReason reason) {
		return new Goodbye(reason.code(), reason.reason(), retryAfter(reason));
	}

	private @Nullable Long retryAfter(CloseReason reason) {
		return switch (reason.advice()) {
			case STOP -> null;
			case AT_ONCE, FRESH_TOKEN -> 0L;
			case WAIT -> wait(reason);
			case AS_YOU_LIKE, BACK_OFF -> random(0, BACK_OFF);
		};
	}

	private long wait(CloseReason reason) {
		if (reason.code() == CloseReason.RESTART.code()) {
			return next(this.drainSpread);
		}
		if (reason.code() == CloseReason.OVER_CAPACITY.code() && this.spread > 0) {
			return next(this.spread);
		}
		return random(MIN_RATE_WAIT, BACK_OFF);
	}

	/**
	 * Return the next point of a spread. Steps of the golden ratio divide a time more
	 * evenly than chance does, however many points are taken and from wherever on: the
	 * additive recurrence of Kronecker and Weyl.
	 */
	private long next(long spread) {
		double fraction = (this.position.addAndGet(STEP) >>> 11) * 0x1.0p-53;
		return (long) (fraction * (spread + 1));
	}

	private static long random(long from, long to) {
		return ThreadLocalRandom.current().nextLong(from, Math.max(from, to) + 1);
	}

}
