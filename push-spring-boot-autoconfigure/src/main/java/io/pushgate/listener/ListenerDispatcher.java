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

package io.pushgate.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.message.UserKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;

/**
 * Brings what clients send to the {@link PushListener} methods of this application, but
 * for namespaces that an {@link UplinkForwarder} is there for.
 *
 * <p>
 * Each namespace has threads and a queue of its own, both bounded, so that one whose
 * listeners are slow delays no other, and none a thread that serves connections. Where a
 * queue is full, the answer is {@code rate-limited}.
 *
 * <p>
 * When the application stops, after the clients have been told, what is being handled has
 * a time to come to its end; then its threads are interrupted.
 *
 * @since 0.1.0
 */
public final class ListenerDispatcher implements UplinkDispatcher, SmartLifecycle {

	/**
	 * Stops after the clients have been told, and before web servers do.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

	private static final Log logger = LogFactory.getLog(ListenerDispatcher.class);

	private static final Failure FULL = new Failure(UplinkError.RATE_LIMITED,
			"Too many messages wait to be handled in this namespace");

	private static final Failure STOPPED = new Failure(UplinkError.UNAVAILABLE, "The application is about to stop");

	private static final int MAX_ECHO = 64;

	private static final long POLL = 10;

	private final PushListenerRegistry registry;

	private final Forwarders forwarders;

	private final ListenerInvoker invoker;

	private final Function<String, PoolSettings> settings;

	private final boolean virtualThreads;

	private final Duration stopTimeout;

	private final @Nullable ClassLoader classLoader = ClassUtils.getDefaultClassLoader();

	private final Map<String, NamespacePool> pools = new ConcurrentHashMap<>();

	private final Set<CompletableFuture<UplinkAnswer>> pending = ConcurrentHashMap.newKeySet();

	// Works from the beginning: ports may open before this is started.
	private volatile boolean stopped;

	private volatile boolean running;

	/**
	 * Create a dispatcher.
	 * @param registry the listeners
	 * @param forwarders those who take namespaces elsewhere
	 * @param converter writes what they return
	 * @param errorHandler decides what becomes of what they throw, or {@code null} for
	 * the default
	 * @param settings the bounds of a namespace
	 * @param virtualThreads whether threads are virtual
	 * @param stopTimeout how long to wait when stopping
	 * @param observations lets the listeners be observed
	 */
	public ListenerDispatcher(PushListenerRegistry registry, List<UplinkForwarder> forwarders,
			PayloadConverter converter, @Nullable PushListenerErrorHandler errorHandler,
			Function<String, PoolSettings> settings, boolean virtualThreads, Duration stopTimeout,
			ListenerObservations observations) {
		this.registry = registry;
		this.forwarders = new Forwarders(forwarders);
		this.invoker = new ListenerInvoker(converter, errorHandler, observations);
		this.settings = settings;
		this.virtualThreads = virtualThreads;
		this.stopTimeout = stopTimeout;
	}

	@Override
	public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
		UplinkForwarder forwarder = this.forwarders.find(request.namespace());
		if (forwarder != null) {
			return forward(forwarder, request);
		}
		PushListenerEndpoint endpoint = this.registry.find(request.namespace(), request.event());
		if (endpoint == null) {
			return CompletableFuture.completedFuture(noHandler(request));
		}
		CompletableFuture<UplinkAnswer> outcome = new CompletableFuture<>();
		if (!begin(outcome)) {
			return outcome;
		}
		NamespacePool pool = this.pools.computeIfAbsent(request.namespace(), this::createPool);
		String session = request.session().id();
		UserKey user = new UserKey(request.session().tenant(), request.session().user());
		boolean accepted = pool.submit(session, user, () -> {
			// Done already means given up.
			if (!outcome.isDone()) {
				this.invoker.invoke(endpoint, request, outcome);
			}
		});
		if (!accepted) {
			outcome.complete(FULL);
			return outcome;
		}
		outcome.whenComplete((answer, failure) -> pool.release(session, user));
		return outcome;
	}

	private CompletableFuture<UplinkAnswer> forward(UplinkForwarder forwarder, PushRequest request) {
		if (this.stopped) {
			return CompletableFuture.completedFuture(STOPPED);
		}
		CompletableFuture<UplinkAnswer> outcome = forwarder.forward(request);
		begin(outcome);
		return outcome;
	}

	/**
	 * Take note of a request that is handled, until its outcome is there.
	 * @return {@code false} if nothing is handled any more
	 */
	private boolean begin(CompletableFuture<UplinkAnswer> outcome) {
		this.pending.add(outcome);
		outcome.whenComplete((answer, failure) -> this.pending.remove(outcome));
		// After it was added: who stops looks at what is pending after having said so.
		if (this.stopped) {
			outcome.complete(STOPPED);
			return false;
		}
		return true;
	}

	private static Failure noHandler(PushRequest request) {
		String event = request.event();
		String shown = (event.length() <= MAX_ECHO) ? event : event.substring(0, MAX_ECHO) + "...";
		return new Failure(UplinkError.NO_HANDLER,
				"Nothing handles '" + shown + "' of namespace '" + request.namespace() + "'");
	}

	private NamespacePool createPool(String namespace) {
		PoolSettings settings = this.settings.apply(namespace);
		String prefix = "push-uplink-" + namespace + '-';
		return new NamespacePool(settings, this.virtualThreads ? WorkerThreads.virtual(prefix)
				: WorkerThreads.platform(prefix, settings.threads(), this.classLoader));
	}

	@Override
	public Set<String> namespaces() {
		return this.forwarders.namespaces(this.registry);
	}

	@Override
	public boolean handles(String namespace) {
		return this.forwarders.find(namespace) != null || this.registry.namespaces().contains(namespace);
	}

	@Override
	public void start() {
		this.stopped = false;
		this.running = true;
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.running = false;
		long deadline = System.nanoTime() + this.stopTimeout.toNanos();
		while (!this.pending.isEmpty() && System.nanoTime() - deadline < 0) {
			try {
				Thread.sleep(POLL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				break;
			}
		}
		if (!this.pending.isEmpty()) {
			logger.warn(this.pending.size() + " messages of clients are not handled yet and are given up");
		}
		// First, so that what still waits is not begun.
		this.pending.forEach((outcome) -> outcome.complete(STOPPED));
		this.pools.values().forEach(NamespacePool::stop);
		this.pools.clear();
	}

	@Override
	public boolean isRunning() {
		return this.running;
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
