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

import java.util.Map;

import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.broker.RocketMqServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong with nodes that are connected by RocketMQ. What a broker has accepted
 * is not lost for a node that lives.
 */
final class RocketMqFaults implements AutoCloseable {

	private final RocketMqServer broker = RocketMqServer.start();

	private final FaultRun run;

	/**
	 * Start a broker and the nodes.
	 * @param messages how many are pushed for each fault
	 */
	RocketMqFaults(int messages) {
		this.run = new FaultRun(messages, new ClusterBroker("rocketmq", Map.of("push.cluster.bus", "rocketmq",
				"rocketmq.name-server", this.broker.nameServer(), "rocketmq.producer.group", "test"), false, true),
				Map.of());
	}

	void aNodeIsKilled() {
		FaultRun.Outcome outcome = this.run.run("RocketMQ: kill -9 of a node", this.run.node(0)::kill,
				this.run.node(0)::restart);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isZero();
		assertThat(outcome.refused()).isZero();
	}

	void nodesComeAndGo() {
		FaultRun.Outcome outcome = this.run.run("RocketMQ: a node is added, another one stops", () -> {
			this.run.addNode();
			this.run.node(0).terminate();
		}, this.run.node(0)::restart);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isZero();
		assertThat(outcome.refused()).isZero();
	}

	void theBrokerRestarts() {
		FaultRun.Outcome outcome = this.run.run("RocketMQ: restart of the broker", this.broker::kill,
				this.broker::restart);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isZero();
		assertThat(outcome.refused()).isPositive();
	}

	void theBrokerPauses() {
		FaultRun.Outcome outcome = this.run.run("RocketMQ: the broker pauses", this.broker::pause, this.broker::resume);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isZero();
	}

	@Override
	public void close() {
		this.run.close();
		this.broker.close();
	}

}
