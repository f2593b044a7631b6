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

package io.pushgate.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The threads of one namespace: a few of the platform's that come and go with the work,
 * or virtual ones. Whoever uses them sees to it that there are not too many tasks.
 */
final class WorkerThreads implements Executor {

	private static final long IDLE_SECONDS = 60;

	private final Executor executor;

	private final Runnable stop;

	private WorkerThreads(Executor executor, Runnable stop) {
		this.executor = executor;
		this.stop = stop;
	}

	static WorkerThreads platform(String prefix, int threads, @Nullable ClassLoader classLoader) {
		AtomicInteger number = new AtomicInteger();
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, prefix + number.incrementAndGet());
					thread.setDaemon(true);
					// Not that of the thread that happens to be the first to need this
					// one.
					thread.setContextClassLoader(classLoader);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return new WorkerThreads(executor, executor::shutdownNow);
	}

	static WorkerThreads virtual(String prefix) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
		executor.setVirtualThreads(true);
		executor.setCancelRemainingTasksOnClose(true);
		return new WorkerThreads(executor, executor::close);
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	/**
	 * Interrupt what is running, and run nothing any more.
	 */
	void stop() {
		this.stop.run();
	}

}
