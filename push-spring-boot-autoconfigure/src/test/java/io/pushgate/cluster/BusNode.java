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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node of a test: a bus, and what has come of it.
 */
public final class BusNode implements AutoCloseable {

	/**
	 * Settings that let tests end soon.
	 */
	public static final BusSettings QUICK = new BusSettings(Duration.ofMillis(200), Duration.ofSeconds(3),
			Duration.ofMillis(900));

	public static final Duration PATIENCE = Duration.ofSeconds(90);

	private final DefaultClusterBus bus;

	private final Queue<ClusterEnvelope> received = new ConcurrentLinkedQueue<>();

	private final List<BusGap> gaps = new CopyOnWriteArrayList<>();

	private final List<BusState> states = new CopyOnWriteArrayList<>();

	private final List<Long> collisions = new CopyOnWriteArrayList<>();

	public BusNode(int number, BusEngine engine) {
		this.bus = new DefaultClusterBus(engine, new NodeId(number), QUICK);
		this.bus.addHandler(this.received::add);
		this.bus.addListener(new BusListener() {

			@Override
			public void stateChanged(BusState state) {
				BusNode.this.states.add(state);
			}

			@Override
			public void gap(BusGap gap) {
				BusNode.this.gaps.add(gap);
			}

			@Override
			public void collision(NodeId node, long incarnation) {
				BusNode.this.collisions.add(incarnation);
			}

		});
	}

	public static BusNode started(int number, BusEngine engine) {
		BusNode node = new BusNode(number, engine);
		node.bus.start();
		node.awaitReady();
		return node;
	}

	public void awaitReady() {
		assertThat(this.bus.awaitReady(PATIENCE)).as("node " + this.bus.node() + " is ready").isTrue();
	}

	/**
	 * Wait until this node hears another, from when on it misses what is lost of it.
	 */
	public void awaitHearing(BusNode other) {
		await().atMost(PATIENCE).until(() -> this.bus.nodes().contains(other.bus.node()));
	}

	public DefaultClusterBus bus() {
		return this.bus;
	}

	public CompletableFuture<Void> toAll(String key, String text) {
		return this.bus.publish(ClusterDestination.all(), message(key, text));
	}

	public CompletableFuture<Void> to(BusNode node, String key, String text) {
		return this.bus.publish(ClusterDestination.node(node.bus.node()), message(key, text));
	}

	/**
	 * Publish texts that are numbers, not more than some of them under way at once.
	 */
	public void flood(String key, int count, int underWay) {
		Semaphore permits = new Semaphore(underWay);
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		for (int i = 0; i < count; i++) {
			permits.acquireUninterruptibly();
			toAll(key, Integer.toString(i)).whenComplete((done, failure) -> {
				if (failure != null) {
					failures.add(failure);
				}
				permits.release();
			});
		}
		permits.acquireUninterruptibly(underWay);
		assertThat(failures).isEmpty();
	}

	public static ClusterMessage message(String key, String text) {
		return ClusterMessage.of("test").key(key).body("text/1", text.getBytes(StandardCharsets.UTF_8)).build();
	}

	public List<ClusterEnvelope> received() {
		return List.copyOf(this.received);
	}

	public List<String> texts() {
		return this.received.stream().map(BusNode::text).toList();
	}

	/**
	 * Return what has arrived with a key, in order.
	 */
	public List<String> texts(String key) {
		return this.received.stream()
			.filter((envelope) -> envelope.message().key().equals(key))
			.map(BusNode::text)
			.toList();
	}

	private static String text(ClusterEnvelope envelope) {
		return new String(envelope.message().body(), StandardCharsets.UTF_8);
	}

	public List<BusGap> gaps() {
		return this.gaps;
	}

	/**
	 * Return how many messages are told to be missing.
	 */
	public long missing() {
		return this.gaps.stream().mapToLong(BusGap::count).sum();
	}

	public List<BusState> states() {
		return this.states;
	}

	public List<Long> collisions() {
		return this.collisions;
	}

	@Override
	public void close() {
		this.bus.stop();
	}

}
