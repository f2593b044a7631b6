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

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.pushgate.transport.Lane;

/**
 * The lane of an event loop. Two are equal if their event loops are the same.
 *
 * <p>
 * An event loop runs whatever tasks there are, for up to a second, before it looks at its
 * sockets again. Long work that goes on as one task after the other would so keep what
 * clients send waiting until its end. So a task that the event loop gives itself takes
 * the way of those that are due at a time: they are collected once in each turn, after
 * the sockets.
 *
 * @param eventLoop the event loop
 */
record EventLoopLane(EventLoop eventLoop) implements Lane {

	@Override
	public boolean isCurrent() {
		return this.eventLoop.inEventLoop();
	}

	@Override
	public int backlog() {
		return (this.eventLoop instanceof SingleThreadEventExecutor executor) ? executor.pendingTasks() : 0;
	}

	@Override
	public void execute(Runnable task) {
		if (this.eventLoop.isShuttingDown()) {
			return;
		}
		if (this.eventLoop.inEventLoop()) {
			this.eventLoop.schedule(task, 0, TimeUnit.NANOSECONDS);
		}
		else {
			this.eventLoop.execute(task);
		}
	}

}
