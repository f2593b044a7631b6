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

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * A lane that does nothing by itself: the test runs its tasks.
 */
public final class ManualLane implements Lane {

	private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

	@Override
	public synchronized void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public boolean isCurrent() {
		return false;
	}

	@Override
	public int backlog() {
		return waiting();
	}

	/**
	 * Run the first task that waits.
	 * @return whether there was one
	 */
	public boolean runOne() {
		Runnable task = poll();
		if (task == null) {
			return false;
		}
		task.run();
		return true;
	}

	/**
	 * Run tasks until none waits.
	 */
	public void runAll() {
		while (runOne()) {
			continue;
		}
	}

	public synchronized int waiting() {
		return this.tasks.size();
	}

	private synchronized @Nullable Runnable poll() {
		return this.tasks.poll();
	}

}
