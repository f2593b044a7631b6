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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.testsupport.ExpectErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExpectErrors("Another process says that it is node")
class BusNodeLeasesTests {

	private static final Duration HEARING = BusNode.QUICK.probeInterval().multipliedBy(2);

	private final LocalBroker broker = new LocalBroker();

	private final List<BusNode> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach(BusNode::close);
	}

	private BusNodeLeases leases() {
		return new BusNodeLeases(() -> new LocalBusEngine(this.broker), BusNode.QUICK, BusNode.PATIENCE);
	}

	private BusNode node(BusNodeLeases.BusNodeLease lease) {
		BusNode node = new BusNode(lease.node().number(), new LocalBusEngine(this.broker));
		this.nodes.add(node);
		lease.watch(node.bus());
		node.bus().start();
		node.awaitReady();
		return node;
	}

	@Test
	void takesANumberThatNoOtherNodeHas() {
		BusNodeLeases.BusNodeLease first = leases().acquire();
		BusNode holder = node(first);
		BusNodeLeases.BusNodeLease second = leases().acquire();
		assertThat(second.node()).isNotEqualTo(first.node());
		await().atMost(BusNode.PATIENCE).until(first::isHeld);
		assertThat(holder.collisions()).isEmpty();
	}

	@Test
	void isNotHeldBeforeEveryoneWasHeard() {
		BusNodeLeases.BusNodeLease lease = leases().acquire();
		assertThat(lease.isHeld()).isFalse();
		BusNode node = node(lease);
		await().atMost(BusNode.PATIENCE).until(lease::isHeld);
		node.close();
		assertThat(lease.isHeld()).isTrue();
		lease.close();
		assertThat(lease.isHeld()).isFalse();
	}

	@Test
	void takesANumberUnheardWhenNobodyCanBeAsked() {
		FaultyEngine deaf = new FaultyEngine(new LocalBusEngine(this.broker));
		deaf.lose((envelope) -> true);
		BusNodeLeases leases = new BusNodeLeases(() -> deaf, BusNode.QUICK, Duration.ofMillis(50));
		BusNodeLeases.BusNodeLease lease = leases.acquire();
		BusNode node = new BusNode(lease.node().number(), deaf);
		this.nodes.add(node);
		lease.watch(node.bus());
		node.bus().start();
		assertThat(lease.isHeld()).isFalse();
		deaf.lose((envelope) -> false);
		await().atMost(BusNode.PATIENCE).until(lease::isHeld);
	}

	@Test
	void ofTwoThatTakeTheSameNumberAtOnceOneHoldsIt() {
		BusNodeLeases.BusNodeLease first = new BusNodeLeases.BusNodeLease(new NodeId(7), HEARING);
		BusNodeLeases.BusNodeLease second = new BusNodeLeases.BusNodeLease(new NodeId(7), HEARING);
		List<BusNode> both = List.of(new BusNode(7, new LocalBusEngine(this.broker)),
				new BusNode(7, new LocalBusEngine(this.broker)));
		this.nodes.addAll(both);
		first.watch(both.get(0).bus());
		second.watch(both.get(1).bus());
		AtomicBoolean bothHeld = new AtomicBoolean();
		both.forEach((node) -> node.bus().start());
		await().atMost(BusNode.PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
			bothHeld.compareAndSet(false, first.isHeld() && second.isHeld());
			return (first.isHeld() || second.isHeld())
					&& both.get(0).collisions().size() + both.get(1).collisions().size() == 1;
		});
		assertThat(bothHeld).isFalse();
	}

	@Test
	void twoThatAskForTheSameNumberBothGoElsewhere() {
		List<Integer> collisions = new CopyOnWriteArrayList<>();
		List<DefaultClusterBus> asking = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			int which = i;
			DefaultClusterBus bus = DefaultClusterBus.asking(new LocalBusEngine(this.broker), new NodeId(7),
					BusNode.QUICK);
			bus.addListener(new BusListener() {

				@Override
				public void collision(NodeId node, long incarnation) {
					collisions.add(which);
				}

			});
			asking.add(bus);
			bus.start();
		}
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(collisions).containsExactlyInAnyOrder(0, 1));
		assertThat(asking.get(0).nodes()).isEmpty();
		asking.forEach(DefaultClusterBus::stop);
	}

	@Test
	void givesWayToANodeThatWasThereBefore() {
		BusNodeLeases.BusNodeLease lease = leases().acquire();
		List<Boolean> lost = new CopyOnWriteArrayList<>();
		lease.addListener(new NodeLeaseListener() {

			@Override
			public void lost(NodeId node, boolean forGood) {
				lost.add(forGood);
			}

		});
		BusNode earlier = BusNode.started(lease.node().number(), new LocalBusEngine(this.broker));
		this.nodes.add(earlier);
		BusNode later = new BusNode(lease.node().number(), new LocalBusEngine(this.broker));
		this.nodes.add(later);
		lease.watch(later.bus());
		later.bus().start();
		await().atMost(BusNode.PATIENCE).untilAsserted(() -> assertThat(lost).containsExactly(true));
		assertThat(lease.isHeld()).isFalse();
		assertThat(later.collisions()).containsExactly(earlier.bus().incarnation());
		assertThat(earlier.collisions()).isEmpty();
	}

}
