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

package io.pushgate.api;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.core.PushAudit;
import io.pushgate.metrics.AuditMeters;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PushAudit}: what callers do to others is logged in one category and
 * counted.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuditTests {

	@ParameterizedTest
	@EnumSource
	void namesCallersThatDisconnectOrHaveNoKey(Container container, CapturedOutput output) {
		try (PushServer server = ApiClient.server(container).start();
				RawWebSocket phone = server.client().path("/push?user=ann&device=phone").open();
				RawWebSocket tab = server.connect("ann")) {
			phone.readJson("welcome");
			ApiClient api = ApiClient.of(server);
			assertThat(api.send("DELETE", "/sessions?user=ann&device=phone", null).status()).isEqualTo(202);
			assertThat(api.send("DELETE", "/sessions?user=ann", null).status()).isEqualTo(202);
			assertThat(api.with("wrong").send("DELETE", "/sessions?user=ann", null).status()).isEqualTo(401);
			assertThat(phone.readUntilClosed()).isEqualTo(4002);
			assertThat(tab.readUntilClosed()).isEqualTo(4002);
			assertThat(output)
				.containsPattern(PushAudit.CATEGORY + " +: Disconnected device 'phone' of user 'ann' of tenant "
						+ "'default' \\(1 sessions\\) by a call of the HTTP push API from 127.0.0.1")
				.containsPattern(PushAudit.CATEGORY + " +: Disconnected user 'ann' of tenant 'default'")
				.containsPattern(PushAudit.CATEGORY + " +: Refused DELETE /push/api/v1/sessions from 127.0.0.1")
				.doesNotContain("wrong", ApiClient.KEY);
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new AuditMeters(server.bean(PushAudit.class)).bindTo(registry);
			assertThat(registry.get("push.audit").tag("event", "disconnect").functionCounter().count()).isEqualTo(2);
			assertThat(registry.get("push.audit").tag("event", "key-refused").functionCounter().count()).isOne();
		}
	}

	@Test
	void doesNotFillTheLogWithRefusals(CapturedOutput output) {
		PushAudit audit = new PushAudit();
		for (int i = 0; i < 10_000; i++) {
			audit.keyRefused("GET /push/api/v1/stats", "203.0.113.7");
		}
		assertThat(audit.count(PushAudit.Event.KEY_REFUSED)).isEqualTo(10_000);
		assertThat(output.toString().lines().filter((line) -> line.contains("203.0.113.7")).count()).isBetween(1L,
				100L);
	}

}
