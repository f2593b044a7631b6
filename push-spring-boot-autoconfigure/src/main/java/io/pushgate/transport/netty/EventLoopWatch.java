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

package io.pushgate.transport.netty;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;

/**
 * Tells how busy event loops are: how late each runs what is due once a second, and how
 * many tasks wait in its queue. A loop that is late keeps all of its connections waiting.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class EventLoopWatch {

	private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

	private volatile List<Loop> loops = List.of();

	void start(EventLoopGroup group) {
		this.loops = StreamSupport.stream(group.spliterator(), false).map(Loop::new).toList();
		this.loops.forEach(Loop::start);
	}

	void stop() {
		this.loops = List.of();
	}

	/**
	 * Return how late a loop is: the delay of its last task that was due, or of the next
	 * one where that is late already.
	 * @param loop the number of the loop, from 0
	 * @return the delay in seconds, or {@code NaN} if there is no such loop now
	 */
	public double lag(int loop) {
		List<Loop> loops = this.loops;
		return (loop < loops.size()) ? loops.get(loop).lag() : Double.NaN;
	}

	/**
	 * Return how many tasks wait in the queue of a loop.
	 * @param loop the number of the loop, from 0
	 * @return the number, or {@code NaN} if there is no such loop now
	 */
	public double pendingTasks(int loop) {
		List<Loop> loops = this.loops;
		return (loop < loops.size()) ? loops.get(loop).pendingTasks() : Double.NaN;
	}

	private static final class Loop {

		private final EventExecutor executor;

		private final AtomicLong dueAt = new AtomicLong();

		private volatile long late;

		Loop(EventExecutor executor) {
			this.executor = executor;
		}

		void start() {
			this.dueAt.set(System.nanoTime() + PERIOD);
			this.executor.scheduleWithFixedDelay(this::tick, PERIOD, PERIOD, TimeUnit.NANOSECONDS);
		}

		private void tick() {
			long now = System.nanoTime();
			this.late = Math.max(0, now - this.dueAt.getAndSet(now + PERIOD));
		}

		double lag() {
			return Math.max(this.late, System.nanoTime() - this.dueAt.get()) / 1e9;
		}

		double pendingTasks() {
			return (this.executor instanceof SingleThreadEventExecutor single) ? single.pendingTasks() : Double.NaN;
		}

	}

}
