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

package io.pushgate.contract.gateway;

import java.util.Map;

import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RocketMqServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application behind gateways, connected by RocketMQ, dies while clients ask.
 */
@ExtendWith(Brokers.class)
class RocketMqUplinkFaultRunTests {

	@Test
	void everyRequestIsAnsweredOnceAndHandledOnce(RocketMqServer server) {
		try (UplinkFaultRun run = new UplinkFaultRun(Map.of("push.cluster.bus", "rocketmq", "rocketmq.name-server",
				server.nameServer(), "rocketmq.producer.group", "test"))) {
			UplinkFaultRun.Outcome outcome = run.run("RocketMQ: kill -9 of one of two instances");
			assertThat(outcome.answers()).isEqualTo(UplinkFaultRun.REQUESTS);
			assertThat(outcome.outcomes()).containsOnlyKeys("reply", "timeout");
			assertThat(outcome.handled()).isEqualTo(outcome.distinct());
			assertThat(outcome.outcomes().get("reply")).isGreaterThan(UplinkFaultRun.REQUESTS / 2);
		}
	}

}
