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

package io.pushgate.transport.websocket.tomcat;

import java.util.concurrent.Executor;

import io.pushgate.transport.websocket.Completions;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketProcessorBase;

/**
 * An endpoint that lets a thread that writes to a WebSocket take note of the completion
 * itself. Tomcat reports each completion of an asynchronous send by a task for the
 * connector's executor, also where the frame has gone out before the send returned, which
 * is nearly always: a broadcast to 10,000 would wake threads 10,000 times.
 *
 * <p>
 * For everybody else, the executor is the one that it always was, with its threads, its
 * metrics and its shutdown.
 */
final class PushNioEndpoint extends NioEndpoint {

	@Override
	public Executor getExecutor() {
		Executor executor = super.getExecutor();
		Executor completions = Completions.current();
		if (completions == null || executor == null) {
			return executor;
		}
		return (task) -> {
			// Those read, and may take long.
			boolean reads = task instanceof SocketProcessorBase<?>;
			(reads ? executor : completions).execute(task);
		};
	}

}
