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

package io.pushgate.listener.cluster;

import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.cluster.RetryingPublisher;
import io.pushgate.message.PushTarget;
import io.pushgate.session.GroupAuthorizer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells gateways who may join a group, as the {@link GroupAuthorizer} of this application
 * has it. It may ask a database, so threads of its own ask it, as many as where the
 * application holds the connections itself; what waits is bounded. Thread-safe.
 *
 * @since 0.1.0
 */
public final class GroupAuthorizationReceiver implements ClusterMessageHandler, AutoCloseable {

	private static final Log logger = LogFactory.getLog(GroupAuthorizationReceiver.class);

	private static final int THREADS = 8;

	private static final int MAX_WAITING = 10_000;

	private static final long LOG_PERIOD = TimeUnit.SECONDS.toNanos(30);

	private final RetryingPublisher answers;

	private final GroupAuthorizer authorizer;

	private final ThreadPoolExecutor executor;

	private final AtomicLong lastError = new AtomicLong(System.nanoTime() - LOG_PERIOD);

	/**
	 * Create a receiver, and listen. Its threads start when they are needed.
	 * @param bus carries questions and answers
	 * @param authorizer knows the answers
	 */
	public GroupAuthorizationReceiver(ClusterBus bus, GroupAuthorizer authorizer) {
		this.answers = new RetryingPublisher(bus, "Answers to the question who may join groups");
		this.authorizer = authorizer;
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), (task) -> {
					Thread thread = new Thread(task, "push-groups");
					thread.setDaemon(true);
					return thread;
				});
		this.executor.allowCoreThreadTimeOut(true);
		bus.addHandler(this);
	}

	@Override
	public void handle(ClusterEnvelope envelope) {
		if (envelope.message().operation().equals(Operation.MAY_JOIN)
				&& envelope.message().target() instanceof PushTarget.Groups groups) {
			try {
				this.executor.execute(() -> answer(envelope, verdict(envelope.message(), groups.groups().get(0))));
			}
			catch (RejectedExecutionException ex) {
				answer(envelope, ClusterGroupAuthorizer.UNKNOWN);
			}
		}
	}

	private String verdict(ClusterMessage question, String group) {
		try {
			return this.authorizer.mayJoin(UplinkMessages.session(question), group) ? ClusterGroupAuthorizer.YES
					: ClusterGroupAuthorizer.NO;
		}
		catch (Throwable ex) {
			long now = System.nanoTime();
			long last = this.lastError.get();
			// Not for each of the clients that come back all the time while it lasts.
			if (now - last >= LOG_PERIOD && this.lastError.compareAndSet(last, now)) {
				logger.error("The GroupAuthorizer failed, so clients cannot join groups and are told 'unavailable'. "
						+ "It should return whether a client may join", ex);
			}
			return ClusterGroupAuthorizer.UNKNOWN;
		}
	}

	private void answer(ClusterEnvelope question, String verdict) {
		String call = question.message().headers().getOrDefault(UplinkMessages.CALL, "");
		this.answers.publish(ClusterDestination.node(question.publisher()),
				ClusterMessage.of(Operation.MAY_JOIN_ANSWER)
					.tenant(question.message().tenant())
					.headers(Map.of(UplinkMessages.CALL, call, ClusterGroupAuthorizer.VERDICT, verdict))
					.build(),
				ClusterGroupAuthorizer.PATIENCE);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
