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

import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the log says of a Redis that is away when an application starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisAwayTests {

	@Test
	void saysOnceWhatIsAwayAndOnceThatItIsBack(CapturedOutput output) {
		try (RedisServer redis = RedisServer.start()) {
			redis.kill();
			ClusterBroker broker = new ClusterBroker(
					"redis", Map.of("push.cluster.bus", "redis", "push.cluster.directory", "redis",
							"spring.data.redis.host", "127.0.0.1", "spring.data.redis.port", redis.port()),
					true, false);
			// Waits for the directory, for some seconds.
			try (PushServer server = PushServer.on(Container.TOMCAT).connectedBy(broker).trusting().start()) {
				assertThat(server.bean(ClusterBus.class).state()).isEqualTo(BusState.CONNECTING);
				redis.restart();
				await().atMost(ThreeNodes.PATIENCE)
					.until(() -> server.bean(ClusterBus.class).state() == BusState.READY
							&& server.bean(Directory.class).isAvailable()
							&& server.bean(NodeReadiness.class).refusal() == null);
				String log = output.getAll();
				assertThat(log).containsOnlyOnce("The bus 'redis' is ready")
					.containsOnlyOnce("The directory reaches Redis now");
				String address = "127.0.0.1:" + redis.port()
						+ " ('spring.data.redis.host' and 'spring.data.redis.port'";
				// One of each: the node's number, the bus, the directory.
				assertThat(log.lines().filter(RedisAwayTests::isWarning)).hasSize(3)
					.allSatisfy((line) -> assertThat(line).contains(address).contains("Connection refused"));
				assertThat(log.lines()).noneMatch((line) -> line.startsWith("\tat "));
			}
		}
	}

	private static boolean isWarning(String line) {
		return (line.contains(" WARN ") || line.contains(" ERROR ")) && !line.contains("EVERY CLIENT IS BELIEVED");
	}

}
