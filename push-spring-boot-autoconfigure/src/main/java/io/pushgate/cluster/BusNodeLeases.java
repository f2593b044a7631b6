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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds a number without a store that grants it: takes one at random, says so over the
 * bus, and listens whether another node has it. It is not held before the node's own bus
 * has been ready for so long that every other node was heard; so two that take the same
 * one at the same time find out before either makes an id. Where two have the same one
 * nevertheless, as they could not hear each other, the one that was started later gives
 * it up as soon as they do.
 *
 * <p>
 * Weaker than a store: a node that the broker is cut off from keeps its number, and
 * another one may take it meanwhile. Use it where there is no Redis.
 *
 * @since 0.1.0
 */
public final class BusNodeLeases implements NodeLeases {

	private static final Log logger = LogFactory.getLog(BusNodeLeases.class);

	private static final int ATTEMPTS = 16;

	private final Supplier<BusEngine> engines;

	private final BusSettings settings;

	private final Duration patience;

	/**
	 * Create leases.
	 * @param engines make engines for the time of asking
	 * @param settings how often nodes let themselves be heard: the same as that of the
	 * bus
	 * @param patience how long to wait for the bus; after that a number is taken without
	 * asking, and not held until the bus is there
	 */
	public BusNodeLeases(Supplier<BusEngine> engines, BusSettings settings, Duration patience) {
		this.engines = engines;
		this.settings = settings;
		this.patience = patience;
	}

	@Override
	public BusNodeLease acquire() {
		Set<NodeId> taken = new HashSet<>();
		for (int i = 0; i < ATTEMPTS && taken.size() <= NodeId.MAX; i++) {
			NodeId candidate = candidate(taken);
			if (isFree(candidate, taken)) {
				return new BusNodeLease(candidate, hearing());
			}
			taken.add(candidate);
		}
		throw new NodeLeaseException(
				"No number of a node was found that no other one has. Let nodes lease their numbers from Redis", null);
	}

	/**
	 * How long it takes at most to hear everyone.
	 */
	private Duration hearing() {
		return this.settings.probeInterval().multipliedBy(2);
	}

	private static NodeId candidate(Set<NodeId> taken) {
		while (true) {
			NodeId candidate = new NodeId(ThreadLocalRandom.current().nextInt(NodeId.MAX + 1));
			if (!taken.contains(candidate)) {
				return candidate;
			}
		}
	}

	private boolean isFree(NodeId candidate, Set<NodeId> taken) {
		CountDownLatch collision = new CountDownLatch(1);
		DefaultClusterBus bus = DefaultClusterBus.asking(this.engines.get(), candidate, this.settings);
		bus.addListener(new BusListener() {

			@Override
			public void collision(NodeId node, long incarnation) {
				collision.countDown();
			}

		});
		bus.start();
		try {
			if (!bus.awaitReady(this.patience)) {
				logger.warn("The bus is not ready, so nobody could be asked whether node " + candidate.name()
						+ " is there already");
				return true;
			}
			boolean free = !collision.await(hearing().toNanos(), TimeUnit.NANOSECONDS);
			taken.addAll(bus.nodes());
			return free;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NodeLeaseException("Interrupted while asking for a number", ex);
		}
		finally {
			bus.stop();
		}
	}

	/**
	 * A number that was free when the others were asked. Thread-safe.
	 */
	public static final class BusNodeLease implements NodeLease {

		private final NodeId node;

		private final long hearing;

		private final List<NodeLeaseListener> listeners = new CopyOnWriteArrayList<>();

		// Under the lock of this. Another object each time that the bus becomes ready.
		private @Nullable Object ready;

		// Everyone was heard, and nobody had the number.
		private volatile boolean heard;

		private volatile boolean lost;

		BusNodeLease(NodeId node, Duration hearing) {
			this.node = node;
			this.hearing = hearing.toNanos();
		}

		/**
		 * Listen whether another node has the number.
		 * @param bus the bus of this node, not yet started
		 */
		public void watch(ClusterBus bus) {
			bus.addListener(new BusListener() {

				@Override
				public void stateChanged(BusState state) {
					changed(state == BusState.READY);
				}

				@Override
				public void collision(NodeId node, long incarnation) {
					lose();
				}

			});
		}

		private synchronized void changed(boolean ready) {
			Object period = new Object();
			this.ready = ready ? period : null;
			if (ready && !this.heard) {
				CompletableFuture.delayedExecutor(this.hearing, TimeUnit.NANOSECONDS).execute(() -> heard(period));
			}
		}

		private synchronized void heard(Object period) {
			if (this.ready == period && !this.lost) {
				this.heard = true;
				logger.info("Node " + this.node.name() + " holds its number, which no other one was heard to have");
				this.listeners.forEach((listener) -> listener.regained(this.node));
			}
		}

		private synchronized void lose() {
			if (!this.lost) {
				this.lost = true;
				this.listeners.forEach((listener) -> listener.lost(this.node, true));
			}
		}

		@Override
		public NodeId node() {
			return this.node;
		}

		@Override
		public boolean isHeld() {
			return this.heard && !this.lost;
		}

		@Override
		public void addListener(NodeLeaseListener listener) {
			this.listeners.add(listener);
		}

		@Override
		public void close() {
			this.lost = true;
		}

	}

}
