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

package io.pushgate.delivery.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.PushException;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.RetryingPublisher;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * Asks other nodes over the bus, and collects what they answer. Thread-safe.
 *
 * <p>
 * Guarantee: a call ends when every node that was asked has answered, or a second after
 * the bus has taken the question; who has not answered by then may have died, and is left
 * out. It fails only if the bus does not take the question.
 *
 * @since 0.1.0
 */
public final class ClusterCalls {

	private static final long PATIENCE = 1000;

	// After which time a thread that waits gives up: a bus fails what it does not take
	// in less.
	private static final long LIMIT = 10_000;

	private static final String CALL = "call";

	private final ClusterBus bus;

	private final RetryingPublisher answers;

	private final @Nullable Directory directory;

	private final AtomicLong numbers = new AtomicLong();

	private final Map<Long, Call> calls = new ConcurrentHashMap<>();

	/**
	 * Create calls.
	 * @param bus carries questions and answers
	 * @param directory tells whom to ask, or {@code null} to ask everyone
	 */
	public ClusterCalls(ClusterBus bus, @Nullable Directory directory) {
		this.bus = bus;
		this.answers = new RetryingPublisher(bus, "Answers to questions of other nodes");
		this.directory = directory;
	}

	/**
	 * Ask the other nodes that hold the target of the question.
	 */
	CompletableFuture<List<ClusterMessage>> askHolders(ClusterMessage question) {
		Directory directory = this.directory;
		PushTarget target = question.target();
		if (directory == null || target == null || target instanceof PushTarget.All) {
			return askAll(question);
		}
		return directory.locate(question.tenant(), target)
			.handle((location, failure) -> (failure != null) ? askAll(question)
					: ask(question, location.nodes().keySet()))
			.thenCompose((answers) -> answers);
	}

	/**
	 * Ask every other node.
	 */
	CompletableFuture<List<ClusterMessage>> askAll(ClusterMessage question) {
		return ask(question, this.bus.nodes(), List.of(ClusterDestination.all()));
	}

	/**
	 * Ask some nodes. This one is left out.
	 */
	CompletableFuture<List<ClusterMessage>> ask(ClusterMessage question, Set<NodeId> nodes) {
		return ask(question, nodes,
				nodes.stream().filter((node) -> !node.equals(this.bus.node())).map(ClusterDestination::node).toList());
	}

	private CompletableFuture<List<ClusterMessage>> ask(ClusterMessage question, Set<NodeId> nodes,
			List<ClusterDestination> destinations) {
		if (destinations.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		Set<NodeId> awaited = new HashSet<>(nodes);
		awaited.remove(this.bus.node());
		long number = this.numbers.incrementAndGet();
		Call call = new Call(awaited);
		this.calls.put(number, call);
		ClusterMessage numbered = withHeader(question, CALL, Long.toString(number));
		return CompletableFuture
			.allOf(destinations.stream()
				.map((destination) -> this.bus.publish(destination, numbered))
				.toArray(CompletableFuture<?>[]::new))
			.thenCompose((accepted) -> call.done.completeOnTimeout(true, PATIENCE, TimeUnit.MILLISECONDS))
			.handle((done, failure) -> {
				this.calls.remove(number);
				if (failure != null) {
					throw (failure instanceof CompletionException wrapped) ? wrapped : new CompletionException(failure);
				}
				return call.answers();
			});
	}

	private static ClusterMessage withHeader(ClusterMessage message, String name, String value) {
		Map<String, String> headers = new HashMap<>(message.headers());
		headers.put(name, value);
		return new ClusterMessage(message.operation(), message.key(), message.tenant(), message.namespace(),
				message.target(), message.codec(), message.expiresAt(), headers, message.body());
	}

	/**
	 * Answer a question.
	 */
	void answer(ClusterEnvelope question, ClusterMessage.Builder answer, Map<String, String> headers) {
		String call = question.message().headers().get(CALL);
		if (call != null) {
			Map<String, String> all = new HashMap<>(headers);
			all.put(CALL, call);
			this.answers.publish(ClusterDestination.node(question.publisher()),
					answer.tenant(question.message().tenant()).headers(all).build(), Duration.ofMillis(PATIENCE));
		}
	}

	/**
	 * Take an answer.
	 */
	void answered(ClusterEnvelope answer) {
		try {
			Call call = this.calls.get(Long.parseLong(answer.message().headers().getOrDefault(CALL, "")));
			if (call != null) {
				call.answered(answer);
			}
		}
		catch (NumberFormatException ex) {
			// Of a version that numbers its calls in another way, so not for this node.
		}
	}

	/**
	 * Wait for what others tell.
	 */
	static <T> T await(CompletableFuture<T> future) {
		try {
			return future.get(LIMIT, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BusUnavailableException("Interrupted while waiting for other nodes", ex);
		}
		catch (TimeoutException ex) {
			throw new BusUnavailableException("Other nodes cannot be asked now. Try again later", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof PushException known) {
				throw known;
			}
			throw new BusUnavailableException("Other nodes could not be asked: " + ex.getCause(), ex.getCause());
		}
	}

	/**
	 * A question that is under way.
	 */
	private static final class Call {

		private final CompletableFuture<Boolean> done = new CompletableFuture<>();

		// Under the lock of this, as the answers.
		private final Set<NodeId> awaited;

		private final List<ClusterMessage> answers = new ArrayList<>();

		Call(Set<NodeId> awaited) {
			this.awaited = awaited;
			if (awaited.isEmpty()) {
				this.done.complete(true);
			}
		}

		void answered(ClusterEnvelope answer) {
			boolean last;
			synchronized (this) {
				this.answers.add(answer.message());
				this.awaited.remove(answer.publisher());
				last = this.awaited.isEmpty();
			}
			if (last) {
				this.done.complete(true);
			}
		}

		synchronized List<ClusterMessage> answers() {
			return List.copyOf(this.answers);
		}

	}

}
