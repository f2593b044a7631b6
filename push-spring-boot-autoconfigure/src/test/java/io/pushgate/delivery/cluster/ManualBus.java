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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.BusListener;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.BusStatistics;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeState;
import io.pushgate.cluster.PushMessageCodec;

/**
 * A bus that accepts a message when the test says so.
 */
final class ManualBus implements ClusterBus {

	static final NodeId SELF = new NodeId(5);

	private final List<Published> published = Collections.synchronizedList(new ArrayList<>());

	private Set<NodeId> nodes = Set.of(SELF);

	void nodes(Set<NodeId> nodes) {
		this.nodes = nodes;
	}

	List<Published> published() {
		return this.published;
	}

	/**
	 * Return what was published, such as {@code m1 to all nodes}.
	 */
	List<String> log() {
		return this.published.stream()
			.map((one) -> PushMessageCodec.decode(one.message).id() + " to " + one.destination)
			.toList();
	}

	@Override
	public String name() {
		return "manual";
	}

	@Override
	public NodeId node() {
		return SELF;
	}

	@Override
	public long incarnation() {
		return 1;
	}

	@Override
	public CompletableFuture<Void> publish(ClusterDestination destination, ClusterMessage message) {
		CompletableFuture<Void> accepted = new CompletableFuture<>();
		this.published.add(new Published(destination, message, accepted));
		return accepted;
	}

	@Override
	public void addHandler(ClusterMessageHandler handler) {
	}

	@Override
	public void addListener(BusListener listener) {
	}

	@Override
	public BusState state() {
		return BusState.READY;
	}

	@Override
	public boolean awaitReady(Duration timeout) {
		return true;
	}

	@Override
	public Set<NodeId> nodes(NodeState latest) {
		return this.nodes;
	}

	@Override
	public CompletableFuture<Void> announce(NodeState state) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public BusStatistics statistics() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
	}

	/**
	 * What was published.
	 *
	 * @param destination where to
	 * @param message the message
	 * @param accepted to be completed by the test
	 */
	record Published(ClusterDestination destination, ClusterMessage message, CompletableFuture<Void> accepted) {

		void accept() {
			this.accepted.complete(null);
		}

	}

}
