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

package io.pushgate.webhook;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from whoever does not answer. Thread-safe; nobody is called from here.
 *
 * <p>
 * Closed, it lets every call pass and remembers the last {@value #WINDOW} outcomes. When
 * at least {@value #MINIMUM} are known and half of them are failures, it opens: for a
 * second nobody passes. Then one call at a time is let through to try. If it succeeds,
 * the breaker closes and knows of no failure; if it fails, the pause is twice as long, up
 * to half a minute. What was begun before the breaker opened or closed says nothing any
 * more.
 */
final class CircuitBreaker {

	private static final int WINDOW = 20;

	private static final int MINIMUM = 10;

	private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

	private final LongSupplier nanoClock;

	// Everything below is guarded by this object's monitor.

	private long failures;

	private int known;

	private boolean open;

	private boolean trying;

	private long until;

	private long pause = FIRST_PAUSE;

	private int era;

	CircuitBreaker(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	/**
	 * Ask for a call to pass.
	 * @return the permit, to be given back once by {@link #report} or {@link #release};
	 * or {@code null}
	 */
	synchronized @Nullable Permit tryAcquire() {
		if (this.open) {
			if (this.trying || this.nanoClock.getAsLong() - this.until < 0) {
				return null;
			}
			this.trying = true;
		}
		return new Permit(this.era);
	}

	/**
	 * Tell what became of a call.
	 * @return what that has changed
	 */
	synchronized Change report(Permit permit, boolean failed) {
		if (permit.era() != this.era) {
			return Change.NONE;
		}
		if (this.open) {
			if (!failed) {
				close();
				return Change.CLOSED;
			}
			this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
			open();
			return Change.NONE;
		}
		this.failures = ((this.failures << 1) | (failed ? 1 : 0)) & ((1L << WINDOW) - 1);
		this.known = Math.min(this.known + 1, WINDOW);
		if (this.known >= MINIMUM && 2 * Long.bitCount(this.failures) >= this.known) {
			this.pause = FIRST_PAUSE;
			open();
			return Change.OPENED;
		}
		return Change.NONE;
	}

	/**
	 * Give a permit back that says nothing, as the call was given up.
	 */
	synchronized void release(Permit permit) {
		if (permit.era() == this.era) {
			this.trying = false;
		}
	}

	private void open() {
		this.open = true;
		this.trying = false;
		this.until = this.nanoClock.getAsLong() + this.pause;
		this.era++;
	}

	private void close() {
		this.open = false;
		this.trying = false;
		this.failures = 0;
		this.known = 0;
		this.era++;
	}

	synchronized boolean isOpen() {
		return this.open;
	}

	/**
	 * The right to make one call.
	 *
	 * @param era the time between two changes in which it was given
	 */
	record Permit(int era) {

	}

	/**
	 * What the outcome of a call has changed.
	 */
	enum Change {

		NONE, OPENED, CLOSED

	}

}
