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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Those who wait for something to be written, but for a second at most. On the
 * directory's thread only.
 */
final class Acknowledgements {

	private static final long TICK_MILLIS = 100;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private final DirectoryLoop loop;

	private final Deque<Waiting> waiting = new ArrayDeque<>();

	Acknowledgements(DirectoryLoop loop) {
		this.loop = loop;
	}

	void start() {
		this.loop.schedule(this::start, TICK_MILLIS);
		long now = System.nanoTime();
		Waiting first = this.waiting.peek();
		while (first != null && (first.future().isDone() || now - first.deadline() >= 0)) {
			this.waiting.remove();
			first.expire().run();
			first = this.waiting.peek();
		}
	}

	/**
	 * Do something soon, unless a future is done by then.
	 */
	void bound(CompletableFuture<?> future, Runnable expire) {
		this.waiting.add(new Waiting(System.nanoTime() + PATIENCE, future, expire));
	}

	void close() {
		this.waiting.forEach((one) -> one.expire().run());
		this.waiting.clear();
	}

	/**
	 * Somebody who waits.
	 *
	 * @param deadline until when, in nanoseconds
	 * @param future what is waited for
	 * @param expire done then, if nothing has come
	 */
	private record Waiting(long deadline, CompletableFuture<?> future, Runnable expire) {

	}

}
