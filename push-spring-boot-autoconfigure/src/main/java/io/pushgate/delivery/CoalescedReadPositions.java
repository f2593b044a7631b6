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
import org.jspecify.annotations.Nullable;

/**
 * Tells other devices how far one has read, a few times a second at most for each
 * conversation: a page that tells it for every line that scrolls by costs a message on
 * the bus and a frame for each other device. Thread-safe.
 *
 * <p>
 * Invariant: the first position is told at once, and so is, at the end of a pause, the
 * furthest of those that came meanwhile. So the last one that is told is the furthest,
 * and it is told a pause late at most.
 *
 * @since 0.1.0
 */
public final class CoalescedReadPositions implements ReadPositions {

	private static final long PAUSE_MILLIS = 250;

	private final ReadPositions target;

	private final Executor afterPause;

	// By what is paused; the value is what is to be told after the pause.
	private final Map<Reading, Waiting> paused = new ConcurrentHashMap<>();

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
		Waiting none = new Waiting(null);
		Waiting waiting = this.paused.compute(reading, (key, current) -> {
			if (current == null) {
				return none;
			}
			ServerFrame.Read held = current.position();
			return (held == null || held.until() < position.until()) ? new Waiting(position) : current;
		});
		if (waiting == none) {
			tell(reading, position);
		}
	}

	private void tell(Reading reading, ServerFrame.Read position) {
		this.target.tellOthers(reading.user(), reading.device(), position);
		this.afterPause.execute(() -> {
			ServerFrame.Read[] held = new ServerFrame.Read[1];
			this.paused.computeIfPresent(reading, (key, waiting) -> {
				held[0] = waiting.position();
				return (held[0] != null) ? new Waiting(null) : null;
			});
			if (held[0] != null) {
				tell(reading, held[0]);
			}
		});
	}

	private record Reading(UserKey user, String device, String namespace, String conversation) {
	}

	private record Waiting(ServerFrame.@Nullable Read position) {
	}

}
