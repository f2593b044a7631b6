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

package io.pushgate.cluster;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs actions one after the other in the order in which they were added, each as soon as
 * what it waits for is there. Thread-safe, without a lock: whoever makes the first one
 * ready runs it, and those behind it that are ready as well.
 *
 * <p>
 * Invariants: no two actions run at the same time; an action runs after all that were
 * added before it; all that are ready, and behind none that is not, have run when nobody
 * is in here.
 */
public final class OrderedActions {

	private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

	// How often somebody has asked to run what is ready, since somebody does so.
	private final AtomicInteger wishes = new AtomicInteger();

	/**
	 * Add an action, which must not throw.
	 * @param condition when it may run: also when this fails
	 * @param action the action
	 */
	public void add(CompletableFuture<?> condition, Runnable action) {
		this.queue.add(new Waiting(condition, action));
		condition.whenComplete((result, failure) -> run());
	}

	private void run() {
		if (this.wishes.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		while (seen != 0) {
			Waiting first = this.queue.peek();
			while (first != null && first.condition.isDone()) {
				this.queue.poll();
				first.action.run();
				first = this.queue.peek();
			}
			seen = this.wishes.addAndGet(-seen);
		}
	}

	private record Waiting(CompletableFuture<?> condition, Runnable action) {

	}

}
