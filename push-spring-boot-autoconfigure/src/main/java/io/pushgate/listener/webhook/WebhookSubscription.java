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

package io.pushgate.listener.webhook;

import java.util.Set;

import io.pushgate.webhook.Webhook;

/**
 * Who is told of connections, and of what.
 *
 * @param namespace the namespace that the application is for
 * @param webhook whom to call
 * @param types what to tell
 * @param queue how many events may wait
 * @since 0.1.0
 */
public record WebhookSubscription(String namespace, Webhook webhook, Set<WebhookEventType> types, int queue) {

	/**
	 * Create a subscription.
	 */
	public WebhookSubscription {
		types = Set.copyOf(types);
	}

}
