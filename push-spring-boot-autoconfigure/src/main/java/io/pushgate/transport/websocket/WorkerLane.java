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

package io.pushgate.transport.websocket;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.pushgate.transport.Lane;
import org.jspecify.annotations.Nullable;

/**
 * A lane of the servlet transport, which has no event loops: one thread of our own.
 * Writing there is non-blocking, so a client that stops reading holds none of them.
 */
final class WorkerLane implements Lane {

	private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

	private final ExecutorService executor;

	private volatile @Nullable Thread current;

	WorkerLane(int index) {
		this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, this.tasks, (task) -> {
			Thread thread = new Thread(task, "push-lane-" + index);
			thread.setDaemon(true);
			this.current = thread;
			return thread;
		});
	}

	@Override
	public boolean isCurrent() {
		return Thread.currentThread() == this.current;
	}

	@Override
	public int backlog() {
		return this.tasks.size();
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Stopped: the container closes the connections, nobody is left to write to.
		}
	}

	void stop() {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(1, TimeUnit.SECONDS)) {
				this.executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
