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

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.pushgate.cluster.BusListener;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.cluster.RetryingPublisher;
import io.pushgate.listener.ListenerDispatcher;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkError;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Takes what gateways forward, has it handled by the listeners of this application, and
 * sends the answers back. Says every second what this application handles. Thread-safe.
 *
 * <p>
 * A request that is repeated, through whatever gateway, is handled once by this instance.
 *
 * @since 0.1.0
 */
public final class UplinkReceiver implements ClusterMessageHandler, SmartLifecycle {

	/**
	 * Starts when the listeners can work, and stops before they do.
	 */
	private static final int PHASE = ListenerDispatcher.PHASE + 1;

	private static final Log logger = LogFactory.getLog(UplinkReceiver.class);

	private static final UplinkAnswer TOO_LARGE = new UplinkAnswer.Failure(UplinkError.TOO_LARGE,
			"The request was handled, but its reply is larger than the bus of the cluster takes");

	// An answer that comes later finds nobody who waits.
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ClusterBus bus;

	private final RetryingPublisher answers;

	private final Uplink uplink;

	private final String application;

	private final Supplier<Set<String>> namespaces;

	private final boolean authorizing;

	// Under which announcements and the farewell are published, so that it is the last.
	private final Object announcing = new Object();

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	/**
	 * Create a receiver.
	 * @param bus carries requests and answers
	 * @param uplink has requests handled
	 * @param application the name of the application, which all of its instances share
	 * @param namespaces what it handles
	 * @param authorizing whether it says who may join groups
	 */
	public UplinkReceiver(ClusterBus bus, Uplink uplink, String application, Supplier<Set<String>> namespaces,
			boolean authorizing) {
		this.bus = bus;
		this.answers = new RetryingPublisher(bus, "Answers to requests of clients");
		this.uplink = uplink;
		this.application = application;
		this.namespaces = namespaces;
		this.authorizing = authorizing;
		bus.addHandler(this);
		bus.addListener(new BusListener() {

			@Override
			public void stateChanged(BusState state) {
				if (state == BusState.READY && isRunning()) {
					announce();
				}
			}

		});
	}

	@Override
	public void handle(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		if (message.operation().equals(Operation.WHO_SERVES)) {
			announce(ClusterDestination.node(envelope.publisher()));
		}
		else if (message.operation().equals(Operation.UPLINK)) {
			this.uplink.handle(UplinkMessages.request(message), (answer) -> answer(envelope, answer));
		}
	}

	private void answer(ClusterEnvelope request, UplinkAnswer answer) {
		if (UplinkMessages.isAnswerWanted(request.message())) {
			this.answers
				.publish(ClusterDestination.node(request.publisher()), UplinkMessages.answer(request.message(), answer),
						PATIENCE)
				.exceptionally((failure) -> {
					if (answer != TOO_LARGE && UplinkMessages.isTooLarge(failure)) {
						answer(request, TOO_LARGE);
					}
					return null;
				});
		}
	}

	private ClusterMessage announcement() {
		return ServingInstances.announcement(this.application, this.namespaces.get(), this.authorizing);
	}

	private void announce() {
		announce(ClusterDestination.all());
	}

	/**
	 * Tell what is handled here, once requests can be heard. Where this is lost, it is
	 * told again, a beat later.
	 */
	private void announce(ClusterDestination destination) {
		try {
			synchronized (this.announcing) {
				if (isRunning() && this.bus.state() == BusState.READY) {
					this.bus.publish(destination, announcement());
				}
			}
		}
		catch (RuntimeException ex) {
			logger.error("The gateways could not be told what this application handles", ex);
		}
	}

	@Override
	public void start() {
		if (this.executor == null) {
			ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "push-uplink-receiver");
				thread.setDaemon(true);
				return thread;
			});
			this.executor = executor;
			executor.scheduleWithFixedDelay(this::announce, 0, ServingInstances.BEAT, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void stop() {
		ScheduledThreadPoolExecutor executor = this.executor;
		if (executor != null) {
			executor.shutdownNow();
			synchronized (this.announcing) {
				this.executor = null;
				// What is under way is still handled, as the listeners stop after this.
				// If
				// the farewell is lost, the gateways miss the announcements.
				this.bus.publish(ClusterDestination.all(), ServingInstances.farewell(this.application));
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
