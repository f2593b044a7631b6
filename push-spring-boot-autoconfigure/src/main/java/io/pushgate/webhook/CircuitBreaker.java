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
 * Closed, it lets every call pass and remembers the last {@value #WINDOW} outcomes. It
 * opens when at least {@value #MINIMUM} are known and half of them say that nobody is
 * there; and when none of the last {@value #WINDOW} was answered. Calls that were merely
 * slow count for the latter only, as strangers can choose what is slow: as long as others
 * are answered, they keep nobody away.
 *
 * <p>
 * Open, it lets nobody pass for a second. Then {@value #TRIALS} calls at a time are let
 * through to try. If one is answered, the breaker closes and knows of no failure; if all
 * fail, the pause is twice as long, up to half a minute. What was begun before the
 * breaker opened or closed says nothing any more.
 */
final class CircuitBreaker {

	private static final int WINDOW = 20;

	private static final int MINIMUM = 10;

	private static final int TRIALS = 3;

	private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

	private final LongSupplier nanoClock;

	// Everything below is guarded by this object's monitor.

	// Bits of the last outcomes, the latest in the lowest one.

	private long away;

	private long answered;

	private int known;

	private boolean open;

	// Calls that have begun to try since the pause, and those of them that are under way.

	private int begun;

	private int trials;

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
			if (this.begun == TRIALS || this.nanoClock.getAsLong() - this.until < 0) {
				return null;
			}
			this.begun++;
			this.trials++;
		}
		return new Permit(this.era);
	}

	/**
	 * Tell what became of a call.
	 * @return what that has changed
	 */
	synchronized Change report(Permit permit, Outcome outcome) {
		if (permit.era() != this.era) {
			return Change.NONE;
		}
		if (this.open) {
			if (outcome == Outcome.ANSWERED) {
				close();
				return Change.CLOSED;
			}
			this.trials--;
			if (this.trials > 0) {
				// Another one may be answered.
				return Change.NONE;
			}
			this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
			open();
			return Change.NONE;
		}
		this.away = shift(this.away, outcome == Outcome.AWAY);
		this.answered = shift(this.answered, outcome == Outcome.ANSWERED);
		this.known = Math.min(this.known + 1, WINDOW);
		boolean gone = this.known >= MINIMUM && 2 * Long.bitCount(this.away) >= this.known;
		if (gone || (this.known == WINDOW && this.answered == 0)) {
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
		if (permit.era() == this.era && this.open) {
			this.begun--;
			this.trials--;
		}
	}

	private static long shift(long outcomes, boolean latest) {
		return ((outcomes << 1) | (latest ? 1 : 0)) & ((1L << WINDOW) - 1);
	}

	private void open() {
		this.open = true;
		this.begun = 0;
		this.trials = 0;
		this.until = this.nanoClock.getAsLong() + this.pause;
		this.era++;
	}

	private void close() {
		this.open = false;
		this.begun = 0;
		this.trials = 0;
		this.away = 0;
		this.answered = 0;
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
	 * What became of a call.
	 */
	enum Outcome {

		/** There is an answer, whatever it says. */
		ANSWERED,

		/** There was no answer in time. */
		SLOW,

		/** Nobody is there who could answer. */
		AWAY

	}

	/**
	 * What the outcome of a call has changed.
	 */
	enum Change {

		NONE, OPENED, CLOSED

	}

}
