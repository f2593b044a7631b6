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

import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What is reported of a listener that cannot be one.
 */
class PushListenerFailureAnalyzerTests {

	@Test
	@ExpectErrors("APPLICATION FAILED TO START")
	void reportsBeanMethodAndRemedy(LoggedErrors errors) {
		Throwable failure = catchThrowable(
				() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
					.registerShutdownHook(false)
					.run());
		assertThat(failure).isNotNull();
		assertThat(errors.text()).contains("Description:", "Action:")
			.containsPattern(
					"The @PushListener method 'say\\(String, String\\)' of bean '.*' has two parameters that could "
							+ "take the payload, String and String\\.")
			.contains(
					"Take the payload as one parameter; others may be a PushSession, a Principal, a PushRequest and claims, by @PushClaim.");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(PushAutoConfiguration.class)
	static class Application {

		@PushListener("say")
		void say(String to, String text) {
		}

	}

}
