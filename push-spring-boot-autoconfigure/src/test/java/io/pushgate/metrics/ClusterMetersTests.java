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

package io.pushgate.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.DefaultClusterBus;
import io.pushgate.cluster.LocalBroker;
import io.pushgate.cluster.LocalBusEngine;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.PushMessageCodec;
import io.pushgate.message.PushTarget;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.LocalCluster;
import io.pushgate.testsupport.LocalCluster.SwitchedDirectory;
import io.pushgate.testsupport.PushServer;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link ClusterMeters} on a node.
 */
class ClusterMetersTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void countsWaysAndShowsWhetherTheDirectoryCanBeAsked() {
		try (PushServer server = PushServer.on(Container.TOMCAT).trusting().with(LocalCluster.class).start()) {
			server.bean(ClusterBus.class).awaitReady(BusNode.PATIENCE);
			server.bean(ClusterMeters.class).bindTo(this.registry);
			assertThat(available()).isEqualTo(1);
			server.push().toAll().send("e", 1).join();
			server.push().toUser("ann").send("e", 1).join();
			server.push().toUser("ann").send("e", 1).join();
			server.bean(SwitchedDirectory.class).setAvailable(false);
			assertThat(available()).isZero();
			for (int i = 0; i < 3; i++) {
				server.push().toUser("ann").send("e", 1).join();
			}
			assertThat(routed("broadcast")).isEqualTo(1);
			assertThat(routed("directed")).isEqualTo(2);
			assertThat(routed("fallback")).isEqualTo(3);
			assertThat(count("push.cluster.unwanted")).isZero();
			assertThat(count("push.cluster.overloaded")).isZero();
			this.registry.getMeters()
				.forEach(
						(meter) -> assertThat(meter.getId().getDescription()).as(meter.getId().getName()).isNotBlank());
		}
	}

	@Test
	void countsWhatWasForNobodyHere() {
		try (PushServer server = PushServer.on(Container.TOMCAT).with(OneOfTwo.class).start();
				BusNode other = BusNode.started(1, new LocalBusEngine(server.bean(LocalBroker.class)))) {
			server.bean(ClusterBus.class).awaitReady(BusNode.PATIENCE);
			server.bean(ClusterMeters.class).bindTo(this.registry);
			assertThat(this.registry.find("push.directory.available").meter()).isNull();
			other.bus()
				.publish(ClusterDestination.all(),
						ClusterMessage.of(PushMessageCodec.OPERATION).target(PushTarget.user("nobody")).build())
				.join();
			await().atMost(BusNode.PATIENCE).until(() -> count("push.cluster.unwanted") == 1);
		}
	}

	private double available() {
		return this.registry.get("push.directory.available").gauge().value();
	}

	private double routed(String way) {
		return this.registry.get("push.cluster.routed").tag("way", way).functionCounter().count();
	}

	private double count(String name) {
		return this.registry.get(name).functionCounter().count();
	}

	@Configuration(proxyBeanMethods = false)
	static class OneOfTwo {

		@Bean
		LocalBroker broker() {
			return new LocalBroker();
		}

		@Bean
		ClusterBus bus(LocalBroker broker) {
			return new DefaultClusterBus(new LocalBusEngine(broker), NodeId.LOCAL, BusNode.QUICK);
		}

	}

}
