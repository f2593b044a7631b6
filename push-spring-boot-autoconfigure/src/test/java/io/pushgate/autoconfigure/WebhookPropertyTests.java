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

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.webhook.WebhookAuthenticator;
import io.pushgate.listener.InvalidPushListenerException;
import io.pushgate.listener.ListenerDispatcher;
import io.pushgate.listener.PushListener;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.UplinkForwarder;
import io.pushgate.listener.webhook.WebhookEvents;
import io.pushgate.listener.webhook.WebhookForwarder;
import io.pushgate.metrics.WebhookMeters;
import io.pushgate.webhook.WebhookClient;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What has to be set where an application elsewhere is called, and what is said where it
 * is not.
 */
class WebhookPropertyTests {

	private static final String SECRET = "a secret of just 24 byte";

	private static final String SET_A_URL = "Set it to an address such as 'https://app.example.com/push', without user "
			+ "and fragment.";

	private static final String SET_A_SECRET = "Set it there and here to the output of "
			+ "'echo whsec_$(openssl rand -base64 32)'.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

	@Test
	void callsNobodyUnlessItIsTold() {
		this.runner.run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("pushWebhookClient")).isFalse();
			assertThat(context.getBean(AuthenticatorChain.class)).extracting("authenticators")
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.doesNotHaveAnyElementsOfTypes(WebhookAuthenticator.class);
		});
	}

	@Test
	void callsByTheApplicationsClient() {
		this.runner.withUserConfiguration(OwnClient.class)
			.withPropertyValues("push.auth.webhook.url=http://localhost", "push.auth.webhook.secret=" + SECRET)
			.run((context) -> assertThat(context).hasSingleBean(WebhookClient.class)
				.getBean(AuthenticatorChain.class)
				.extracting("authenticators")
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.hasAtLeastOneElementOfType(WebhookAuthenticator.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "app.example.com/push", "ftp://app.example.com", "https:app", "http://key_server/",
			"https://secret@app.example.com", "https://app.example.com/#a", "https://app.example.com/a b" })
	void reportsWhatIsNoAddressAndNotTheAddress(String url) {
		fails("The property 'push.auth.webhook.url' is not an address of http or https with a host.", SET_A_URL,
				"push.auth.webhook.url=" + url, "push.auth.webhook.secret=" + SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost", "HTTPS://app.example.com:8443/push/who?key=1", "http://[::1]:80/" })
	void takesAnAddress(String url) {
		this.runner.withPropertyValues("push.auth.webhook.url=" + url, "push.auth.webhook.secret=" + SECRET)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void reportsThatTheSecretIsMissing() {
		fails("The property 'push.auth.webhook.secret' is missing, so whoever is called could not tell who calls.",
				SET_A_SECRET, "push.auth.webhook.url=http://localhost");
		fails("The property 'push.auth.webhook.secret' is missing, so whoever is called could not tell who calls.",
				SET_A_SECRET, "push.auth.webhook.url=http://localhost", "push.auth.webhook.secret= ");
	}

	@Test
	void reportsASecretThatCannotBeUsedAndNotTheSecret() {
		fails("The property 'push.auth.webhook.secret' has 23 bytes, but needs at least 24.", SET_A_SECRET,
				"push.auth.webhook.url=http://localhost", "push.auth.webhook.secret=" + SECRET.substring(0, 23));
		fails("The property 'push.auth.webhook.secret' is not Base64 after 'whsec_'.", SET_A_SECRET,
				"push.auth.webhook.url=http://localhost", "push.auth.webhook.secret=whsec_a secret of some length");
	}

	@Test
	void reportsASecretForNobody() {
		fails("The property 'push.auth.webhook.secret' is set, but there is nobody to ask.",
				"Set 'push.auth.webhook.url' as well, or remove the secret.", "push.auth.webhook.secret=" + SECRET);
	}

	@Test
	void reportsThatTokensAreCheckedInOneWay() {
		fails("The properties 'push.auth.jwt.*' and 'push.auth.webhook.url' are both set, but tokens are checked in one "
				+ "way.",
				"Remove one of the two, or define a bean of type PushAuthenticator that tells one token from the other.",
				"push.auth.webhook.url=http://localhost", "push.auth.webhook.secret=" + SECRET,
				"push.auth.jwt.secret=" + "x".repeat(32));
	}

	@Test
	void reportsWhatAWebhookOfANamespaceNeeds() {
		fails("The property 'push.uplink.webhooks.chat.url' is missing, so there is nobody to call.",
				"Set it to the address of the application that handles the namespace.",
				"push.uplink.webhooks.chat.secret=" + SECRET);
		fails("The property 'push.uplink.webhooks.chat.url' is not an address of http or https with a host.", SET_A_URL,
				"push.uplink.webhooks.chat.url=chat", "push.uplink.webhooks.chat.secret=" + SECRET);
		fails("The property 'push.uplink.webhooks.chat.secret' is missing, so whoever is called could not tell who "
				+ "calls.", SET_A_SECRET, "push.uplink.webhooks.chat.url=http://localhost");
		fails("The property 'push.uplink.webhooks.chat.secret' has 3 bytes, but needs at least 24.", SET_A_SECRET,
				"push.uplink.webhooks.chat.url=http://localhost", "push.uplink.webhooks.chat.secret=abc");
		fails("The property 'push.uplink.webhooks' has the value 'a b', but that is no namespace.",
				"Name it by 1 to 64 letters, digits, '.', '_' and '-', in brackets where it has a dot: "
						+ "'push.uplink.webhooks.[chat.room]'.",
				"push.uplink.webhooks.[a b].url=http://localhost");
	}

	@Test
	void reportsANamespaceThatIsForListenersAsWell() {
		this.runner.withBean(Chat.class)
			.withPropertyValues("push.uplink.webhooks.chat.url=http://localhost",
					"push.uplink.webhooks.chat.secret=" + SECRET)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidPushListenerException.class, (failure) -> {
					assertThat(failure.problem()).matches(
							"What clients send in namespace 'chat' is forwarded by 'push\\.uplink\\.webhooks\\.chat', "
									+ "but the @PushListener method 'say\\(String\\)' of bean '.*' of this application is for it "
									+ "as well\\.");
					assertThat(failure.remedy())
						.isEqualTo("Remove one of the two, or give the listener another namespace.");
				}));
	}

	@Test
	void letsListenersHaveOtherNamespaces() {
		this.runner.withBean(Chat.class)
			.withPropertyValues("push.uplink.webhooks.other.url=http://localhost",
					"push.uplink.webhooks.other.secret=" + SECRET)
			.run((context) -> assertThat(context.getBean(UplinkDispatcher.class).namespaces())
				.containsExactlyInAnyOrder("chat", "other"));
	}

	@Test
	void reportsANamespaceThatIsForwardedTwice() {
		this.runner.withBean(OwnForwarder.class)
			.withPropertyValues("push.uplink.webhooks.chat.url=http://localhost",
					"push.uplink.webhooks.chat.secret=" + SECRET)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidPushListenerException.class, (failure) -> assertThat(failure.problem())
					.contains("'chat' is forwarded twice", "'push.uplink.webhooks.chat'", "the application's own")));
	}

	@ParameterizedTest
	@ValueSource(classes = { WebhookForwarder.class, WebhookEvents.class, WebhookMeters.class })
	void backsOffForTheApplicationsBean(Class<?> type) {
		Object own = mock(type);
		replace(type, own).withConfiguration(AutoConfigurations.of(PushMetricsAutoConfiguration.class))
			.withPropertyValues("push.uplink.webhooks.chat.url=http://localhost",
					"push.uplink.webhooks.chat.secret=" + SECRET)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(type);
				assertThat(context.getBean(type)).isSameAs(own);
			});
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private ApplicationContextRunner replace(Class type, Object own) {
		return this.runner.withBean("own", type, () -> own);
	}

	@Test
	void leavesRequestsToTheApplicationsDispatcher() {
		this.runner.withBean(UplinkDispatcher.class, () -> mock(UplinkDispatcher.class))
			.withPropertyValues("push.uplink.webhooks.chat.url=http://localhost",
					"push.uplink.webhooks.chat.secret=" + SECRET)
			.run((context) -> assertThat(context).hasSingleBean(UplinkDispatcher.class)
				.doesNotHaveBean(ListenerDispatcher.class));
	}

	private void fails(String description, String action, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(FailureAnalyzedException.class, (failure) -> {
					assertThat(failure.analysis().getDescription()).isEqualTo(description);
					assertThat(failure.analysis().getAction()).isEqualTo(action);
				});
			assertThat(context.getStartupFailure()).rootCause().hasMessageNotContaining("secret@");
		});
	}

	static class Chat {

		@PushListener(namespace = "chat", event = "say")
		void say(String text) {
		}

	}

	static class OwnForwarder implements UplinkForwarder {

		@Override
		public Set<String> namespaces() {
			return Set.of("chat");
		}

		@Override
		public CompletableFuture<UplinkAnswer> forward(PushRequest request) {
			return new CompletableFuture<>();
		}

		@Override
		public String describe(String namespace) {
			return "the application's own";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		WebhookClient ownClient() {
			return new WebhookClient();
		}

	}

}
