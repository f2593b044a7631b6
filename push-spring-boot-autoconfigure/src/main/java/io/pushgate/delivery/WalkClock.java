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

package io.pushgate.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Tells when something was written. During a walk over the sessions of a lane, very many
 * writes follow each other with nothing in between: then the clock is read for every
 * {@value #WRITES_PER_READING}th only, as reading it is what costs most about counting
 * one. Elsewhere it is read each time. Thread-safe.
 */
final class WalkClock {

	static final int WRITES_PER_READING = 16;

	private final ThreadLocal<@Nullable Walk> current = new ThreadLocal<>();

	/**
	 * Return the time, as by {@link System#nanoTime()}.
	 */
	long now() {
		Walk walk = this.current.get();
		return (walk != null) ? walk.now() : System.nanoTime();
	}

	/**
	 * Return a walk that a lane can make again and again.
	 */
	Walk newWalk() {
		return new Walk();
	}

	/**
	 * A walk, made by one thread at a time.
	 */
	final class Walk {

		private long reading;

		private int left;

		private Walk() {
		}

		void begin() {
			this.left = 0;
			WalkClock.this.current.set(this);
		}

		void end() {
			WalkClock.this.current.remove();
		}

		private long now() {
			if (this.left == 0) {
				this.reading = System.nanoTime();
				this.left = WRITES_PER_READING;
			}
			this.left--;
			return this.reading;
		}

	}

}
