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
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An application behind gateways, connected by Redis, dies while clients ask.
 */
@Tag("fault")
@ExtendWith(Brokers.class)
class RedisUplinkFaultRunTests {

	@Test
	void everyRequestIsAnsweredOnceAndHandledOnce(RedisServer server) {
		try (UplinkFaultRun run = new UplinkFaultRun(20_000, Map.of("push.cluster.bus", "redis",
				"push.cluster.directory", "redis", "spring.data.redis.port", server.port()))) {
			run.run("Redis: kill -9 of one of two instances").everyRequestIsAnsweredOnceAndHandledOnce();
		}
	}

}
