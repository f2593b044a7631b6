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

package io.pushgate.contract.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.broker.NodeProcess;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes in processes of their own with clients that reconnect, a third node in this
 * process that pushes to them, and faults while it pushes. Several faults may follow each
 * other over the same processes: each has an outcome of its own.
 */
final class FaultRun implements AutoCloseable {

	private static final int CLIENTS = 20;

	private static final int UNDER_WAY = 200;

	// A message may still be on its way through a node for so long after it was accepted.
	private static final long ON_ITS_WAY = TimeUnit.SECONDS.toNanos(2);

	// The time between a fault and its repair, during which a quarter is pushed.
	private static final long FAULT_TIME = TimeUnit.MILLISECONDS.toNanos(2500);

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int ACCEPTED = 1;

	private static final int REFUSED = 2;

	private final int messages;

	private final Map<String, Object> properties = new HashMap<>();

	private final PushServer pusher;

	private final List<NodeProcess> nodes = new ArrayList<>();

	private final List<FaultClient> clients = new ArrayList<>();

	// Messages are numbered on from one fault to the next.
	private int first;

	/**
	 * Start the nodes and their clients.
	 * @param messages how many are pushed for each fault
	 * @param broker what connects the nodes
	 * @param first further properties of the first node, such as another way to the
	 * broker
	 */
	FaultRun(int messages, ClusterBroker broker, Map<String, Object> first) {
		this.messages = messages;
		this.properties.putAll(broker.properties());
		this.properties.put("push.cluster.topic", "push-" + UUID.randomUUID());
		this.pusher = PushServer.on(Container.NETTY)
			.trusting()
			.connectedBy(new ClusterBroker("run", this.properties, broker.redis(), broker.rocketMq()))
			.start();
		try {
			Map<String, Object> properties = new HashMap<>(this.properties);
			properties.putAll(first);
			this.nodes.add(NodeProcess.start(properties));
			addNode();
			awaitKnown(3);
			for (int i = 0; i < CLIENTS; i++) {
				int home = i % 2;
				this.clients.add(new FaultClient("u" + i, () -> this.nodes.get(home).port()));
			}
			awaitConnected();
		}
		catch (RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	NodeProcess node(int index) {
		return this.nodes.get(index);
	}

	NodeProcess addNode() {
		NodeProcess node = NodeProcess.start(this.properties);
		this.nodes.add(node);
		return node;
	}

	ClusterBus bus() {
		return this.pusher.bean(ClusterBus.class);
	}

	void awaitKnown(int count) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> bus().awaitReady(Duration.ofSeconds(1)) && bus().nodes().size() >= count);
	}

