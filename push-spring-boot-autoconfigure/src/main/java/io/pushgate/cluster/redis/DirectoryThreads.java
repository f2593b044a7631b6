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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The threads of the directory, all of them daemons. Thread-safe.
 */
final class DirectoryThreads {

	private static final Log logger = LogFactory.getLog(DirectoryThreads.class);

	private static final int HELPERS = 4;

	private static final long IDLE_SECONDS = 10;

	private final DirectoryLoop loop = new DirectoryLoop("push-directory");

	private final ExecutorService helpers = daemons("push-directory-helper", HELPERS);

	private final ExecutorService answers = daemons("push-directory-answers", 1);

	private static ExecutorService daemons(String name, int threads) {
		AtomicInteger count = new AtomicInteger();
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Return the thread that does one thing after the other, and waits for none.
	 */
	DirectoryLoop loop() {
		return this.loop;
	}

	/**
	 * Connect, look after servers, walk over sources: do something that takes its time.
	 */
	void help(Runnable task) {
		try {
			this.helpers.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Stopped.
		}
	}

	/**
	 * Return where others do what they do once they have been answered, which may take
	 * its time.
	 */
	Executor answers() {
		return this::answer;
	}

	private void answer(Runnable task) {
		try {
			this.answers.execute(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

	<T> void complete(CompletableFuture<T> future, T result) {
		if (!future.isDone()) {
			answer(() -> future.complete(result));
		}
	}

	void close() {
		this.loop.close();
		this.helpers.shutdown();
		this.answers.shutdown();
	}

	/**
	 * Wait until nothing is told to Redis any more.
	 * @param seconds how long at most
	 */
	void awaitEnd(long seconds) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		try {
			if (!this.loop.awaitEnd(end - System.nanoTime())
					|| !this.helpers.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				logger.debug("The threads of the directory could not be ended in time");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
