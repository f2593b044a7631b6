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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.pushgate.autoconfigure.PushUplinkProperties.Namespace;
import io.pushgate.listener.webhook.WebhookEvents;
import io.pushgate.listener.webhook.WebhookForwarder;
import io.pushgate.listener.webhook.WebhookSubscription;
import io.pushgate.listener.webhook.WebhookUplink;
import io.pushgate.webhook.Webhook;
import io.pushgate.webhook.WebhookClient;
import io.pushgate.webhook.WebhookSecret;
import io.pushgate.webhook.WebhookSettings;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * What clients send, on its way to applications that are called by HTTP, and what these
 * are told of connections.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnUplinkWebhooksCondition.class)
@EnableConfigurationProperties(PushUplinkProperties.class)
class PushUplinkWebhookConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WebhookForwarder pushWebhookForwarder(PushUplinkProperties properties, WebhookClient client) {
		Map<String, WebhookUplink> uplinks = new LinkedHashMap<>();
		properties.getWebhooks().forEach((name, webhook) -> {
			Namespace namespace = properties.getNamespaces().get(name);
			int queue = (namespace != null && namespace.getQueue() != null) ? namespace.getQueue()
					: properties.getQueue();
			uplinks.put(name, new WebhookUplink(webhook(name, "", webhook, properties, client),
					webhook.getConcurrency(), queue, properties.getQueuePerSession()));
		});
		return new WebhookForwarder(uplinks);
	}

	/**
	 * Events have webhooks of their own: a request that times out says nothing of whether
	 * events are taken.
	 */
	@Bean
	@ConditionalOnMissingBean
	WebhookEvents pushWebhookEvents(PushUplinkProperties properties, WebhookClient client) {
		List<WebhookSubscription> subscriptions = new ArrayList<>();
		properties.getWebhooks().forEach((name, webhook) -> {
			if (!webhook.getEvents().isEmpty()) {
				subscriptions.add(new WebhookSubscription(name, webhook(name, ".events", webhook, properties, client),
						webhook.getEvents(), webhook.getEventQueue()));
			}
		});
		return new WebhookEvents(subscriptions, properties.getTimeout());
	}

	/**
	 * Where beans are lazy, what flushes is not: nobody would start it.
	 */
	@Bean
	static LazyInitializationExcludeFilter pushWebhookLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(WebhookEvents.class);
	}

	private static Webhook webhook(String name, String suffix, PushUplinkProperties.Webhook webhook,
			PushUplinkProperties properties, WebhookClient client) {
		Namespace namespace = properties.getNamespaces().get(name);
		Duration total = (namespace != null && namespace.getTimeout() != null) ? namespace.getTimeout()
				: properties.getTimeout();
		return client.webhook(new WebhookSettings("push.uplink.webhooks." + name + suffix,
				URI.create(Objects.requireNonNull(webhook.getUrl())),
				WebhookSecret.of(Objects.requireNonNull(webhook.getSecret())), webhook.getTimeout(), total,
				webhook.getAttempts(), Math.toIntExact(webhook.getMaxReply().toBytes())));
	}

}
