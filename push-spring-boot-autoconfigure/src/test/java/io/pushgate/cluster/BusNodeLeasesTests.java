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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BusNodeLeasesTests {

	private final LocalBroker broker = new LocalBroker();

	private final List<BusNode> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach(BusNode::close);
	}

	private BusNodeLeases leases() {
		return new BusNodeLeases(() -> new LocalBusEngine(this.broker), BusNode.QUICK, BusNode.PATIENCE);
	}

	private BusNode node(NodeId node) {
		BusNode started = BusNode.started(node.number(), new LocalBusEngine(this.broker));
		this.nodes.add(started);
		return started;
	}

	@Test
	void takesANumberThatNoOtherNodeHas() {
		BusNodeLeases.BusNodeLease first = leases().acquire();
		node(first.node());
		BusNodeLeases.BusNodeLease second = leases().acquire();
		assertThat(second.node()).isNotEqualTo(first.node());
		assertThat(first.isHeld()).isTrue();
		assertThat(second.isHeld()).isTrue();
	}

	@Test
	void takesANumberUnheardWhenNobodyCanBeAsked() {
		FaultyEngine deaf = new FaultyEngine(new LocalBusEngine(this.broker));
		deaf.lose((envelope) -> true);
		BusNodeLeases leases = new BusNodeLeases(() -> deaf, BusNode.QUICK, Duration.ofMillis(50));
		assertThat(leases.acquire().isHeld()).isTrue();
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
		BusNode earlier = node(lease.node());
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
