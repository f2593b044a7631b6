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

import io.pushgate.cluster.ClaimStore;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.listener.ListenerDispatcher;
import io.pushgate.listener.PushListenerRegistry;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.cluster.ClaimedUplinkDispatcher;
import io.pushgate.listener.cluster.ClusterGroupAuthorizer;
import io.pushgate.listener.cluster.ClusterUplinkDispatcher;
import io.pushgate.listener.cluster.GatewayDispatcher;
import io.pushgate.listener.cluster.GroupAuthorizationReceiver;
import io.pushgate.listener.cluster.ServingInstances;
import io.pushgate.listener.cluster.SessionEventForwarder;
import io.pushgate.listener.cluster.SessionEventReceiver;
import io.pushgate.listener.cluster.UplinkReceiver;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.SessionListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/**
 * The way up over the bus: from gateways, which hold the connections, to applications,
 * which handle what clients send.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(ClusterBus.class)
class PushUplinkClusterConfiguration {

	// A process that has not answered by then has died, or its client waits no more.
	private static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

	// A node of an embedded cluster forwards nothing. It tells nodes that hold
	// connections from instances of applications, and needs no answer for that.
	@Bean
	@ConditionalOnPushMode({ PushProperties.Mode.EMBEDDED, PushProperties.Mode.GATEWAY })
	@ConditionalOnMissingBean
	ServingInstances pushServingInstances(ClusterBus bus, PushProperties properties) {
		return (properties.getMode() == PushProperties.Mode.GATEWAY) ? ServingInstances.asking(bus)
				: new ServingInstances(bus);
	}

	private static ClaimedUplinkDispatcher claimed(UplinkDispatcher handler, ClaimStore claims,
			PushUplinkProperties properties) {
		return new ClaimedUplinkDispatcher(handler, claims, properties.longestTimeout().plus(LEASE_MARGIN),
				properties.getRequestMemory());
	}

	/**
	 * A gateway.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnPushMode(PushProperties.Mode.GATEWAY)
	static class GatewayConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClusterUplinkDispatcher pushClusterUplinkDispatcher(ClusterBus bus, ServingInstances instances,
				PushUplinkProperties properties) {
			return new ClusterUplinkDispatcher(bus, instances, properties::timeout);
		}

		@Bean
		@Primary
		@ConditionalOnBean(ListenerDispatcher.class)
		@ConditionalOnMissingBean
		GatewayDispatcher pushGatewayDispatcher(ListenerDispatcher here, ClusterUplinkDispatcher elsewhere,
				ObjectProvider<ClaimStore> claims, PushUplinkProperties properties) {
			ClaimStore available = claims.getIfAvailable();
			// Not what is forwarded: whoever handles that claims it.
			return new GatewayDispatcher((available != null) ? claimed(here, available, properties) : here, elsewhere);
		}

		@Bean
		@ConditionalOnMissingBean
		SessionEventForwarder pushSessionEventForwarder(ClusterBus bus, ServingInstances instances) {
			return new SessionEventForwarder(bus, instances);
		}

		@Bean
		@ConditionalOnMissingBean(GroupAuthorizer.class)
		ClusterGroupAuthorizer pushClusterGroupAuthorizer(ClusterBus bus, ServingInstances instances) {
			return new ClusterGroupAuthorizer(bus, instances);
		}

	}

	/**
	 * An application that handles what clients send, on several nodes or instances.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnPushMode({ PushProperties.Mode.EMBEDDED, PushProperties.Mode.CLIENT })
	@ConditionalOnBean({ ClaimStore.class, ListenerDispatcher.class })
	static class ClaimConfiguration {

		@Bean
		@Primary
		@ConditionalOnMissingBean
		ClaimedUplinkDispatcher pushClaimedUplinkDispatcher(ListenerDispatcher handler, ClaimStore claims,
				PushUplinkProperties properties) {
			return claimed(handler, claims, properties);
		}

	}

	/**
	 * An application behind gateways.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnPushMode(PushProperties.Mode.CLIENT)
	static class ClientConfiguration {

		@Bean
		@ConditionalOnMissingBean
		UplinkReceiver pushUplinkReceiver(ClusterBus bus, Uplink uplink, PushListenerRegistry registry,
				ObjectProvider<GroupAuthorizer> authorizer, Environment environment) {
			return new UplinkReceiver(bus, uplink, environment.getProperty("spring.application.name", "application"),
					registry::namespaces, authorizer.getIfAvailable() != null);
		}

		@Bean
		@ConditionalOnMissingBean
		SessionEventReceiver pushSessionEventReceiver(ClusterBus bus, ObjectProvider<SessionListener> listeners) {
			return new SessionEventReceiver(bus, listeners.orderedStream().toList());
		}

		@Bean
		@ConditionalOnBean(GroupAuthorizer.class)
		@ConditionalOnMissingBean
		GroupAuthorizationReceiver pushGroupAuthorizationReceiver(ClusterBus bus, GroupAuthorizer authorizer) {
			return new GroupAuthorizationReceiver(bus, authorizer);
		}

		@Bean
		static LazyInitializationExcludeFilter pushUplinkClusterLazyInitializationExcludeFilter() {
			return LazyInitializationExcludeFilter.forBeanTypes(SessionEventReceiver.class,
					GroupAuthorizationReceiver.class);
		}

	}

}
