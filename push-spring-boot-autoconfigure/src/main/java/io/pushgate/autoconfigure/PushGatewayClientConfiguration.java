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

import java.util.Objects;

import javax.net.ssl.SSLParameters;

import io.micrometer.observation.ObservationRegistry;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.core.MessageIds;
import io.pushgate.core.PayloadSerializer;
import io.pushgate.core.PushOperations;
import io.pushgate.core.PushPublishObservationConvention;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.delivery.http.GatewayClientSettings;
import io.pushgate.delivery.http.GatewayDelivery;
import io.pushgate.delivery.http.GatewayGroupControl;
import io.pushgate.delivery.http.GatewaySessionControl;
import io.pushgate.listener.PushListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The way to a gateway's HTTP push API, for an application that holds no connections. It
 * is the way down only: what clients send comes by a bus, where there is one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnPushMode(PushProperties.Mode.CLIENT)
@ConditionalOnProperty("push.client.gateway-url")
class PushGatewayClientConfiguration {

	private static final IdempotencyStore AT_THE_GATEWAY = (tenant, id, fingerprint, push) -> push.get();

	@Bean
	@ConditionalOnMissingBean
	GatewayClient pushGatewayClient(PushClientProperties properties, DeliveryStatistics statistics,
			ObjectProvider<SslBundles> sslBundles) {
		GatewayClientSettings settings = new GatewayClientSettings(
				ClientChecks.apiUrl(Objects.requireNonNull(properties.getGatewayUrl())), properties.getApiKey(),
				properties.getTenant(), properties.getConnections(), properties.getTimeout(),
				properties.getConnectTimeout(), properties.getReadTimeout(), properties.getMaxPending().toBytes(),
				Math.toIntExact(properties.getMaxBatch().toBytes()));
		SslBundle bundle = bundle(properties.getSsl().getBundle(), sslBundles.getIfAvailable());
		return new GatewayClient(settings, (bundle != null) ? bundle.createSslContext() : null,
				(bundle != null) ? parameters(bundle.getOptions()) : null, statistics);
	}

	private static @Nullable SslBundle bundle(@Nullable String name, @Nullable SslBundles bundles) {
		if (name == null) {
			return null;
		}
		if (bundles == null || !bundles.getBundleNames().contains(name)) {
			throw new InvalidPushPropertyException("push.client.ssl.bundle", name,
					"there is no SSL bundle of that name",
					"Define the bundle below 'spring.ssl.bundle', or remove the property for what the JDK trusts.");
		}
		return bundles.getBundle(name);
	}

	private static SSLParameters parameters(SslOptions options) {
		SSLParameters parameters = new SSLParameters();
		if (options.getCiphers() != null) {
			parameters.setCipherSuites(options.getCiphers());
		}
		if (options.getEnabledProtocols() != null) {
			parameters.setProtocols(options.getEnabledProtocols());
		}
		return parameters;
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean
	GatewayDelivery pushGatewayDelivery(GatewayClient client, DeliveryStatistics statistics) {
		return new GatewayDelivery(client, statistics);
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean
	GatewaySessionControl pushGatewaySessionControl(GatewayClient client) {
		return new GatewaySessionControl(client);
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean
	GatewayGroupControl pushGatewayGroupControl(GatewayClient client) {
		return new GatewayGroupControl(client);
	}

	/**
	 * The key decides whom a call reaches, so the template is that of its tenant. The
	 * gateway makes one push of those with the same id, whichever application they come
	 * from; a claim that is made here would keep it from making its own, where both have
	 * the same Redis.
	 */
	@Bean
	@ConditionalOnMissingBean(PushOperations.class)
	PushTemplate pushTemplate(GatewayDelivery delivery, GatewaySessionControl sessions, GatewayGroupControl groups,
			PayloadSerializer serializer, PushClientProperties properties,
			ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<PushPublishObservationConvention> convention) {
		return new PushTemplate(delivery, sessions, groups, serializer, new MessageIds(), AT_THE_GATEWAY,
				observations.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfAvailable())
			.forTenant(properties.getTenant());
	}

	@Bean
	@ConditionalOnMissingBean
	UnheardListeners pushUnheardListeners(PushListenerRegistry registry, ObjectProvider<ClusterBus> bus) {
		return new UnheardListeners(registry, bus.getIfAvailable() != null);
	}

	@Bean
	static LazyInitializationExcludeFilter pushGatewayClientLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(GatewayClient.class, UnheardListeners.class);
	}

}
