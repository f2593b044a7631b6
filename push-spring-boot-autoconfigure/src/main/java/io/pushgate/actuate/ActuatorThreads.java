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

package io.pushgate.actuate;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that {@link ActuatorPage}s are shown by: none of them serves clients or the
 * HTTP push API. They are divided into bulkheads, each with a few threads and a bounded
 * queue of its own, so that a page that hangs holds up no page of another bulkhead.
 * Threads end where they have nothing to do. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ActuatorThreads implements AutoCloseable {

	static final int THREADS = 2;

	static final int QUEUE = 64;

	private static final long IDLE_SECONDS = 30;

	private final Map<String, ThreadPoolExecutor> bulkheads = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Run a task, now or when a thread is free.
	 * @param bulkhead the name of the bulkhead
	 * @param task the task
	 * @param refusal run instead where the queue of that bulkhead is full, and where the
	 * task still waits in it when the threads are closed
	 */
	void execute(String bulkhead, Runnable task, Runnable refusal) {
		try {
			this.bulkheads.computeIfAbsent(bulkhead, ActuatorThreads::executor).execute(new Task(task, refusal));
		}
		catch (RejectedExecutionException ex) {
			refusal.run();
		}
		if (this.closed) {
			close();
		}
	}

	private static ThreadPoolExecutor executor(String bulkhead) {
		AtomicInteger number = new AtomicInteger();
		ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(QUEUE), (task) -> {
					Thread thread = new Thread(task, "push-actuator-" + bulkhead + "-" + number.getAndIncrement());
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Interrupt what is running, and run nothing any more.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.bulkheads.values()
			.forEach((executor) -> executor.shutdownNow().forEach((task) -> ((Task) task).refusal().run()));
	}

	private record Task(Runnable task, Runnable refusal) implements Runnable {

		@Override
		public void run() {
			this.task.run();
		}

	}

}
