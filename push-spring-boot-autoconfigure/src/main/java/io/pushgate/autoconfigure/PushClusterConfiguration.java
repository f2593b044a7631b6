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

import java.util.List;

import io.pushgate.cluster.ClaimStore;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterIdempotencyStore;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.delivery.LocalReadPositions;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.cluster.ClusterCalls;
import io.pushgate.delivery.cluster.ClusterDelivery;
import io.pushgate.delivery.cluster.ClusterGroupControl;
import io.pushgate.delivery.cluster.ClusterReadPositions;
import io.pushgate.delivery.cluster.ClusterReceiver;
import io.pushgate.delivery.cluster.ClusterSessionControl;
import io.pushgate.delivery.cluster.ClusterStatistics;
import io.pushgate.delivery.cluster.DirectoryRegistration;
import io.pushgate.delivery.cluster.DirectorySessions;
import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.delivery.http.GatewayDelivery;
import io.pushgate.delivery.http.GatewayGroupControl;
import io.pushgate.delivery.http.GatewaySessionControl;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.LostNumberDrain;
import io.pushgate.gateway.NodeAnnouncer;
import io.pushgate.listener.cluster.ServingInstances;
import io.pushgate.listener.cluster.SessionEventForwarder;
import io.pushgate.session.SessionDirectory;
import io.pushgate.session.SessionListener;
import io.pushgate.session.SessionManager;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * What makes nodes that have a bus one cluster. The beans of a single node stay, as each
 * node does its part by them; those here are what everybody else gets.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(ClusterBus.class)
class PushClusterConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterStatistics pushClusterStatistics() {
		return new ClusterStatistics();
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterCalls pushClusterCalls(ClusterBus bus, ObjectProvider<Directory> directory) {
		return new ClusterCalls(bus, directory.getIfAvailable());
	}

	// Not for pushes that a gateway makes: it claims their ids itself.
	@Bean
	@ConditionalOnBean(ClaimStore.class)
	@ConditionalOnMissingBean({ IdempotencyStore.class, GatewayClient.class })
	ClusterIdempotencyStore pushIdempotencyStore(ClaimStore claims, PushApiProperties properties) {
		return new ClusterIdempotencyStore(claims, PushAutoConfiguration.idempotencyMemory(properties),
				properties.getIdempotencyWindow());
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean({ ClusterDelivery.class, GatewayDelivery.class })
	ClusterDelivery pushClusterDelivery(MessageDelivery local, ClusterBus bus, ObjectProvider<Directory> directory,
			DeliveryStatistics statistics, ClusterStatistics clusterStatistics, PushClusterProperties properties) {
		return new ClusterDelivery(local, bus, directory(properties, directory.getIfAvailable()), statistics,
				clusterStatistics);
	}

	private static @Nullable Directory directory(PushClusterProperties properties, @Nullable Directory available) {
		if (properties.getRouting() == PushClusterProperties.Routing.DIRECTED && available == null) {
			throw new InvalidPushPropertyException(
					"The property 'push.cluster.routing' has the value 'directed', but there is no directory that "
							+ "could tell where to.",
					"Set 'push.cluster.directory' to 'redis', or leave 'push.cluster.routing' at 'auto'.");
		}
		return (properties.getRouting() == PushClusterProperties.Routing.BROADCAST) ? null : available;
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean({ ClusterSessionControl.class, GatewaySessionControl.class })
	ClusterSessionControl pushClusterSessionControl(LocalSessionControl local, ClusterCalls calls,
			ObjectProvider<Directory> directory) {
		return new ClusterSessionControl(local, calls, directory.getIfAvailable());
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean({ ClusterGroupControl.class, GatewayGroupControl.class })
	ClusterGroupControl pushClusterGroupControl(LocalGroupControl local, ClusterCalls calls,
			ObjectProvider<SessionDirectory> directory) {
		return new ClusterGroupControl(local, calls, directory.getIfAvailable(() -> SessionDirectory.NONE));
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean
	ClusterReadPositions pushClusterReadPositions(LocalReadPositions local, ClusterBus bus,
			ObjectProvider<Directory> directory) {
		return new ClusterReadPositions(local, bus, directory.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterReceiver pushClusterReceiver(ClusterBus bus, ClusterCalls calls, MessageDelivery delivery,
			LocalSessionControl sessions, LocalGroupControl groups, LocalReadPositions positions,
			ObjectProvider<SessionDirectory> directory, ClusterStatistics statistics) {
		ClusterReceiver receiver = new ClusterReceiver(bus, calls, delivery, sessions, groups, positions,
				directory.getIfAvailable(() -> SessionDirectory.NONE), statistics);
		bus.addHandler(receiver);
		return receiver;
	}

	@Bean
	@ConditionalOnMissingBean
	LostNumberDrain pushLostNumberDrain(ObjectProvider<NodeLease> lease, ObjectProvider<Drain> drain,
			ObjectProvider<Directory> directory) {
		LostNumberDrain listener = new LostNumberDrain(drain.getIfAvailable(), directory.getIfAvailable());
		lease.ifUnique((number) -> number.addListener(listener));
		return listener;
	}

	@Bean
	@ConditionalOnMissingBean
	NodeAnnouncer pushNodeAnnouncer(ClusterBus bus) {
		return new NodeAnnouncer(bus);
	}

	@Bean
	static LazyInitializationExcludeFilter pushClusterLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(ClusterReceiver.class, DirectorySessions.class,
				Directory.class, LostNumberDrain.class, NodeAnnouncer.class);
	}

	/**
	 * What tells the directory of this node, and does what it decides.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(Directory.class)
	static class DirectoryConfiguration {

		@Bean
		@ConditionalOnPushMode(PushProperties.Mode.CLIENT)
		@ConditionalOnMissingBean
		ServingInstances pushServingInstances(ClusterBus bus) {
			return ServingInstances.asking(bus);
		}

		@Bean
		@ConditionalOnPushMode({ PushProperties.Mode.EMBEDDED, PushProperties.Mode.GATEWAY })
		@ConditionalOnMissingBean
		DirectoryRegistration pushDirectoryRegistration(Directory directory, NodeId node) {
			return new DirectoryRegistration(directory, node);
		}

		@Bean
		@ConditionalOnMissingBean
		DirectorySessions pushDirectorySessions(Directory directory, SessionManager sessions,
				LocalSessionControl control, ClusterBus bus, ObjectProvider<SessionListener> listeners,
				ObjectProvider<ServingInstances> instances, PushProperties properties) {
			// An application behind gateways may find out that users of one are gone, and
			// tells all applications, as a gateway does.
			List<SessionListener> told = (properties.getMode() != PushProperties.Mode.CLIENT)
					? listeners.orderedStream().toList()
					: List.of(new SessionEventForwarder(bus, instances.getObject()));
			DirectorySessions source = new DirectorySessions(sessions, control, bus, told);
			directory.setSource(source);
			directory.setListener(source);
			return source;
		}

	}

}
