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

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.core.PushAudit;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.cluster.ClusterStatistics;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.GatewayStatistics;
import io.pushgate.listener.cluster.ClaimedUplinkDispatcher;
import io.pushgate.listener.webhook.WebhookEvents;
import io.pushgate.listener.webhook.WebhookForwarder;
import io.pushgate.metrics.AuditMeters;
import io.pushgate.metrics.BusMeters;
import io.pushgate.metrics.ClaimMeters;
import io.pushgate.metrics.ClusterMeters;
import io.pushgate.metrics.ConnectionMeters;
import io.pushgate.metrics.DeliveryMeters;
import io.pushgate.metrics.DeliveryTimeMeters;
import io.pushgate.metrics.DrainMeters;
import io.pushgate.metrics.HistogramBinder;
import io.pushgate.metrics.UplinkMeters;
import io.pushgate.metrics.WebhookMeters;
import io.pushgate.metrics.netty.NettyMeters;
import io.pushgate.metrics.prometheus.PrometheusHistogramBinder;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.netty.NettyTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.WebApplicationContext;

/**
 * Auto-configuration for meters. They are bound wherever the application has a meter
 * registry, as Spring Boot does with every {@link MeterBinder}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { PushAutoConfiguration.class, PushNettyAutoConfiguration.class })
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(SessionManager.class)
@Conditional(OnPushEnabledCondition.class)
public final class PushMetricsAutoConfiguration {

	/**
	 * Not behind a gateway, which has them: of its sessions, an instance of the
	 * application is told of some.
	 */
	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnPushMode({ PushProperties.Mode.EMBEDDED, PushProperties.Mode.GATEWAY })
	ConnectionMeters pushConnectionMeters(PushEndpointProperties endpoint, ApplicationContext context) {
		boolean servlet = switch (endpoint.getTransport()) {
			case AUTO -> context instanceof WebApplicationContext;
			case SERVLET -> true;
			case NETTY -> false;
		};
		return new ConnectionMeters(servlet ? "websocket" : "netty");
	}

	@Bean
	@ConditionalOnMissingBean
	DeliveryMeters pushDeliveryMeters(SessionManager sessions, DeliveryStatistics delivery, GatewayStatistics gateway,
			OutboundLimits outbound) {
		return new DeliveryMeters(sessions, delivery, gateway, outbound);
	}

	@Bean
	@ConditionalOnMissingBean
	DeliveryTimeMeters pushDeliveryTimeMeters(DeliveryStatistics delivery, ObjectProvider<HistogramBinder> binders) {
		return new DeliveryTimeMeters(delivery.times(), binders.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(Drain.class)
	DrainMeters pushDrainMeters(Drain drain) {
		return new DrainMeters(drain);
	}

	@Bean
	@ConditionalOnMissingBean
	AuditMeters pushAuditMeters(PushAudit audit) {
		return new AuditMeters(audit);
	}

	@Bean
	@ConditionalOnMissingBean
	UplinkMeters pushUplinkMeters() {
		return new UplinkMeters();
	}

	/**
	 * What there is to measure where there are other nodes.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ClusterBus.class)
	static class ClusterConfiguration {

		@Bean
		@ConditionalOnMissingBean
		BusMeters pushBusMeters(ClusterBus bus, ObjectProvider<HistogramBinder> binders) {
			BusMeters meters = new BusMeters(bus, binders.orderedStream().toList());
			bus.addListener(meters);
			return meters;
		}

		@Bean
		@ConditionalOnMissingBean
		ClusterMeters pushClusterMeters(ClusterStatistics statistics, ObjectProvider<Directory> directory) {
			return new ClusterMeters(statistics, directory.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ClaimedUplinkDispatcher.class)
	static class ClaimConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClaimMeters pushClaimMeters(ClaimedUplinkDispatcher dispatcher) {
			return new ClaimMeters(dispatcher);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpRequestDecoder.class, NettyAllocatorMetrics.class })
	@ConditionalOnBean(NettyTransport.class)
	static class NettyConfiguration {

		@Bean
		@ConditionalOnMissingBean
		NettyMeters pushNettyMeters(NettyTransport transport) {
			return new NettyMeters(transport);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(PrometheusMeterRegistry.class)
	static class PrometheusConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PrometheusHistogramBinder pushPrometheusHistogramBinder() {
			return new PrometheusHistogramBinder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean({ WebhookForwarder.class, WebhookEvents.class })
	static class WebhookConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebhookMeters pushWebhookMeters(WebhookForwarder requests, WebhookEvents events) {
			return new WebhookMeters(requests, events);
		}

	}

}
