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
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.springframework.context.SmartLifecycle;

/**
 * Carries messages from node to node. Thread-safe.
 *
 * <p>
 * Guarantee: every node that is {@link BusState#READY ready} gets what is published for
 * it, once, and in order for each publisher, destination and key; but a bus is a hint,
 * not a store. What is lost nevertheless, as brokers fail and connections break, is
 * {@link BusListener#gap found and told}.
 *
 * <p>
 * Starts before ports open and stops after they close. Another broker is made a bus by a
 * {@link BusEngine}.
 *
 * @since 0.1.0
 */
public interface ClusterBus extends SmartLifecycle {

	/**
	 * The phase: before the web server and the Netty transport start, after they stop.
	 */
	int PHASE = DEFAULT_PHASE - 3072;

	/**
	 * Return what carries the messages: {@code local}, {@code redis}, {@code rocketmq}.
	 * @return the name
	 */
	String name();

	/**
	 * Return which node this is.
	 * @return the node
	 */
	NodeId node();

	/**
	 * Return which life of the node this is.
	 * @return the incarnation, which each message that is published carries
	 */
	long incarnation();

	/**
	 * Publish a message. Does not block.
	 * @param destination which nodes it is for
	 * @param message the message
	 * @return a future that completes when the broker has the message, and fails with a
	 * {@link BusUnavailableException} soon when it cannot take it, or with a
	 * {@link BusMessageTooLargeException} when it never will. Completes on a thread of
	 * the bus, which must not be blocked
	 */
	CompletableFuture<Void> publish(ClusterDestination destination, ClusterMessage message);

	/**
	 * Add a handler of what arrives. Handlers are called one after the other.
	 * @param handler the handler
	 */
	void addHandler(ClusterMessageHandler handler);

	/**
	 * Add a listener.
	 * @param listener the listener
	 */
	void addListener(BusListener listener);

	/**
	 * Return how the bus is.
	 * @return the state
	 */
	BusState state();

	/**
	 * Wait until the bus is ready: until what this node has published has come back to
	 * it, and after an outage, until the other nodes are back as well, for some seconds
	 * at most: nothing can be published before that.
	 * @param timeout how long to wait at most
	 * @return whether it is ready
	 */
	boolean awaitReady(Duration timeout);

	/**
	 * Return the nodes that are heard over the bus, this one included. What is lost of
	 * their messages is found from then on.
	 * @return the nodes
	 */
	default Set<NodeId> nodes() {
		return nodes(NodeState.LEAVING);
	}

	/**
	 * Return the nodes that are heard over the bus, this one included, without those that
	 * have told of a later state.
	 * @param latest the latest state
	 * @return the nodes
	 */
	Set<NodeId> nodes(NodeState latest);

	/**
	 * Tell the other nodes the state of this one, now and with each probe from now on. A
	 * bus that starts again is {@link NodeState#SERVING}.
	 * @param state the state
	 * @return a future that never fails: it completes when the broker has the message, or
	 * when it is clear that it does not take it
	 */
	CompletableFuture<Void> announce(NodeState state);

	/**
	 * Return what the bus counts.
	 * @return the statistics
	 */
	BusStatistics statistics();

	@Override
	default int getPhase() {
		return PHASE;
	}

	@Override
	default boolean isPauseable() {
		return false;
	}

	@Override
	default boolean isRunning() {
		return state() != BusState.STOPPED;
	}

}
