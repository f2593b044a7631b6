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

import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.spring.autoconfigure.RocketMQProperties;
import org.apache.rocketmq.spring.core.RocketMQTemplate;

/**
 * What an application with the starter of RocketMQ has.
 */
final class RocketMqApplication implements AutoCloseable {

	private final RocketMQProperties properties = new RocketMQProperties();

	private final RocketMQTemplate template = new RocketMQTemplate();

	RocketMqApplication(String nameServer) {
		DefaultMQProducer producer = new DefaultMQProducer("test");
		producer.setNamesrvAddr(nameServer);
		producer.setInstanceName(UUID.randomUUID().toString());
		this.properties.setNameServer(nameServer);
		this.template.setProducer(producer);
		try {
			this.template.afterPropertiesSet();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	RocketMqBusEngine engine(String topic) {
		return new RocketMqBusEngine(this.template, this.properties, topic);
	}

	DefaultMQProducer producer() {
		return this.template.getProducer();
	}

	@Override
	public void close() {
		this.template.destroy();
	}

}
