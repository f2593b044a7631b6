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

package io.pushgate.listener.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServingInstances}.
 */
class ServingInstancesTests {

	private final AtomicLong clock = new AtomicLong();

	private final ClusterBus bus = mock(ClusterBus.class);

	private final ServingInstances instances = new ServingInstances(this.bus, this.clock::get);

	private final List<Integer> departures = new ArrayList<>();

	@BeforeEach
	void listen() {
		this.instances.onDeparture((instance) -> this.departures.add(instance.node().number()));
	}

	@Test
	void anApplicationWithoutListenersIsToldOfSessions() {
		hear(1, ServingInstances.announcement("shop", Set.of(), false));
		assertThat(this.instances.isEmpty()).isFalse();
		assertThat(numbers(this.instances.oneOfEach("ann"))).containsExactly(1);
		assertThat(this.instances.namespaces()).isEmpty();
		assertThat(this.instances.find("shop", "ann")).isNull();
	}

	@Test
	void findsOneOfEachApplicationThatSaysWhoMayJoin() {
		hear(1, ServingInstances.announcement("shop", Set.of("shop"), true));
		hear(2, ServingInstances.announcement("shop", Set.of("shop"), true));
		hear(3, ServingInstances.announcement("chat", Set.of("chat"), true));
		hear(4, ServingInstances.announcement("numbers", Set.of("numbers"), false));
		List<Integer> asked = numbers(this.instances.authorizing("ann"));
		assertThat(asked).hasSize(2).contains(3).containsAnyOf(1, 2);
		assertThat(numbers(this.instances.authorizing("ann"))).isEqualTo(asked);
		assertThat(this.instances.oneOfEach("ann")).hasSize(3);
	}

	@Test
	void leavesOutWhoSaysGoodbyeAndWhoIsNotHeardAnyMore() {
		hear(1, ServingInstances.announcement("shop", Set.of("shop"), true));
		hear(2, ServingInstances.announcement("shop", Set.of(), false));
		hear(1, ServingInstances.farewell("shop"));
		assertThat(this.departures).containsExactly(1);
		assertThat(numbers(this.instances.oneOfEach("ann"))).containsExactly(2);
		this.clock.set(ServingInstances.LIFE + 1);
		this.instances.sweep();
		assertThat(this.departures).containsExactly(1, 2);
		assertThat(this.instances.isEmpty()).isTrue();
	}

	@Test
	void tellsNodesThatHoldConnectionsFromApplications() {
		given(this.bus.node()).willReturn(new NodeId(0));
		given(this.bus.state()).willReturn(BusState.READY);
		given(this.bus.nodes(NodeState.SERVING)).willReturn(Set.of(new NodeId(0), new NodeId(1)));
		assertThat(this.instances.countOtherNodes()).isEqualTo(1);
		hear(1, ServingInstances.announcement("shop", Set.of(), false));
		assertThat(this.instances.countOtherNodes()).isZero();
		given(this.bus.nodes(NodeState.SERVING)).willReturn(Set.of(new NodeId(0), new NodeId(1), new NodeId(2)));
		assertThat(this.instances.countOtherNodes()).isEqualTo(1);
		given(this.bus.state()).willReturn(BusState.LOST);
		assertThat(this.instances.countOtherNodes()).isZero();
	}

	private void hear(int node, ClusterMessage message) {
		this.instances
			.handle(new ClusterEnvelope(new NodeId(node), 1, ClusterDestination.all(), 0, 1, Instant.now(), message));
	}

	private static List<Integer> numbers(Collection<ServingInstance> instances) {
		return instances.stream().map((instance) -> instance.node().number()).sorted().toList();
	}

}
