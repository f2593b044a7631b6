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

package io.pushgate.cluster.rocketmq;

import java.util.UUID;

import io.pushgate.cluster.AbstractClusterBusTests;
import io.pushgate.cluster.BusEngine;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract, on RocketMQ.
 */
@ExtendWith(Brokers.class)
class RocketMqBusTests extends AbstractClusterBusTests {

	private final String topic = "push-" + UUID.randomUUID();

	private RocketMqApplication application;

	@BeforeEach
	void connect(RocketMqServer server) {
		this.application = new RocketMqApplication(server.nameServer());
	}

	@AfterEach
	void disconnect() {
		this.application.close();
	}

	@Override
	protected BusEngine engine() {
		return this.application.engine(this.topic);
	}

	@Override
	protected void publishGarbage(byte[] bytes) {
		Message message = new Message(this.topic, "all", (bytes.length > 0) ? bytes : new byte[1]);
		if (bytes.length > 0) {
			message.putUserProperty("push_v", "1");
			message.putUserProperty("push_whole", "1");
		}
		try {
			this.application.producer().send(message);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
