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

import io.pushgate.api.ApiAuthenticator;
import io.pushgate.api.ApiCaller;
import io.pushgate.api.ApiKeyAuthenticator;
import io.pushgate.api.PushApi;
import io.pushgate.core.PushOperations;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.websocket.HttpEndpointHandlerMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link PushApiAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PushApiAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(PushAutoConfiguration.class,
			PushApiAutoConfiguration.class);

	private static final String ENABLED = "push.api.enabled=true";

	private static final String KEY = "push.api.keys.default=" + "0".repeat(64);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void isOffUnlessEnabled() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(HttpEndpoint.class)
			.doesNotHaveBean(ApiAuthenticator.class)
			.doesNotHaveBean(HttpEndpointHandlerMapping.class));
		this.runner.withPropertyValues("push.api.enabled=false", KEY)
			.run((context) -> assertThat(context).doesNotHaveBean(HttpEndpoint.class));
		this.runner.withPropertyValues("push.enabled=false", ENABLED, KEY)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HttpEndpoint.class));
	}

	@Test
	void isServedByTheServletContainer() {
		this.runner.withPropertyValues(ENABLED, KEY).run((context) -> {
			assertThat(context).hasSingleBean(PushApi.class).hasSingleBean(ApiKeyAuthenticator.class);
			assertThat(context.getBean(HttpEndpointHandlerMapping.class).getUrlMap()).containsOnlyKeys("/push/api/v1",
					"/push/api/v1/**");
		});
	}

	@Test
	void needsNoServletContainer() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(ENABLED, KEY)
			.run((context) -> assertThat(context).hasSingleBean(PushApi.class)
				.doesNotHaveBean(HttpEndpointHandlerMapping.class));
		this.runner.withPropertyValues(ENABLED, KEY)
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PushApi.class)
				.doesNotHaveBean(HttpEndpointHandlerMapping.class));
	}

	@Test
	void isADoorToTheApplicationsOwnOperations() {
		this.runner.withPropertyValues(ENABLED, KEY)
			.withBean(PushOperations.class, () -> mock(PushOperations.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(PushApi.class));
	}

	@Test
	void backsOffForTheApplicationsBeans() {
		ApiAuthenticator authenticator = (call) -> new ApiCaller("own");
		PushApi api = mock(PushApi.class);
		HttpEndpointHandlerMapping mapping = mock(HttpEndpointHandlerMapping.class);
		this.runner.withPropertyValues(ENABLED)
			.withBean(ApiAuthenticator.class, () -> authenticator)
			.withBean(PushApi.class, () -> api)
			.withBean(HttpEndpointHandlerMapping.class, () -> mapping)
			.run((context) -> {
				assertThat(context.getBean(ApiAuthenticator.class)).isSameAs(authenticator);
				assertThat(context.getBean(PushApi.class)).isSameAs(api);
				assertThat(context.getBean(HttpEndpointHandlerMapping.class)).isSameAs(mapping);
			});
	}

	@Test
	void servesOtherEndpointsBesideIt() {
		HttpEndpoint other = mock(HttpEndpoint.class);
		given(other.path()).willReturn("/other");
		this.runner.withPropertyValues(ENABLED, KEY)
			.withBean("other", HttpEndpoint.class, () -> other)
			.run((context) -> assertThat(context.getBean(HttpEndpointHandlerMapping.class).getUrlMap())
				.containsKeys("/other", "/push/api/v1"));
	}

	@Test
	void saysHowToGetInWhereNobodyCan(CapturedOutput output) {
		this.runner.withPropertyValues(ENABLED, KEY).run((context) -> assertThat(output).doesNotContain("No key of"));
		this.runner.withPropertyValues(ENABLED)
			.withBean(ApiAuthenticator.class, () -> (call) -> null)
			.run((context) -> assertThat(output).doesNotContain("No key of"));
		this.runner.withPropertyValues(ENABLED)
			.run((context) -> assertThat(output)
				.containsOnlyOnce("No key of the HTTP push API at /push/api/v1 is configured")
				.contains("openssl rand -hex 32", "push.api.keys.default", "Authorization: Bearer <key>"));
	}

}