	/**
	 * Push until that succeeds, as callers do who are told to try again later.
	 */
	private void awaitAccepted() {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.pusher.push()
				.toAll()
				.send("again", 0)
				.handle((result, failure) -> failure == null)
				.get(1, TimeUnit.MINUTES));
	}

	private void awaitConnected() {
		Awaitility.await().atMost(PATIENCE).until(() -> this.clients.stream().allMatch(FaultClient::isConnected));
	}

	/**
	 * Push, and let something happen.
	 * @param name what happens
	 * @param fault done when a quarter has been pushed, while more is pushed
	 * @param repair done when half has been pushed
	 */
	Outcome run(String name, Runnable fault, Runnable repair) {
		long missingBefore = missing();
		int first = this.first;
		this.first += this.messages;
		AtomicIntegerArray outcomes = new AtomicIntegerArray(this.messages);
		AtomicLongArray pushed = new AtomicLongArray(this.messages);
		AtomicLongArray accepted = new AtomicLongArray(this.messages);
		Semaphore permits = new Semaphore(UNDER_WAY);
		CompletableFuture<Void> failing = CompletableFuture.completedFuture(null);
		for (int i = 0; i < this.messages; i++) {
			if (i == this.messages / 4) {
				failing = CompletableFuture.runAsync(fault);
			}
			if (i == this.messages / 2) {
				failing.join();
				repair.run();
				awaitAccepted();
			}
			if (i >= this.messages / 4 && i < this.messages / 2) {
				// The fault has its time while more is pushed.
				LockSupport.parkNanos(FAULT_TIME / (this.messages / 4));
			}
			permits.acquireUninterruptibly();
			int number = i;
			pushed.set(i, System.nanoTime());
			this.pusher.push().toUser("u" + (i % CLIENTS)).send("n", first + i).whenComplete((result, failure) -> {
				accepted.set(number, System.nanoTime());
				outcomes.set(number, (failure != null) ? REFUSED : ACCEPTED);
				permits.release();
			});
		}
		permits.acquireUninterruptibly(UNDER_WAY);
		awaitConnected();
		awaitMarkers();
		return count(name, first, outcomes, pushed, accepted, missingBefore);
	}

	/**
	 * Push a marker to each client until it has arrived: whatever was pushed before has
	 * arrived by then, or is lost.
	 */
	private void awaitMarkers() {
		Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(500)).until(() -> {
			List<String> markers = new ArrayList<>();
			for (FaultClient client : this.clients) {
				String marker = UUID.randomUUID().toString();
				markers.add(marker);
				this.pusher.push().toUser(client.user()).send("marker", marker);
			}
			try {
				Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
					for (int i = 0; i < this.clients.size(); i++) {
						if (!this.clients.get(i).has(markers.get(i))) {
							return false;
						}
					}
					return true;
				});
				return true;
			}
			catch (ConditionTimeoutException ex) {
				return false;
			}
		});
	}

	private Outcome count(String name, int first, AtomicIntegerArray outcomes, AtomicLongArray pushed,
			AtomicLongArray accepted, long missingBefore) {
		int taken = 0;
		int arrived = 0;
		int away = 0;
		int lost = 0;
		int twice = 0;
		int refusedButArrived = 0;
		for (int i = 0; i < this.messages; i++) {
			FaultClient client = this.clients.get(i % CLIENTS);
			int count = client.count(first + i);
			twice += Math.max(0, count - 1);
			if (outcomes.get(i) != ACCEPTED) {
				refusedButArrived += Math.min(1, count);
				continue;
			}
			taken++;
			if (count > 0) {
				arrived++;
			}
			else if (client.wasConnected(pushed.get(i), accepted.get(i) + ON_ITS_WAY)) {
				lost++;
			}
			else {
				away++;
			}
		}
		int disorder = this.clients.stream().mapToInt(FaultClient::disorder).sum();
		// Gaps are found within the time of grace.
		int losses = lost;
		if (losses > 0) {
			Awaitility.await().atMost(PATIENCE).until(() -> missing() - missingBefore >= losses);
		}
		Outcome outcome = new Outcome(name, this.messages, this.messages - taken, taken, arrived, away, lost, twice,
				refusedButArrived, disorder, missing() - missingBefore);
		System.out.println(outcome);
		return outcome;
	}

	private long missing() {
		return this.nodes.stream().mapToLong(NodeProcess::missing).sum();
	}

	@Override
	public void close() {
		this.clients.forEach(FaultClient::close);
		this.nodes.forEach(NodeProcess::close);
		this.pusher.close();
	}

	/**
	 * What came of a run.
	 *
	 * @param name what happened
	 * @param messages how many were pushed
	 * @param refused how many pushes failed, and their callers were told
	 * @param accepted how many were accepted
	 * @param arrived how many of these arrived
	 * @param away how many of these did not arrive as the client was not connected, or
	 * its connection broke within two seconds
	 * @param lost how many of these did not arrive though the client was connected
	 * @param twice how many arrived more than once
	 * @param refusedButArrived how many arrived although the bus could not tell
	 * @param disorder how many arrived after a later one
	 * @param gaps how many messages of the bus the nodes know to have missed
	 */
	record Outcome(String name, int messages, int refused, int accepted, int arrived, int away, int lost, int twice,
			int refusedButArrived, int disorder, long gaps) {

		Outcome nothingTwiceAndInOrder() {
			assertThat(this.twice).as("twice").isZero();
			assertThat(this.disorder).as("out of order").isZero();
			assertThat(this.arrived).as("arrived").isGreaterThan(this.messages / 4);
			return this;
		}

		@Override
		public String toString() {
			return String.format(
					"| %-44s | arrived/expected %d/%d | refused %d | away %d | lost %d, known by gaps %d | twice %d |",
					this.name, this.arrived, this.accepted - this.away, this.refused, this.away, this.lost, this.gaps,
					this.twice);
		}

	}

}
