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

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Hands messages over within the process: the bus of a deployment of one node, and of
 * tests. Messages pass by reference, on one thread per node, from a bounded queue; a node
 * whose queue is full misses a message, as it would with a broker that drops what a slow
 * subscriber does not take.
 *
 * @since 0.1.0
 */
public final class LocalBusEngine implements BusEngine {

	private static final int CAPACITY = 65_536;

	private final LocalBroker broker;

	private @Nullable ThreadPoolExecutor executor;

	/**
	 * Create an engine.
	 * @param broker what connects the nodes
	 */
	public LocalBusEngine(LocalBroker broker) {
		this.broker = broker;
	}

	@Override
	public String name() {
		return "local";
	}

	@Override
	public void open(NodeId node, BusReceiver receiver) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(CAPACITY), (task) -> {
					Thread thread = new Thread(task, "push-bus-local-" + node.name());
					thread.setDaemon(true);
					return thread;
				});
		this.executor = executor;
		this.broker.join(this, (envelope) -> {
			try {
				executor.execute(() -> receiver.received(envelope));
			}
			catch (RejectedExecutionException ex) {
				// Full, or being closed: its sequence will tell.
			}
		});
		receiver.connected();
	}

	@Override
	public CompletableFuture<Void> send(ClusterEnvelope envelope) {
		this.broker.send(envelope);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void reconnect() {
		// There is no connection.
	}

	@Override
	public void close() {
		this.broker.leave(this);
		if (this.executor != null) {
			this.executor.shutdown();
			this.executor = null;
		}
	}

}
