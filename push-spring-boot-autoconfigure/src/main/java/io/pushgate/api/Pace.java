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

package io.pushgate.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.pushgate.transport.Lane;

/**
 * Keeps callers from pushing faster than the lanes write: where these have fallen behind,
 * a push is answered only when they have come to what was queued before the answer. So a
 * caller that waits for its answers is as fast as the sockets, and what is queued is
 * bounded by the calls under way. A client that does not read does not count: a lane that
 * has tried to write to it is done with it.
 */
final class Pace {

	/**
	 * How many tasks may wait for a lane before answers do: some ten milliseconds.
	 */
	static final int MAX_BACKLOG = 1000;

	private final Supplier<Collection<Lane>> lanes;

	Pace(Supplier<Collection<Lane>> lanes) {
		this.lanes = lanes;
	}

	<T> CompletionStage<T> hold(T answer) {
		List<Lane> behind = null;
		for (Lane lane : this.lanes.get()) {
			if (lane.backlog() > MAX_BACKLOG) {
				behind = (behind != null) ? behind : new ArrayList<>();
				behind.add(lane);
			}
		}
		return (behind != null) ? waitFor(behind, answer) : CompletableFuture.completedFuture(answer);
	}

	private static <T> CompletionStage<T> waitFor(List<Lane> lanes, T answer) {
		CompletableFuture<T> held = new CompletableFuture<>();
		AtomicInteger left = new AtomicInteger(lanes.size());
		for (Lane lane : lanes) {
			lane.execute(() -> {
				if (left.decrementAndGet() == 0) {
					// Answers are not written by a lane.
					held.completeAsync(() -> answer);
				}
			});
		}
		return held;
	}

}
