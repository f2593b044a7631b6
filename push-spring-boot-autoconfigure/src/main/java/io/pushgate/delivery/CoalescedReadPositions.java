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

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.ServerFrame;

/**
 * Tells other devices how far one has read, a few times a second at most for each
 * conversation: a page that tells it for every line that scrolls by costs a message on
 * the bus and a frame for each other device. Thread-safe.
 *
 * <p>
 * Invariant: the first position is told at once, and at the end of a pause the furthest
 * of those that came meanwhile, if it is not behind. So the last one that is told is the
 * furthest, and it is told a pause late at most.
 *
 * @since 0.1.0
 */
public final class CoalescedReadPositions implements ReadPositions {

	private static final long PAUSE_MILLIS = 250;

	private final ReadPositions target;

	private final Executor afterPause;

	// By what is paused; the value is the furthest position, and whether it was told.
	private final Map<Reading, Furthest> paused = new ConcurrentHashMap<>();

	/**
	 * Create positions.
	 * @param target tells the devices
	 */
	public CoalescedReadPositions(ReadPositions target) {
		this(target, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
	}

	CoalescedReadPositions(ReadPositions target, Executor afterPause) {
		this.target = target;
		this.afterPause = afterPause;
	}

	@Override
	public void tellOthers(UserKey user, String device, ServerFrame.Read position) {
		Reading reading = new Reading(user, device, position.namespace(), position.conversation());
		Furthest first = new Furthest(position, true);
		Furthest furthest = this.paused.compute(reading, (key, current) -> {
			if (current == null) {
				return first;
			}
			// The same again is told again, as it would be without a pause.
			return (current.position().until() <= position.until()) ? new Furthest(position, false) : current;
		});
		if (furthest == first) {
			tell(reading, position);
		}
	}

	private void tell(Reading reading, ServerFrame.Read position) {
		try {
			this.target.tellOthers(reading.user(), reading.device(), position);
		}
		finally {
			this.afterPause.execute(() -> endPause(reading));
		}
	}

	private void endPause(Reading reading) {
		Furthest furthest = this.paused.computeIfPresent(reading,
				(key, current) -> current.told() ? null : new Furthest(current.position(), true));
		if (furthest != null) {
			tell(reading, furthest.position());
		}
	}

	private record Reading(UserKey user, String device, String namespace, String conversation) {
	}

	private record Furthest(ServerFrame.Read position, boolean told) {
	}

}
