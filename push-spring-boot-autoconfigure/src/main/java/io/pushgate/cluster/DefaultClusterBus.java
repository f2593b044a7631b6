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

package io.pushgate.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.pushgate.PushException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A bus over any {@link BusEngine}: numbers what it publishes, finds what is missing and
 * leaves out what comes twice, probes the way to the broker and back, and fails at once
 * what cannot be published.
 *
 * <p>
 * Every node tells all others, at every probe, how far its sequences have come. So its
 * messages that were lost are found within the interval of probes and the time of grace,
 * even where nothing follows them.
 *
 * <p>
 * A broker that is away when the application starts does not stop the start: the bus goes
 * on trying, and is not ready until it has succeeded.
 *
 * @since 0.1.0
 */
public final class DefaultClusterBus implements ClusterBus {

	private static final Log logger = LogFactory.getLog(DefaultClusterBus.class);

	private static final int RANDOM_BITS = 20;

	private static final long FORGET = TimeUnit.MINUTES.toNanos(10);

	private final BusEngine engine;

	private final NodeId node;

	private final boolean asking;

	private final long incarnation = (System.currentTimeMillis() << RANDOM_BITS)
			| ThreadLocalRandom.current().nextInt(1 << RANDOM_BITS);

	private final BusStatistics statistics = new BusStatistics();

	private final List<ClusterMessageHandler> handlers = new CopyOnWriteArrayList<>();

	private final List<BusListener> listeners = new CopyOnWriteArrayList<>();

	private final SequenceLedgers ledgers = new SequenceLedgers();

	private final BusReadiness readiness = new BusReadiness(this::stateChanged);

	private final GapDetector gaps;

	private final long heardWindow;

	private final long gapGrace;

	private final RollCall rollCall = new RollCall(System::nanoTime);

	private final CollisionDetector collisions;

	private final BusWatch watch;

	private volatile NodeState nodeState = NodeState.SERVING;

	/**
	 * Create a bus.
	 * @param engine what carries the messages
	 * @param node this node
	 * @param settings how closely the bus is watched
	 */
	public DefaultClusterBus(BusEngine engine, NodeId node, BusSettings settings) {
		this(engine, node, settings, false);
	}

	private DefaultClusterBus(BusEngine engine, NodeId node, BusSettings settings, boolean asking) {
		this.asking = asking;
		this.engine = engine;
		this.node = node;
		this.gapGrace = settings.gapGrace().toNanos();
		this.gaps = new GapDetector(node, this.gapGrace, System::nanoTime, this::gap);
		this.heardWindow = settings.probeTimeout().toNanos();
		this.collisions = new CollisionDetector(node, this.incarnation, asking, System::nanoTime, this::collision);
		this.watch = new BusWatch(engine, node, settings, asking, this.readiness, new Station());
	}

	/**
	 * Create a bus by which a process asks whether a number is free.
	 */
	static DefaultClusterBus asking(BusEngine engine, NodeId candidate, BusSettings settings) {
		return new DefaultClusterBus(engine, candidate, settings, true);
	}

	@Override
	public String name() {
		return this.engine.name();
	}

	@Override
	public NodeId node() {
		return this.node;
	}

	@Override
	public long incarnation() {
		return this.incarnation;
	}

	@Override
	public BusState state() {
		return this.readiness.state();
	}

	@Override
	public boolean awaitReady(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		return this.readiness.awaitReady(timeout) && this.rollCall.await(deadline);
	}

	@Override
	public Set<NodeId> nodes(NodeState latest) {
		return this.gaps.heardWithin(this.heardWindow, latest);
	}

	@Override
	public CompletableFuture<Void> announce(NodeState state) {
		this.nodeState = state;
		if (this.watch.problem() != null) {
			return CompletableFuture.completedFuture(null);
		}
		BusReadiness.Probe probe = this.readiness.sending(new BusReadiness.Way(0, false), System.nanoTime());
		return sendProbe(probe).handle((done, failure) -> {
			if (failure != null) {
				this.readiness.failed(probe);
			}
			return null;
		});
	}

