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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.pushgate.cluster.BusListener;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * The instances of applications that handle what clients send and do, as they say
 * themselves every few seconds. Thread-safe.
 *
 * <p>
 * An instance that stops says so; one that dies is left out when it has not been heard
 * for {@link #LIFE}.
 *
 * @since 0.1.0
 */
public final class ServingInstances implements ClusterMessageHandler, SmartLifecycle {

	/**
	 * How often an instance lets itself be heard, in milliseconds.
	 */
	static final long BEAT = 1000;

	/**
	 * How long an instance counts that is not heard any more, in nanoseconds.
	 */
	static final long LIFE = TimeUnit.SECONDS.toNanos(5);

	/**
	 * After the bus, before ports open.
	 */
	private static final int PHASE = ClusterBus.PHASE + 256;

	private static final Log logger = LogFactory.getLog(ServingInstances.class);

	private static final String APPLICATION = "application";

	private static final String NAMESPACES = "namespaces";

	private static final String AUTHORIZING = "authorizing";

	private static final String LEAVING = "leaving";

	private final ClusterBus bus;

	private final LongSupplier nanoClock;

	private final Map<NodeId, ServingInstance> instances = new ConcurrentHashMap<>();

	// By the namespaces that they handle: replaced as a whole, as each request looks.
	private volatile Map<String, List<ServingInstance>> byNamespace = Map.of();

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	private final List<Consumer<ServingInstance>> departures = new CopyOnWriteArrayList<>();

	/**
	 * Create a view of the instances that only listens: it is complete a few seconds
	 * after the bus is ready. For a node that forwards nothing to them.
	 * @param bus the bus on which they announce themselves
	 */
	public ServingInstances(ClusterBus bus) {
		this(bus, System::nanoTime);
	}

	ServingInstances(ClusterBus bus, LongSupplier nanoClock) {
		this.bus = bus;
		this.nanoClock = nanoClock;
		bus.addHandler(this);
	}

	/**
	 * Create a view of the instances that asks for them as soon as the bus is ready. For
	 * a node that forwards requests of clients, which are not to wait for the next
	 * announcement.
	 * @param bus the bus on which they announce themselves
	 * @return the view
	 */
	public static ServingInstances asking(ClusterBus bus) {
		ServingInstances instances = new ServingInstances(bus);
		bus.addListener(new BusListener() {

			@Override
			public void stateChanged(BusState state) {
				if (state == BusState.READY) {
					// Where this is lost, the next announcement is not.
					bus.publish(ClusterDestination.all(), ClusterMessage.of(Operation.WHO_SERVES).build());
				}
			}

		});
		return instances;
	}

	/**
	 * Tell who goes, once each.
	 */
	void onDeparture(Consumer<ServingInstance> listener) {
		this.departures.add(listener);
	}

	static ClusterMessage announcement(String application, Set<String> namespaces, boolean authorizing) {
		return message(Map.of(APPLICATION, application, NAMESPACES, String.join(",", new TreeSet<>(namespaces)),
				AUTHORIZING, Boolean.toString(authorizing)));
	}

	static ClusterMessage farewell(String application) {
		return message(Map.of(APPLICATION, application, LEAVING, "true"));
	}

	private static ClusterMessage message(Map<String, String> headers) {
		return ClusterMessage.of(Operation.SERVING).key(Operation.SERVING).headers(headers).build();
	}

	@Override
	public void handle(ClusterEnvelope envelope) {
		if (envelope.message().operation().equals(Operation.SERVING)) {
			heard(envelope);
		}
	}

	private void heard(ClusterEnvelope envelope) {
		Map<String, String> headers = envelope.message().headers();
		String namespaces = headers.getOrDefault(NAMESPACES, "");
		ServingInstance instance = new ServingInstance(envelope.publisher(), envelope.incarnation(),
				headers.getOrDefault(APPLICATION, ""),
				namespaces.isEmpty() ? Set.of() : Arrays.stream(namespaces.split(",")).collect(Collectors.toSet()),
				Boolean.parseBoolean(headers.get(AUTHORIZING)), this.nanoClock.getAsLong());
		boolean leaving = Boolean.parseBoolean(headers.get(LEAVING));
		ServingInstance known = this.instances.get(instance.node());
		if (leaving && known != null && known.incarnation() != instance.incarnation()) {
			// The farewell of one that another has replaced.
			return;
		}
		ServingInstance previous = leaving ? this.instances.remove(instance.node())
				: this.instances.put(instance.node(), instance);
		if (previous == null || leaving || !previous.namespaces().equals(instance.namespaces())
				|| previous.incarnation() != instance.incarnation()) {
			group();
		}
		if (previous != null && (leaving || previous.incarnation() != instance.incarnation())) {
			departed(previous);
		}
	}

	/**
	 * Leave out who has not been heard for long.
	 */
	void sweep() {
		long now = this.nanoClock.getAsLong();
		for (ServingInstance instance : this.instances.values()) {
			if (now - instance.heardAt() > LIFE && this.instances.remove(instance.node(), instance)) {
				group();
				departed(instance);
			}
		}
	}

	private void departed(ServingInstance instance) {
		this.departures.forEach((listener) -> listener.accept(instance));
	}

	private synchronized void group() {
		Map<String, List<ServingInstance>> grouped = new HashMap<>();
		for (ServingInstance instance : this.instances.values()) {
			for (String namespace : instance.namespaces()) {
				grouped.computeIfAbsent(namespace, (key) -> new ArrayList<>()).add(instance);
			}
		}
		this.byNamespace = Map.copyOf(grouped);
	}

	/**
	 * Find the instance that handles a namespace for a user.
	 */
	@Nullable ServingInstance find(String namespace, String user) {
		ServingInstance best = null;
		for (ServingInstance instance : this.byNamespace.getOrDefault(namespace, List.of())) {
			if (best == null || instance.weight(user) > best.weight(user)) {
				best = instance;
			}
		}
		return best;
	}

	/**
	 * Find one instance of each application.
	 */
	Collection<ServingInstance> oneOfEach(String user) {
		return oneOfEach(user, (instance) -> true);
	}

	/**
	 * Find one instance of each application that says who may join groups.
	 */
	Collection<ServingInstance> authorizing(String user) {
		return oneOfEach(user, ServingInstance::authorizing);
	}

	private Collection<ServingInstance> oneOfEach(String user, Predicate<ServingInstance> wanted) {
		Map<String, ServingInstance> byApplication = new HashMap<>();
		for (ServingInstance instance : this.instances.values()) {
			if (wanted.test(instance)) {
				byApplication.merge(instance.application(), instance,
						(first, second) -> (first.weight(user) >= second.weight(user)) ? first : second);
			}
		}
		return byApplication.values();
	}

	/**
	 * Count the nodes besides this one that take connections, as far as is known now:
	 * those that are heard on the bus, do not drain, and are no instance of an
	 * application behind gateways.
	 * @return how many; 0 where the bus is not ready
	 */
	public int countOtherNodes() {
		if (this.bus.state() != BusState.READY) {
			return 0;
		}
		return (int) this.bus.nodes(NodeState.SERVING)
			.stream()
			.filter((node) -> !node.equals(this.bus.node()) && !this.instances.containsKey(node))
			.count();
	}

	/**
	 * Return whether there is no application at all.
	 */
	boolean isEmpty() {
		return this.instances.isEmpty();
	}

	/**
	 * Return the namespaces that anyone handles.
	 */
	Set<String> namespaces() {
		return this.byNamespace.keySet();
	}

	@Override
	public void start() {
		if (this.executor == null) {
			ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "push-uplink-instances");
				thread.setDaemon(true);
				return thread;
			});
			executor.scheduleWithFixedDelay(this::sweepSafely, BEAT, BEAT, TimeUnit.MILLISECONDS);
			this.executor = executor;
		}
	}

	private void sweepSafely() {
		try {
			sweep();
		}
		catch (RuntimeException ex) {
			logger.error("The instances of applications could not be looked at", ex);
		}
	}

	@Override
	public void stop() {
		ScheduledThreadPoolExecutor executor = this.executor;
		if (executor != null) {
			executor.shutdownNow();
			this.executor = null;
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
