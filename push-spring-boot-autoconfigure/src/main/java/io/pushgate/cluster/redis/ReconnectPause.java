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

package io.pushgate.cluster.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.lettuce.core.resource.Delay;

/**
 * The pauses between the attempts of one connection to come back, which double up to two
 * seconds, each less a random part of up to a half. Lettuce counts attempts from the
 * start again as soon as a socket is open, so where Redis accepts connections and refuses
 * their handshakes, as it does with a wrong password, its own delays never grow. Here
 * they begin anew once a connection has lasted. Thread-safe.
 */
final class ReconnectPause extends Delay {

	private static final long FIRST_MILLIS = 50;

	private static final long LONGEST_MILLIS = 2000;

	// Longer than a pause with the attempt and its handshake.
	private static final long LASTED = TimeUnit.SECONDS.toNanos(10);

	private final LongSupplier clock;

	// Guarded by this object's monitor, as below.
	private long pause = FIRST_MILLIS;

	private long askedAt;

	ReconnectPause() {
		this(System::nanoTime);
	}

	ReconnectPause(LongSupplier clock) {
		this.clock = clock;
		this.askedAt = clock.getAsLong();
	}

	@Override
	public synchronized Duration createDelay(long attempt) {
		long now = this.clock.getAsLong();
		this.pause = (now - this.askedAt > LASTED) ? FIRST_MILLIS : Math.min(2 * this.pause, LONGEST_MILLIS);
		this.askedAt = now;
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(this.pause / 2, this.pause + 1));
	}

}
