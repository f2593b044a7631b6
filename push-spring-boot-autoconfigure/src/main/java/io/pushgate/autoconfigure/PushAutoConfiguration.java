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
import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.ObservationRegistry;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.core.JacksonPayloadSerializer;
import io.pushgate.core.MessageIds;
import io.pushgate.core.PayloadSerializer;
import io.pushgate.core.PushAudit;
import io.pushgate.core.PushOperations;
import io.pushgate.core.PushPublishObservationConvention;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.CoalescedReadPositions;
import io.pushgate.delivery.Delivery;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.GroupControl;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.delivery.LocalReadPositions;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.ReadPositions;
import io.pushgate.delivery.SessionControl;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.DrainListener;
import io.pushgate.gateway.GatewayLifecycle;
import io.pushgate.gateway.GatewaySettings;
import io.pushgate.gateway.GatewayStatistics;
import io.pushgate.gateway.GroupRequests;
import io.pushgate.gateway.PushGateway;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.cluster.ServingInstances;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.session.Goodbyes;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.HeartbeatSettings;
import io.pushgate.session.InboundRate;
import io.pushgate.session.SessionDirectory;
import io.pushgate.session.SessionEventPublisher;
import io.pushgate.session.SessionIdGenerator;
import io.pushgate.session.SessionListener;
import io.pushgate.session.SessionManager;
import io.pushgate.session.WithoutPresence;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.OutboundLimits;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/**
 * Auto-configuration for sessions, delivery and {@link PushTemplate}: everything but a
 * transport.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@Conditional(OnPushEnabledCondition.class)
@EnableConfigurationProperties({ PushProperties.class, PushEndpointProperties.class, PushSessionProperties.class,
		PushHeartbeatProperties.class, PushOutboundProperties.class, PushAuthProperties.class,
		PushDrainProperties.class, PushClusterProperties.class, PushInboxProperties.class, PushNettyProperties.class,
		PushApiProperties.class, PushClientProperties.class })
@Import({ PushGatewayClientConfiguration.class, PushClusterConfiguration.class, PushWebhookConfiguration.class,
		PushAuthConfiguration.class, PushUplinkWebhookConfiguration.class, PushListenerConfiguration.class,
		PushUplinkClusterConfiguration.class, PushClientConfiguration.class })
@ImportRuntimeHints(PushRuntimeHints.class)
public final class PushAutoConfiguration {

	private static final Log logger = LogFactory.getLog(PushAutoConfiguration.class);

	private static final Duration MAX_SWEEP_PERIOD = Duration.ofSeconds(1);

	@Bean
	@ConditionalOnMissingBean
	static UnknownProperties pushUnknownProperties(ConfigurableEnvironment environment) {
		return new UnknownProperties(environment);
	}

	@Bean
	@ConditionalOnMissingBean
	NodeId pushNodeId() {
		return NodeId.LOCAL;
	}

	@Bean
	@ConditionalOnMissingBean
	SessionIdGenerator pushSessionIdGenerator(NodeId node, ObjectProvider<NodeLease> lease) {
		NodeLease available = lease.getIfUnique();
		return (available != null) ? new SessionIdGenerator(node.number(), available::isHeld)
				: new SessionIdGenerator(node.number());
	}

	@Bean
	@ConditionalOnMissingBean
	NodeReadiness pushNodeReadiness(ObjectProvider<ClusterBus> bus, ObjectProvider<NodeLease> lease) {
		return new NodeReadiness(bus.getIfUnique(), lease.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	FrameCodecs pushFrameCodecs() {
		return new FrameCodecs();
	}

	@Bean
	@ConditionalOnMissingBean
	DeliveryStatistics pushDeliveryStatistics() {
		return new DeliveryStatistics();
	}

	@Bean
	@ConditionalOnMissingBean
	GatewayStatistics pushGatewayStatistics() {
		return new GatewayStatistics();
	}

	@Bean
	@ConditionalOnMissingBean
	OutboundLimits pushOutboundLimits(PushOutboundProperties properties) {
		DataSize maxTotal = properties.getMaxTotal();
		long maxPending = properties.getMaxPending().toBytes();
		return new OutboundLimits(maxPending,
				(maxTotal != null) ? maxTotal.toBytes() : Math.max(maxPending, Runtime.getRuntime().maxMemory() / 4),
				properties.getSlowConsumer());
	}

	@Bean
	@ConditionalOnMissingBean
	Goodbyes pushGoodbyes(PushDrainProperties properties) {
		return new Goodbyes(properties.getSpread());
	}

	@Bean
	@ConditionalOnMissingBean
	SessionEventPublisher pushSessionEventPublisher(ApplicationEventPublisher publisher) {
		return new SessionEventPublisher(publisher);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionManager pushSessionManager(SessionIdGenerator ids, PushHeartbeatProperties heartbeat,
			PushSessionProperties session, Goodbyes goodbyes, ObjectProvider<SessionListener> listeners,
			ObjectProvider<Directory> directory) {
		HeartbeatSettings settings = new HeartbeatSettings(heartbeat.getInterval(), heartbeat.getTimeout(),
				heartbeat.getStep(), heartbeat.getMaxInterval(), heartbeat.getEvery());
		return new SessionManager(ids, settings, session.getMaxPerUser(), session.getOfflineDelay(), goodbyes,
				listeners.orderedStream()
					// Who is online is decided once, by the directory where there is one.
					.map((listener) -> (directory.getIfAvailable() != null) ? new WithoutPresence(listener) : listener)
					.toList());
	}

	@Bean
	@ConditionalOnMissingBean
	MessageDelivery pushMessageDelivery(SessionManager sessions, DeliveryStatistics statistics) {
		return new MessageDelivery(sessions, statistics);
	}

	@Bean
	@ConditionalOnMissingBean
	LocalSessionControl pushLocalSessionControl(SessionManager sessions, NodeId node) {
		return new LocalSessionControl(sessions, node);
	}

	@Bean
	@ConditionalOnMissingBean
	LocalGroupControl pushLocalGroupControl(SessionManager manager, LocalSessionControl sessions) {
		return new LocalGroupControl(manager.groups(), sessions);
	}

	@Bean
	@ConditionalOnMissingBean
	LocalReadPositions pushLocalReadPositions(SessionManager sessions) {
		return new LocalReadPositions(sessions);
	}

	@Bean
	@ConditionalOnMissingBean
	GroupRequests pushGroupRequests(SessionManager sessions, ObjectProvider<SessionDirectory> directory,
			ObjectProvider<GroupAuthorizer> authorizer, PushSessionProperties session) {
		return new GroupRequests(sessions.groups(), directory.getIfAvailable(() -> SessionDirectory.NONE),
				authorizer.getIfAvailable(), session.getMaxGroups());
	}

	@Bean
	@ConditionalOnMissingBean
	IdempotencyStore pushIdempotencyStore(PushApiProperties properties) {
		return idempotencyMemory(properties);
	}

	static InMemoryIdempotencyStore idempotencyMemory(PushApiProperties properties) {
		Integer maxIds = properties.getMaxIds();
		return new InMemoryIdempotencyStore(properties.getIdempotencyWindow(),
				(maxIds != null) ? maxIds : InMemoryIdempotencyStore.idsThatFit());
	}

	@Bean
	@ConditionalOnMissingBean
	PayloadSerializer pushPayloadSerializer(ObjectProvider<JsonMapper> mapper) {
		return new JacksonPayloadSerializer(mapper.getIfUnique(JsonMapper::shared));
	}

	@Bean
	@ConditionalOnMissingBean
	PushAudit pushAudit() {
		return new PushAudit();
	}

	@Bean
	@ConditionalOnMissingBean(PushOperations.class)
	PushTemplate pushTemplate(Delivery delivery, SessionControl sessions, GroupControl groups,
			PayloadSerializer serializer, IdempotencyStore idempotency,
			ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<PushPublishObservationConvention> convention) {
		return new PushTemplate(delivery, sessions, groups, serializer, new MessageIds(), idempotency,
				observations.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfAvailable());
	}

	@Bean
	@ConditionalOnPushMode({ PushProperties.Mode.EMBEDDED, PushProperties.Mode.GATEWAY })
	@ConditionalOnMissingBean(ConnectionHandler.class)
	PushGateway pushGateway(PushEndpointProperties endpoint, PushSessionProperties session, PushAuthProperties auth,
			NodeId node, NodeReadiness readiness, SessionManager sessions, ObjectProvider<SessionDirectory> directory,
			Goodbyes goodbyes, AuthenticatorChain authenticator, ObjectProvider<HowToLetUsersIn> howToLetUsersIn,
			GroupRequests groups, ReadPositions positions, PushUplinkProperties uplinkProperties, Uplink uplink,
			FrameCodecs codecs, GatewayStatistics statistics) {
		List<String> origins = new ArrayList<>(endpoint.getAllowedOrigins());
		if (endpoint.isAllowNullOrigin()) {
			origins.add("null");
			logger.warn("push.endpoint.allow-null-origin=true: any page can connect from a sandboxed frame, with the "
					+ "cookies of the user who opens it");
		}
		GatewaySettings settings = new GatewaySettings(List.copyOf(origins), endpoint.getAllowedHosts(),
				Math.toIntExact(endpoint.getMaxFrame().toBytes()),
				DescriptorLimit.current().maxPerNode(session.getMaxPerNode()), orUnlimited(session.getConnectRate()),
				auth.isLate(), auth.getTimeout(), inboundRate(uplinkProperties));
		return new PushGateway(settings, node, readiness, sessions,
				directory.getIfAvailable(() -> SessionDirectory.NONE), goodbyes, authenticator,
				howToLetUsersIn.getIfAvailable(HowToLetUsersIn::nothing).explanation(), groups,
				new CoalescedReadPositions(positions), uplink, codecs, statistics);
	}

	@Bean
	@ConditionalOnMissingBean(name = "pushReadiness")
	ReadinessDrainListener pushReadiness(ApplicationContext context) {
		return new ReadinessDrainListener(context, context.getBeanProvider(ApplicationAvailability.class));
	}

	@Bean
	@ConditionalOnMissingBean(name = "pushClusterAvailability")
	ClusterAvailability pushClusterAvailability(ApplicationContext context, NodeReadiness readiness,
			ObjectProvider<NodeLease> lease, ObjectProvider<ApplicationAvailability> availability) {
		return new ClusterAvailability(context, readiness, lease.getIfUnique(), availability.getIfAvailable());
	}

	@Bean
	@ConditionalOnBean(PushGateway.class)
	@ConditionalOnMissingBean
	Drain pushDrain(PushGateway gateway, Goodbyes goodbyes, ObjectProvider<ServingInstances> instances,
			PushDrainProperties properties, PushSessionProperties session,
			ObjectProvider<LifecycleProperties> lifecycle, ObjectProvider<DrainListener> listeners) {
		ServingInstances cluster = instances.getIfAvailable();
		return new Drain(gateway, goodbyes, () -> (cluster != null) ? cluster.countOtherNodes() : 0,
				session.getConnectRate(), DrainTimeout.within(properties.getTimeout(), lifecycle.getIfAvailable()),
				listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnBean(PushGateway.class)
	@ConditionalOnMissingBean
	GatewayLifecycle pushGatewayLifecycle(PushGateway gateway, Drain drain, PushHeartbeatProperties heartbeat,
			PushAuthProperties auth) {
		Duration period = shortest(MAX_SWEEP_PERIOD, heartbeat.getInterval().dividedBy(5),
				auth.getTimeout().dividedBy(5));
		return new GatewayLifecycle(gateway, drain, period);
	}

	/**
	 * Where beans are lazy, these are not: a node that does not sweep closes no dead
	 * connection, and a bad property is to stop the start.
	 */
	@Bean
	static LazyInitializationExcludeFilter pushLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(GatewayLifecycle.class, PushProperties.class,
				PushEndpointProperties.class, PushSessionProperties.class, PushHeartbeatProperties.class,
				PushOutboundProperties.class, PushAuthProperties.class, PushDrainProperties.class,
				PushClusterProperties.class, PushInboxProperties.class, PushNettyProperties.class,
				PushApiProperties.class, PushClientProperties.class);
	}

	private static InboundRate inboundRate(PushUplinkProperties uplink) {
		int rate = uplink.getMaxRate();
		Integer burst = uplink.getBurst();
		if (rate == 0) {
			return InboundRate.UNLIMITED;
		}
		return InboundRate.of(rate, (burst != null) ? burst : (int) Math.min(Integer.MAX_VALUE, 2L * rate));
	}

	private static int orUnlimited(@Nullable Integer limit) {
		return (limit != null) ? limit : Integer.MAX_VALUE;
	}

	private static Duration shortest(Duration... durations) {
		Duration shortest = durations[0];
		for (Duration duration : durations) {
			shortest = (duration.compareTo(shortest) < 0) ? duration : shortest;
		}
		return (shortest.toMillis() > 0) ? shortest : Duration.ofMillis(1);
	}

}
