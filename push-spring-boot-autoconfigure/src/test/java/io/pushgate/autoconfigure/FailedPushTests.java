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

package io.pushgate.autoconfigure;

import java.time.Duration;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.core.PushTemplate;
import io.pushgate.message.Qos;
import io.pushgate.testsupport.LocalCluster;
import io.pushgate.testsupport.WebhookServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application that drops the future finds a failed push in its log,
 * whichever way its pushes go.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailedPushTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

	@Test
	void isLoggedByANodeOfItsOwn(CapturedOutput output) {
		this.runner.run((context) -> {
			context.getBean(PushTemplate.class).toSession("1").qos(Qos.AT_LEAST_ONCE).send("e", 1);
			assertLogged(output, "target session, AT_LEAST_ONCE) failed: ");
		});
	}

	@Test
	void isLoggedByANodeOfACluster(CapturedOutput output) {
		this.runner.withUserConfiguration(LocalCluster.class).run((context) -> {
			context.getBean(ClusterBus.class).stop();
			context.getBean(PushTemplate.class).toAll().send("e", 1);
			assertLogged(output, "target all, AT_MOST_ONCE) failed: The bus ");
		});
	}

	@Test
	void isLoggedByAClientOfAGateway(CapturedOutput output) {
		try (WebhookServer gateway = new WebhookServer(WebhookServer.json(401, "{}"))) {
			this.runner
				.withPropertyValues("push.mode=client", "push.client.gateway-url=http://127.0.0.1:" + gateway.port(),
						"push.client.api-key=s3cret")
				.run((context) -> {
					context.getBean(PushTemplate.class).toUser("u").send("e", 1);
					assertLogged(output, "target users, AT_MOST_ONCE) failed: ");
					assertThat(output).doesNotContain("s3cret");
				});
		}
	}

	private static void assertLogged(CapturedOutput output, String text) {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(
					() -> assertThat(output.toString().lines().filter((line) -> line.contains(text))).singleElement()
						.asString()
						.contains("WARN", "The push of 'e' (namespace 'default', tenant 'default', "));
	}

}
