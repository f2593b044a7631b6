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

import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.WebhookServer;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link WebhookMeters}, on a server.
 */
class WebhookMetersTests {

	@Test
	void showsHowApplicationsKeepUp() {
		CountDownLatch end = new CountDownLatch(1);
		try (WebhookServer business = new WebhookServer();
				PushServer server = PushServer.on(Container.NETTY)
					.trusting()
					.property("push.uplink.webhooks.chat.url", business.url())
					.property("push.uplink.webhooks.chat.secret", "a secret of just 24 byte")
					.property("push.uplink.webhooks.chat.events", "connected")
					.with(Registry.class)
					.start()) {
			SimpleMeterRegistry meters = server.bean(SimpleMeterRegistry.class);
			try (RawWebSocket client = server.connect("ann")) {
				await().atMost(RawWebSocket.PATIENCE).until(() -> events(meters, "delivered") == 1);
				business.answer((exchange, call) -> {
					end.await();
					WebhookServer.json(200, "1").respond(exchange, call);
				});
				client.sendText("{\"type\":\"send\",\"namespace\":\"chat\",\"event\":\"say\",\"id\":\"1\"}");
				await().atMost(RawWebSocket.PATIENCE).until(() -> gauge(meters, "push.webhook.pending") == 1);
				assertThat(gauge(meters, "push.webhook.paused")).isZero();
				end.countDown();
				assertThat(client.readJson("reply").path("data").asInt()).isEqualTo(1);
				assertThat(meters.get("push.uplink").tags("namespace", "chat", "outcome", "success").timer().count())
					.isEqualTo(1);
				business.answer(503, "");
				await().atMost(RawWebSocket.PATIENCE).until(() -> {
					client.sendText("{\"type\":\"send\",\"namespace\":\"chat\",\"event\":\"say\",\"data\":1}");
					client.readJson("error");
					return gauge(meters, "push.webhook.paused") == 1;
				});
			}
			assertThat(events(meters, "refused") + events(meters, "expired") + events(meters, "dropped")).isZero();
		}
	}

	private static double gauge(SimpleMeterRegistry meters, String name) {
		return meters.get(name).tag("namespace", "chat").gauge().value();
	}

	private static double events(SimpleMeterRegistry meters, String outcome) {
		return meters.get("push.webhook.events")
			.tags("namespace", "chat", "outcome", outcome)
			.functionCounter()
			.count();
	}

	@Configuration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		SimpleMeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}
