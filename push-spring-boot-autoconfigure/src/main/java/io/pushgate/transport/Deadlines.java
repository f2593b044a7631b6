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

package io.pushgate.transport;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Things that must be over some time after they have begun. The time is the same for all
 * of them, so they expire in the order in which they are added: one queue and one look at
 * its head replace a timer for each. What is over in time stays in the queue until its
 * time has come. Thread-safe.
 *
 * @param <T> the type of the things
 * @since 0.1.0
 */
public final class Deadlines<T> {

	private final long timeout;

	private final ConcurrentLinkedQueue<Deadline<T>> queue = new ConcurrentLinkedQueue<>();

	/**
	 * Create an empty queue.
	 * @param timeout the time that each thing has
	 */
	public Deadlines(Duration timeout) {
		this.timeout = timeout.toNanos();
	}

	/**
	 * Add a thing that begins now.
	 * @param thing the thing
	 */
	public void add(T thing) {
		this.queue.add(new Deadline<>(thing, System.nanoTime() + this.timeout));
	}

	/**
	 * Take out what has had its time.
	 * @param action what to do with each of them
	 */
	public synchronized void expire(Consumer<T> action) {
		long now = System.nanoTime();
		for (Deadline<T> first = this.queue.peek(); first != null && first.at() - now <= 0; first = this.queue.peek()) {
			this.queue.poll();
			action.accept(first.thing());
		}
	}

	/**
	 * Take out everything, whatever time is left.
	 * @param action what to do with each thing
	 */
	public synchronized void expireAll(Consumer<T> action) {
		for (Deadline<T> first = this.queue.poll(); first != null; first = this.queue.poll()) {
			action.accept(first.thing());
		}
	}

	private record Deadline<T>(T thing, long at) {

	}

}
