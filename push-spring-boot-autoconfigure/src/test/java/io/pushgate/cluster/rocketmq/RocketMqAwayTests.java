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

import io.pushgate.autoconfigure.PushAutoConfiguration;
import io.pushgate.autoconfigure.PushRocketMqClusterAutoConfiguration;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.NodeId;
import org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of a name server of RocketMQ that is away when an application starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class RocketMqAwayTests {

	@Test
	void namesTheNameServerThatCannotBeReached(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class,
					PushRocketMqClusterAutoConfiguration.class, RocketMQAutoConfiguration.class))
			.withBean(NodeId.class, () -> new NodeId(3))
			.withPropertyValues("push.cluster.bus=rocketmq", "rocketmq.name-server=127.0.0.1:1",
					"rocketmq.producer.group=test")
			.run((context) -> {
				assertThat(context.getBean(ClusterBus.class).state()).isEqualTo(BusState.CONNECTING);
				assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).singleElement()
					.asString()
					.contains("The bus 'rocketmq' cannot be opened yet, and is tried again until it can: RocketMQ's "
							+ "name server at 127.0.0.1:1 ('rocketmq.name-server') cannot be reached");
				assertThat(output).doesNotContain("Can not find Message Queue");
			});
	}

	@Test
	void saysSoOnceWhereTheNumberOfTheNodeIsAskedForAsWell(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class,
					PushRocketMqClusterAutoConfiguration.class, RocketMQAutoConfiguration.class))
			.withPropertyValues("push.cluster.bus=rocketmq", "rocketmq.name-server=127.0.0.1:1",
					"rocketmq.producer.group=test")
			.run((context) -> {
				assertThat(context.getBean(ClusterBus.class).state()).isEqualTo(BusState.CONNECTING);
				assertThat(output).contains("The bus is not ready, so nobody could be asked")
					.containsOnlyOnce("'rocketmq.name-server'");
			});
	}

}
