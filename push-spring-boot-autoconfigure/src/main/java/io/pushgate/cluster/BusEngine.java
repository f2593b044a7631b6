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

import java.util.concurrent.CompletableFuture;

/**
 * What a broker must do to be a bus: hand bytes over. Numbers, probes, gaps, duplicates
 * and states are the business of {@link DefaultClusterBus}, which is the only one that
 * calls this: {@link #open} and {@link #close} never at the same time.
 *
 * @since 0.1.0
 */
public interface BusEngine {

	/**
	 * Return the name of the bus.
	 * @return the name, such as {@code redis}
	 */
	String name();

	/**
	 * Connect, and receive what is published for all nodes and for this one from now on,
	 * nothing older. May return before that has come to pass, and goes on by itself until
	 * it has.
	 * @param node this node
	 * @param receiver told of what arrives
	 * @throws BusConfigurationException if that can never succeed
	 * @throws BusUnavailableException if it may succeed another time. No connection is
	 * left then, nor after any other exception; what connects may stay for the next
	 * attempt, until {@link #close()}
	 */
	void open(NodeId node, BusReceiver receiver);

	/**
	 * Return how many ways in parallel a message can take. Order is kept within each.
	 * @return at least 1
	 */
	default int lanes() {
		return 1;
	}

	/**
	 * Hand a message to the broker. Does not block.
	 * @param envelope the message, whose lane is the way to take: from 0 to
	 * {@link #lanes()} − 1, or more after lanes have become fewer
	 * @return a future that completes when the broker has the message and fails soon, in
	 * any case within the time that the engine allows, if it cannot take it
	 */
	CompletableFuture<Void> send(ClusterEnvelope envelope);

	/**
	 * Connect anew, as nothing comes back. What has been received so far is known, so
	 * that messages of meanwhile may be caught up with.
	 * @throws BusUnavailableException if that is not possible now. The engine is closed
	 * then, as after any other exception, and will be opened another time
	 */
	void reconnect();

	/**
	 * Return where to look when nothing comes back though the broker takes what is sent.
	 * @return a sentence
	 */
	default String silenceRemedy() {
		return "Look at what the broker lets this node receive";
	}

	/**
	 * Stop receiving, fail what waits to be sent, and free everything. May be followed by
	 * another {@link #open}, and called where nothing is open.
	 */
	void close();

}
