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
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.message.PushTarget;
import io.pushgate.message.UserKey;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.PushSession;

/**
 * Asks the applications behind the gateway who may join a group: one instance of each
 * that has a {@link GroupAuthorizer}. A client may join where any of them says so, as
 * each knows its own groups only. Thread-safe; blocks until there is an answer, for five
 * seconds at most.
 *
 * <p>
 * Fails closed: where nobody said yes and somebody said nothing, and where no application
 * is there at all, the client is told {@code unavailable}.
 *
 * @since 0.1.0
 */
public final class ClusterGroupAuthorizer implements GroupAuthorizer, ClusterMessageHandler {

	/**
	 * What an instance answers: whether the client may join; neither of them where it
	 * cannot tell.
	 */
	static final String VERDICT = "verdict";

	static final String YES = "yes";

	static final String NO = "no";

	static final String UNKNOWN = "unknown";

	static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ClusterBus bus;

	private final ServingInstances instances;

	private final AtomicLong calls = new AtomicLong();

	private final Map<Long, Question> questions = new ConcurrentHashMap<>();

	/**
	 * Create an authorizer, and listen.
	 * @param bus carries questions and answers
	 * @param instances who can be asked
	 */
	public ClusterGroupAuthorizer(ClusterBus bus, ServingInstances instances) {
		this.bus = bus;
		this.instances = instances;
		bus.addHandler(this);
		instances.onDeparture(
				(instance) -> this.questions.values().forEach((question) -> question.answered(instance, UNKNOWN)));
	}

	@Override
	public boolean mayJoin(PushSession session, String group) {
		Collection<ServingInstance> asked = this.instances
			.authorizing(new UserKey(session.tenant(), session.user()).toString());
		if (asked.isEmpty()) {
			if (this.instances.isEmpty()) {
				throw new BusUnavailableException(
						"No application is there that could say who may join. " + "Start one with push.mode=client");
			}
			return false;
		}
		long call = this.calls.incrementAndGet();
		Question question = new Question(asked);
		this.questions.put(call, question);
		try {
			ClusterMessage message = message(session, group, call);
			asked.forEach((instance) -> this.bus.publish(ClusterDestination.node(instance.node()), message)
				.whenComplete((accepted, failure) -> {
					if (failure != null) {
						question.answered(instance, UNKNOWN);
					}
				}));
			return question.await();
		}
		finally {
			this.questions.remove(call);
		}
	}

	private static ClusterMessage message(PushSession session, String group, long call) {
		Map<String, String> headers = new HashMap<>(UplinkMessages.session(session));
		headers.put(UplinkMessages.CALL, Long.toString(call));
		return ClusterMessage.of(Operation.MAY_JOIN)
			.tenant(session.tenant())
			.target(PushTarget.group(group))
			.headers(headers)
			.expiresAt(Instant.now().plus(PATIENCE))
			.build();
	}

	@Override
	public void handle(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		if (message.operation().equals(Operation.MAY_JOIN_ANSWER)) {
			Question question = this.questions.get(UplinkMessages.number(message, UplinkMessages.CALL));
			if (question != null) {
				question.answered(Life.of(envelope), message.headers().getOrDefault(VERDICT, UNKNOWN));
			}
		}
	}

	/**
	 * Which life of which node: what another life of it says is no answer.
	 */
	private record Life(int node, long incarnation) {

		static Life of(ServingInstance instance) {
			return new Life(instance.node().number(), instance.incarnation());
		}

		static Life of(ClusterEnvelope envelope) {
			return new Life(envelope.publisher().number(), envelope.incarnation());
		}

	}

	/**
	 * A question that is under way.
	 */
	private static final class Question {

		private final CompletableFuture<String> verdict = new CompletableFuture<>();

		// Under the lock of this.
		private final Set<Life> awaited;

		private boolean unknown;

		Question(Collection<ServingInstance> asked) {
			this.awaited = asked.stream().map(Life::of).collect(Collectors.toCollection(HashSet::new));
		}

		void answered(ServingInstance instance, String answer) {
			answered(Life.of(instance), answer);
		}

		void answered(Life instance, String answer) {
			String all;
			synchronized (this) {
				if (!this.awaited.remove(instance)) {
					return;
				}
				this.unknown |= !answer.equals(YES) && !answer.equals(NO);
				if (!answer.equals(YES) && !this.awaited.isEmpty()) {
					return;
				}
				all = answer.equals(YES) ? YES : this.unknown ? UNKNOWN : NO;
			}
			this.verdict.complete(all);
		}

		boolean await() {
			String verdict = UNKNOWN;
			try {
				verdict = this.verdict.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (TimeoutException | ExecutionException ex) {
				// Nobody knows, then.
			}
			if (verdict.equals(UNKNOWN)) {
				throw new BusUnavailableException("An application has not said who may join. "
						+ "Look whether it is overloaded, or its GroupAuthorizer fails");
			}
			return verdict.equals(YES);
		}

	}

}
