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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.PushException;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.OrderedActions;
import io.pushgate.cluster.PushMessageCodec;
import io.pushgate.delivery.Delivery;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.PublishOutcome;
import io.pushgate.delivery.PushOverloadedException;
import io.pushgate.delivery.UnsupportedQosException;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * Takes a message for those whom it is for in the whole cluster. Thread-safe; never waits
 * for a client or a broker.
 *
 * <p>
 * A message is accepted when the bus has accepted it for the other nodes that it goes to;
 * then it is queued for the sessions of this one, and then its future completes. If the
 * bus refuses it, nobody gets it. A message that goes to this node only needs no bus.
 *
 * <p>
 * Invariants, for messages of one target that are delivered through this object:
 * <ul>
 * <li>They are handed to the bus in the order in which they came, however long the
 * directory takes for one of them.</li>
 * <li>They are queued for this node's sessions in the same order.</li>
 * <li>A message whose future has completed is on its way everywhere before one that is
 * delivered later, by whichever node.</li>
 * </ul>
 * So on every node, messages of one publisher and target arrive in order; those that two
 * nodes publish at the same moment may arrive in either order.
 *
 * @since 0.1.0
 */
public final class ClusterDelivery implements Delivery, AutoCloseable {

	/**
	 * How many messages may be under way to the bus.
	 */
	static final int MAX_PENDING = 100_000;

	private static final int STRIPES = 256;

	private static final int THREADS = 2;

	private static final Set<String> TRACE_HEADERS = Set.of("traceparent", "tracestate", "baggage", "b3");

	private final MessageDelivery local;

	private final ClusterBus bus;

	private final Router router;

	private final DeliveryStatistics statistics;

	private final ClusterStatistics clusterStatistics;

	// By the hash of the target.
	private final OrderedActions[] outward = new OrderedActions[STRIPES];

	private final OrderedActions[] inward = new OrderedActions[STRIPES];

	private final AtomicInteger pending = new AtomicInteger();

	private final ThreadPoolExecutor completions;

	/**
	 * Create a delivery.
	 * @param local delivers to the sessions of this node
	 * @param bus carries messages to the others
	 * @param directory tells which nodes hold a target, or {@code null} to broadcast
	 * @param statistics counts what is published
	 * @param clusterStatistics counts which way it takes
	 */
	public ClusterDelivery(MessageDelivery local, ClusterBus bus, @Nullable Directory directory,
			DeliveryStatistics statistics, ClusterStatistics clusterStatistics) {
		this.local = local;
		this.bus = bus;
		this.router = new Router(bus, directory, clusterStatistics);
		this.statistics = statistics;
		this.clusterStatistics = clusterStatistics;
		for (int i = 0; i < STRIPES; i++) {
			this.outward[i] = new OrderedActions();
			this.inward[i] = new OrderedActions();
		}
		// What the application does when its push is accepted must not hold up a bus.
		this.completions = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "push-accepted");
					thread.setDaemon(true);
					return thread;
				}, new ThreadPoolExecutor.CallerRunsPolicy());
		this.completions.allowCoreThreadTimeOut(true);
	}

	@Override
	public CompletableFuture<PushResult> deliver(PushMessage message) {
		try {
			UnsupportedQosException.check(message);
			reserve();
		}
		catch (PushException ex) {
			this.statistics.published(message, PublishOutcome.REFUSED);
			return CompletableFuture.failedFuture(ex);
		}
		String tenant = message.options().tenant();
		int stripe = stripe(PushMessageCodec.key(tenant, message.target()));
		CompletableFuture<PushResult> result = new CompletableFuture<>();
		CompletableFuture<Route> route = this.router.route(tenant, message.target());
		this.outward[stripe].add(route, () -> {
			CompletableFuture<Void> accepted = publish(message, route.join());
			this.inward[stripe].add(accepted, () -> complete(message, route.join(), accepted, result));
		});
		return result;
	}

	private void reserve() {
		if (this.pending.incrementAndGet() > MAX_PENDING) {
			this.pending.decrementAndGet();
			throw new PushOverloadedException("More than " + MAX_PENDING
					+ " messages wait for the cluster to accept them. Push less often, or try again later");
		}
	}

	private static int stripe(String key) {
		int hash = key.hashCode();
		return (hash ^ (hash >>> 16)) & (STRIPES - 1);
	}

	private CompletableFuture<Void> publish(PushMessage message, Route route) {
		try {
			Map<NodeId, PushTarget> nodes = route.nodes();
			if (nodes == null) {
				return this.bus.publish(ClusterDestination.all(), encode(message));
			}
			List<Map.Entry<NodeId, PushTarget>> others = nodes.entrySet()
				.stream()
				.filter((entry) -> !entry.getKey().equals(this.bus.node()))
				.toList();
			if (others.isEmpty()) {
				return CompletableFuture.completedFuture(null);
			}
			ClusterMessage encoded = encode(message);
			return CompletableFuture.allOf(others.stream()
				.map((node) -> this.bus.publish(ClusterDestination.node(node.getKey()),
						encoded.withTarget(node.getValue())))
				.toArray(CompletableFuture<?>[]::new));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static ClusterMessage encode(PushMessage message) {
		Map<String, String> headers = message.options().headers();
		if (headers.isEmpty()) {
			return PushMessageCodec.encode(message, headers);
		}
		// For whoever traces what happens on the way.
		Map<String, String> trace = new HashMap<>(headers);
		trace.keySet().retainAll(TRACE_HEADERS);
		return PushMessageCodec.encode(message, trace);
	}

	private void complete(PushMessage message, Route route, CompletableFuture<Void> accepted,
			CompletableFuture<PushResult> result) {
		this.pending.decrementAndGet();
		try {
			accepted.join();
			int queued = queue(message, route);
			this.statistics.published(message, PublishOutcome.ACCEPTED);
			OptionalInt sessions = isHereOnly(route) ? OptionalInt.of(queued) : route.sessions();
			result.completeAsync(() -> new PushResult(message.id(), message.time(), queued, sessions),
					this.completions);
		}
		catch (RuntimeException ex) {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			this.statistics.published(message, PublishOutcome.REFUSED);
			this.completions.execute(() -> result.completeExceptionally(cause));
		}
	}

	private boolean isHereOnly(Route route) {
		Map<NodeId, PushTarget> nodes = route.nodes();
		return nodes != null && Set.of(this.bus.node()).containsAll(nodes.keySet());
	}

	private int queue(PushMessage message, Route route) {
		Map<NodeId, PushTarget> nodes = route.nodes();
		PushTarget target = (nodes != null) ? nodes.get(this.bus.node()) : message.target();
		if (target == null) {
			return 0;
		}
		PushMessage mine = (target == message.target()) ? message : message.withTarget(target);
		if (nodes != null && nodes.size() == 1) {
			return this.local.queue(mine);
		}
		try {
			return this.local.queue(mine);
		}
		catch (PushOverloadedException ex) {
			// The others have it: it is accepted, and lost for those who are here.
			this.clusterStatistics.overloaded();
			return 0;
		}
	}

	/**
	 * Tell those who still wait, and end.
	 */
	@Override
	public void close() {
		this.completions.shutdown();
	}

}
