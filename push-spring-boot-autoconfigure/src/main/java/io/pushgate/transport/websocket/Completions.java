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

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What a container wants to have run by another thread while a connection writes: the
 * report that the write has been completed. It is kept here and run by the thread that
 * writes, once the container's send method has returned. So the stack does not grow with
 * every frame, which is why a container asks for another thread, and yet none has to be
 * woken for each frame.
 *
 * <p>
 * A container joins in by asking {@link #current()} before it hands a task to its own
 * threads. One that does not works as well, but slower.
 *
 * <p>
 * One object for each thread that writes; not to be handed to another one.
 *
 * @since 0.1.0
 */
public final class Completions implements Executor {

	private static final ThreadLocal<@Nullable Completions> CURRENT = new ThreadLocal<>();

	private final ArrayDeque<Runnable> tasks = new ArrayDeque<>(2);

	private boolean writing;

	private Completions() {
	}

	/**
	 * Return who runs what the calling thread wants to have run because it writes.
	 * @return the calling thread, a little later, or {@code null} if it does not write to
	 * a connection
	 */
	public static @Nullable Executor current() {
		Completions current = CURRENT.get();
		return (current != null && current.writing) ? current : null;
	}

	/**
	 * Run something that may write, and then what that has left to be run.
	 * @param write what writes
	 */
	static void collect(Runnable write) {
		Completions completions = CURRENT.get();
		if (completions == null) {
			completions = new Completions();
			CURRENT.set(completions);
		}
		if (completions.writing) {
			write.run();
		}
		else {
			completions.run(write);
		}
	}

	private void run(Runnable write) {
		this.writing = true;
		try {
			// The completion of one part of a long message starts with the next part.
			for (Runnable task = write; task != null; task = this.tasks.poll()) {
				task.run();
			}
		}
		finally {
			this.writing = false;
			this.tasks.clear();
		}
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

}
