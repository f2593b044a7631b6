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

import java.util.concurrent.TimeUnit;

import org.springframework.util.Assert;

/**
 * How many frames a client may send: so many a second, and so many at once after a time
 * of silence. What a connection has to keep for it is one number.
 *
 * <p>
 * This is the generic cell rate algorithm (ITU-T I.371, annex A): the number is the time
 * at which the frames that came would have been due if they had come evenly. A frame is
 * too much if that time is too far ahead.
 *
 * @since 0.1.0
 */
public final class InboundRate {

	/**
	 * As many frames as a client likes.
	 */
	public static final InboundRate UNLIMITED = new InboundRate(0, 0);

	/**
	 * The number to keep at first.
	 */
	public static final long START = Long.MIN_VALUE;

	private static final long TOO_MANY = Long.MAX_VALUE;

	private final long interval;

	private final long tolerance;

	private InboundRate(long interval, long tolerance) {
		this.interval = interval;
		this.tolerance = tolerance;
	}

	/**
	 * Create a rate.
	 * @param perSecond how many frames a second
	 * @param burst how many frames at once
	 * @return the rate
	 */
	public static InboundRate of(int perSecond, int burst) {
		Assert.isTrue(perSecond > 0, "'perSecond' must be positive");
		Assert.isTrue(burst > 0, "'burst' must be positive");
		long interval = Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
		return new InboundRate(interval, (burst - 1) * interval);
	}

	/**
	 * Take note of a frame.
	 * @param kept the number that was kept
	 * @param now the time, by the clock that never goes back, in nanoseconds
	 * @return the number to keep from now on
	 */
	public long next(long kept, long now) {
		if (this.interval == 0) {
			return kept;
		}
		long ahead = (kept != START) ? Math.max(0, kept - now) : 0;
		return (ahead <= this.tolerance) ? now + ahead + this.interval : TOO_MANY;
	}

	/**
	 * Return whether the last frame was one too many.
	 * @param kept the number that {@link #next} has returned
	 * @return whether it was
	 */
	public boolean isExceeded(long kept) {
		return kept == TOO_MANY;
	}

}
