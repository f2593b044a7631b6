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
import java.util.concurrent.TimeUnit;

import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application is behind gateways: it pushes through their HTTP push API, and hears of
 * clients by Redis.
 */
@ExtendWith(Brokers.class)
class RedisShopOverHttpTests extends AbstractShopTests {

	@BeforeAll
	void start(RedisServer server) {
		startBehindGateways(new ClusterBroker("redis", Map.of("push.cluster.bus", "redis", "push.cluster.directory",
				"redis", "spring.data.redis.port", server.port()), true, false), true);
	}

	@Test
	void leavesItToTheGatewaysWhatIsOnePush() throws Exception {
		try (RawWebSocket client = connect(0, "collector", "d")) {
			push(0).toUser("collector").id("same").send("once", 1).get(1, TimeUnit.MINUTES);
			push(1).toUser("collector").id("same").send("once", 1).get(1, TimeUnit.MINUTES);
			push(0).toUser("collector").id("same").send("once", 1).get(1, TimeUnit.MINUTES);
			push(1).toUser("collector").send("end", 1).get(1, TimeUnit.MINUTES);
			assertThat(client.readJson("message").get("event").asString()).isEqualTo("once");
			assertThat(client.readJson("message").get("event").asString()).isEqualTo("end");
		}
		assertThat(shop(0).bean(GatewayClient.class).status().reached()).isTrue();
	}

}
