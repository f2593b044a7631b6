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

import java.util.Collection;
import java.util.TreeSet;

import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.listener.PushListenerRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Says once that nothing will ever reach the listeners of an application that only pushes
 * over HTTP.
 */
final class UnheardListeners implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(GatewayClient.class);

	private final PushListenerRegistry registry;

	private boolean told;

	UnheardListeners(PushListenerRegistry registry, boolean bus) {
		this.registry = registry;
		this.told = bus;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		Collection<String> namespaces = new TreeSet<>(this.registry.namespaces());
		if (this.told || namespaces.isEmpty()) {
			return;
		}
		this.told = true;
		logger.warn("The methods with @PushListener of the namespaces " + namespaces
				+ " are never called, as 'push.client.gateway-url' is the way to clients only. Set 'push.cluster.bus' "
				+ "to what the gateways have, or let the gateway call this application: "
				+ "'push.uplink.webhooks.<namespace>.url'");
	}

}
