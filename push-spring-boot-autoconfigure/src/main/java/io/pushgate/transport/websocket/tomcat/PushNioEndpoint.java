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

import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;

import io.pushgate.transport.websocket.Completions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketProcessorBase;
import org.apache.tomcat.util.threads.LimitLatch;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint for HTTP, with two things made otherwise for WebSockets.
 *
 * <p>
 * A thread that writes to a WebSocket takes note of the completion itself. Tomcat reports
 * each completion of an asynchronous send by a task for the connector's executor, also
 * where the frame has gone out before the send returned, which is nearly always: a
 * broadcast to 10,000 would wake threads 10,000 times.
 *
 * <p>
 * For everybody else, the executor is the one that it always was, with its threads, its
 * metrics and its shutdown.
 *
 * <p>
 * No connection waits unanswered: WebSockets count in {@code maxConnections}, over which
 * Tomcat accepts nothing until a connection ends, and theirs do not. As many more as
 * {@code acceptCount} says, which would have waited, are accepted and answered (see
 * {@link ConnectionLimitValve}); one over that is closed at once.
 */
final class PushNioEndpoint extends NioEndpoint {

	private static final Log logger = LogFactory.getLog(PushNioEndpoint.class);

	// Whether it has been told that connections are refused. Only touched by the
	// acceptor.
	private boolean told;

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

	@Override
	public void setMaxConnections(int maxConnections) {
		super.setMaxConnections(maxConnections);
		if (maxConnections > 0) {
			initializeConnectionLatch();
		}
	}

	@Override
	protected @Nullable LimitLatch initializeConnectionLatch() {
		LimitLatch latch = super.initializeConnectionLatch();
		if (latch != null) {
			// One more, for the acceptor to take the connection that it refuses.
			latch.setLimit(mostConnections() + 1);
		}
		return latch;
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		// The count is -1 where it is not limited.
		if (getConnectionCount() > mostConnections()) {
			tell();
			destroySocket(socket);
			return false;
		}
		this.told = false;
		return super.setSocketOptions(socket);
	}

	private long mostConnections() {
		return (long) getMaxConnections() + Math.max(0, getAcceptCount());
	}

	private void tell() {
		if (!this.told) {
			this.told = true;
			logger.warn("Connections are refused, as there are already " + mostConnections()
					+ ". Set 'server.tomcat.max-connections' to what is expected, WebSockets included, or "
					+ "'push.session.max-per-node' below it");
		}
	}

}
