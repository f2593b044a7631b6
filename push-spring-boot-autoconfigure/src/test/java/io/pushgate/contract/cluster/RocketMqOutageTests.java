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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/**
 * A broker and name server of RocketMQ that die and come back.
 */
@Tag("fault")
class RocketMqOutageTests extends AbstractBrokerOutageTests {

	private final RocketMqServer server = RocketMqServer.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Override
	protected ClusterBroker broker() {
		return new ClusterBroker("rocketmq", Map.of("push.cluster.bus", "rocketmq", "rocketmq.name-server",
				this.server.nameServer(), "rocketmq.producer.group", "test"), false, true);
	}

	@Override
	protected void kill() {
		this.server.kill();
	}

	@Override
	protected void restart() {
		this.server.restart();
	}

}