	@Override
	public BusStatistics statistics() {
		return this.statistics;
	}

	@Override
	public void addHandler(ClusterMessageHandler handler) {
		this.handlers.add(handler);
	}

	@Override
	public void addListener(BusListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public void start() {
		if (!isRunning()) {
			// What was published while this node was not there, it does not miss.
			this.gaps.clear();
			this.nodeState = NodeState.SERVING;
		}
		this.watch.start();
	}

	@Override
	public void stop() {
		this.watch.stop();
	}

	@Override
	public CompletableFuture<Void> publish(ClusterDestination destination, ClusterMessage message) {
		Assert.isTrue(!ProbeCodec.isProbe(message), "The operation 'probe' is the bus's own");
		String problem = this.watch.problem();
		if (problem == null) {
			problem = this.rollCall.problem();
		}
		return publish(destination, message, problem);
	}

	private CompletableFuture<Void> publish(ClusterDestination destination, ClusterMessage message,
			@Nullable String problem) {
		long start = System.nanoTime();
		CompletableFuture<Void> accepted;
		if (problem != null) {
			accepted = CompletableFuture.failedFuture(new BusUnavailableException(problem));
		}
		else {
			int lane = lane(message.key());
			long sequence = this.ledgers.next(destination, lane, start);
			accepted = send(new ClusterEnvelope(this.node, this.incarnation, destination, lane, sequence, Instant.now(),
					message))
				.exceptionallyCompose((failure) -> {
					this.ledgers.refused(destination, lane, sequence, System.nanoTime());
					return CompletableFuture.failedFuture(unavailable(failure));
				});
		}
		return accepted.whenComplete((done, failure) -> published(System.nanoTime() - start, failure));
	}

	private CompletableFuture<Void> send(ClusterEnvelope envelope) {
		try {
			return this.engine.send(envelope);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void published(long nanos, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		this.statistics.published(cause == null);
		tell((listener) -> listener.published(nanos, cause));
	}

	private Throwable unavailable(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof PushException) ? cause : new BusUnavailableException(
				"The bus '" + name() + "' has not accepted a message: " + cause.getMessage() + ". Try again later",
				cause);
	}

	private int lane(String key) {
		int hash = key.hashCode();
		return Math.floorMod(hash ^ (hash >>> 16), this.engine.lanes());
	}

	private CompletableFuture<Void> sendProbe(BusReadiness.Probe probe) {
		int lane = probe.way().lane();
		boolean directed = probe.way().directed();
		ClusterMessage message = ProbeCodec.encode(probe, this.asking, this.nodeState,
				directed ? null : this.ledgers.beat(lane, System.nanoTime()));
		ClusterDestination destination = directed ? ClusterDestination.node(this.node) : ClusterDestination.all();
		return send(new ClusterEnvelope(this.node, this.incarnation, destination, lane, 0, Instant.now(), message));
	}

	private void received(ClusterEnvelope envelope) {
		NodeId only = envelope.destination().node();
		if (only != null && !only.equals(this.node)) {
			return;
		}
		ClusterMessage message = envelope.message();
		if (!envelope.publisher().equals(this.node)) {
			this.rollCall.heard(envelope.publisher());
		}
		if (ProbeCodec.isProbe(message)) {
			probeReceived(envelope);
		}
		else if (!this.gaps.arrived(envelope)) {
			this.statistics.duplicate();
		}
		else if (message.isExpired(Instant.now())) {
			this.statistics.expired();
		}
		else if (message.operation().equals(RollCall.QUESTION)) {
			if (envelope.incarnation() != this.incarnation) {
				publish(ClusterDestination.node(envelope.publisher()), ClusterMessage.of(RollCall.ANSWER).build(),
						this.watch.problem());
			}
		}
		else if (!message.operation().equals(RollCall.ANSWER)) {
			this.statistics.received();
			this.handlers.forEach((handler) -> handle(handler, envelope));
		}
	}

	private void probeReceived(ClusterEnvelope envelope) {
		boolean asking = ProbeCodec.isAsking(envelope.message());
		this.collisions.heard(envelope, asking);
		if (envelope.incarnation() == this.incarnation) {
			long lag = this.readiness.returned(ProbeCodec.probe(envelope.message()), System.nanoTime());
			if (lag >= 0) {
				this.statistics.lag(lag);
			}
			if (this.rollCall.isToBeHeld()) {
				publish(ClusterDestination.all(), ClusterMessage.of(RollCall.QUESTION).build(), this.watch.problem());
			}
		}
		// Who asks whether a number is free is no node yet.
		if (envelope.destination().isAll() && !asking) {
			this.gaps.beat(envelope, ProbeCodec.beat(envelope.message()));
			this.gaps.state(envelope, ProbeCodec.probe(envelope.message()).number(),
					ProbeCodec.state(envelope.message()));
		}
	}

	private void handle(ClusterMessageHandler handler, ClusterEnvelope envelope) {
		try {
			handler.handle(envelope);
		}
		catch (RuntimeException | LinkageError ex) {
			// The next message must not suffer for this one.
			this.statistics.failed();
			logger.debug("A message of the cluster could not be handled: " + envelope.message(), ex);
		}
	}

	private void stateChanged(BusState state) {
		if (state == BusState.LOST) {
			Set<NodeId> others = new HashSet<>(nodes());
			others.remove(this.node);
			this.rollCall.lost(others);
			this.statistics.lost();
			logger.warn("The bus '" + name() + "' is lost: messages may not reach this node, and it publishes none, "
					+ "until it is back");
		}
		else if (state == BusState.READY) {
			this.rollCall.back();
			logger.info(
					"The bus '" + name() + "' is ready: what node " + this.node.name() + " publishes comes back to it");
		}
		tell((listener) -> listener.stateChanged(state));
	}

	private void gap(BusGap gap) {
		this.statistics.missing(gap.count());
		tell((listener) -> listener.gap(gap));
	}

	private void collision(long incarnation) {
		if (!this.asking) {
			logger
				.error("Another process says that it is node " + this.node.name() + ", as this one does, and was there "
						+ "before: restart this one. Let nodes lease their numbers from Redis, and this cannot happen");
		}
		tell((listener) -> listener.collision(this.node, incarnation));
	}

	private void tell(Consumer<BusListener> event) {
		for (BusListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException | LinkageError ex) {
				// The bus must not suffer for it, nor the next listener.
				logger.error("A BusListener failed", ex);
			}
		}
	}

	/**
	 * What the watch needs of the bus, without showing it to everyone.
	 */
	private final class Station implements BusWatch.Station {

		@Override
		public CompletableFuture<Void> sendProbe(BusReadiness.Probe probe) {
			return DefaultClusterBus.this.sendProbe(probe);
		}

		@Override
		public Set<Integer> takeLanesWithNews() {
			return DefaultClusterBus.this.ledgers.takeLanesWithNews();
		}

		@Override
		public void received(ClusterEnvelope envelope) {
			try {
				DefaultClusterBus.this.received(envelope);
			}
			catch (EnvelopeException ex) {
				skipped(ex.reason());
			}
			catch (RuntimeException | LinkageError ex) {
				// A broker would hand it over again and again, and what follows never.
				DefaultClusterBus.this.statistics.failed();
				logger.error("What has arrived over the bus '" + name() + "' could not be handled", ex);
			}
		}

		@Override
		public void skipped(EnvelopeException.Reason reason) {
			DefaultClusterBus.this.statistics.skipped(reason);
		}

		@Override
		public void sweep() {
			// What a broker that was away still has comes late, and is not missing.
			BusReadiness readiness = DefaultClusterBus.this.readiness;
			if (readiness.isReadyFor(DefaultClusterBus.this.gapGrace)) {
				DefaultClusterBus.this.gaps.sweep();
			}
			// Who could not be heard is not gone.
			if (readiness.isReadyFor(FORGET)) {
				DefaultClusterBus.this.gaps.forgetUnheardFor(FORGET);
			}
		}

	}

}
