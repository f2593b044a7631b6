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

package io.pushgate.session;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.message.UserKey;
import io.pushgate.transport.CloseReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes sessions' lives as application events, one after the other on one thread.
 *
 * @since 0.1.0
 */
public final class SessionEventPublisher implements SessionListener, AutoCloseable {

	private static final Log logger = LogFactory.getLog(SessionEventPublisher.class);

	private static final int BACKLOG = 10_000;

	private final ApplicationEventPublisher publisher;

	private final ThreadPoolExecutor executor;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create a publisher and start its thread.
	 * @param publisher where to publish
	 */
	public SessionEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "push-events");
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
	}

	@Override
	public void opened(PushSession session) {
		publish(new PushConnectedEvent(session));
	}

	@Override
	public void closed(PushSession session, CloseReason reason) {
		publish(new PushDisconnectedEvent(session, reason));
	}

	@Override
	public void online(UserKey user, long session, long generation) {
		publish(new PushUserOnlineEvent(user.tenant(), user.user(), Long.toString(session), generation));
	}

	@Override
	public void offline(UserKey user, long session, long generation) {
		publish(new PushUserOfflineEvent(user.tenant(), user.user(), Long.toString(session), generation));
	}

	private void publish(Object event) {
		if (this.executor.getQueue().size() > BACKLOG) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("More than " + BACKLOG + " connection events wait for their listeners. "
						+ "Make the listeners of Push*Event faster, or let them hand over to a thread of their own");
			}
		}
		else {
			this.warned.set(false);
		}
		this.executor.execute(() -> {
			try {
				this.publisher.publishEvent(event);
			}
			catch (Exception ex) {
				logger.error("A listener of " + event.getClass().getSimpleName() + " failed", ex);
			}
		});
	}

	/**
	 * Publish what is left, for at most a second, and stop.
	 */
	@Override
	public void close() {
		this.executor.shutdown();
		try {
			this.executor.awaitTermination(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
