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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.UplinkError;
import io.pushgate.message.Payload;
import io.pushgate.message.UserKey;

/**
 * Brings what clients send to one instance of the application that handles its namespace,
 * over the bus. Thread-safe; never blocks.
 *
 * <p>
 * Guarantees: all that a user sends goes to the same instance, in order, as long as
 * instances neither come nor go. Each request is answered once: by the instance; with
 * {@code unavailable} where nobody handles the namespace, or the bus has not taken the
 * request; with {@code timeout} where the instance has died, as nobody can tell how far
 * it has come. What is not taken up in time is not handled any more.
 *
 * @since 0.1.0
 */
public final class ClusterUplinkDispatcher implements UplinkDispatcher, ClusterMessageHandler {

	/**
	 * How many requests may wait for their answers.
	 */
	static final int MAX_PENDING = 100_000;

	private static final UplinkAnswer NOBODY = new UplinkAnswer.Failure(UplinkError.UNAVAILABLE,
			"Nobody handles this namespace at the moment");

	private static final UplinkAnswer NO_BUS = new UplinkAnswer.Failure(UplinkError.UNAVAILABLE,
			"The application cannot be reached at the moment");

	private static final UplinkAnswer FULL = new UplinkAnswer.Failure(UplinkError.RATE_LIMITED,
			"Too many requests wait for the application");

	private static final UplinkAnswer TOO_LARGE = new UplinkAnswer.Failure(UplinkError.TOO_LARGE,
			"The request is larger than the bus of the cluster takes");

	private static final UplinkAnswer NO_ANSWER = new UplinkAnswer.Failure(UplinkError.TIMEOUT,
			"There is no answer yet");

	private static final UplinkAnswer GONE = new UplinkAnswer.Failure(UplinkError.TIMEOUT,
			"The application has stopped while it handled the request");

	private final ClusterBus bus;

	private final ServingInstances instances;

	private final Function<String, Duration> timeout;

	private final AtomicLong calls = new AtomicLong();

	private final Map<Long, Pending> pending = new ConcurrentHashMap<>();

	/**
	 * Create a dispatcher.
	 * @param bus carries requests and answers
	 * @param instances who handles what
	 * @param timeout how long a client of a namespace waits for its answer
	 */
	public ClusterUplinkDispatcher(ClusterBus bus, ServingInstances instances, Function<String, Duration> timeout) {
		this.bus = bus;
		this.instances = instances;
		this.timeout = timeout;
		bus.addHandler(this);
		instances.onDeparture(this::departed);
	}

	@Override
	public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
		UserKey user = new UserKey(request.session().tenant(), request.session().user());
		ServingInstance instance = this.instances.find(request.namespace(), user.toString());
		if (instance == null) {
			return CompletableFuture.completedFuture(NOBODY);
		}
		if (this.pending.size() >= MAX_PENDING) {
			return CompletableFuture.completedFuture(FULL);
		}
		long call = this.calls.incrementAndGet();
		Duration timeout = this.timeout.apply(request.namespace());
		CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();
		// The instance may never have heard of it: a repeat asks again, and whoever
		// handles
		// it knows whether it has been handled.
		answer.completeOnTimeout(NO_ANSWER, timeout.toNanos(), TimeUnit.NANOSECONDS);
		this.pending.put(call, new Pending(instance, answer));
		answer.whenComplete((done, failure) -> this.pending.remove(call));
		this.bus.publish(ClusterDestination.node(instance.node()), UplinkMessages.request(request, call, timeout))
			.whenComplete((accepted, failure) -> {
				if (failure != null) {
					answer.complete(UplinkMessages.isTooLarge(failure) ? TOO_LARGE : NO_BUS);
				}
				else if (!request.isAnswerWanted()) {
					// Nobody asks what became of it; the instance counts it.
					answer.complete(new UplinkAnswer.Reply(Payload.none()));
				}
			});
		return answer;
	}

	@Override
	public void handle(ClusterEnvelope envelope) {
		if (envelope.message().operation().equals(Operation.UPLINK_ANSWER)) {
			Pending one = this.pending.get(UplinkMessages.number(envelope.message(), UplinkMessages.CALL));
			// A node of the same number has numbers of its own.
			if (one != null && one.instance.incarnation() == envelope.incarnation()) {
				one.answer.complete(UplinkMessages.answer(envelope.message()));
			}
		}
	}

	private void departed(ServingInstance instance) {
		for (Pending one : this.pending.values()) {
			if (one.instance.node().equals(instance.node()) && one.instance.incarnation() == instance.incarnation()) {
				one.answer.complete(GONE);
			}
		}
	}

	@Override
	public Set<String> namespaces() {
		return this.instances.namespaces();
	}

	/**
	 * Return how many requests wait for their answers.
	 */
	int pendingCount() {
		return this.pending.size();
	}

	private record Pending(ServingInstance instance, CompletableFuture<UplinkAnswer> answer) {

	}

}
