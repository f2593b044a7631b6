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

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.pushgate.actuate.ActuatorHttpEndpoint;
import io.pushgate.actuate.ActuatorPage;
import io.pushgate.actuate.ActuatorThreads;
import io.pushgate.actuate.HealthPage;
import io.pushgate.actuate.ProbesPage;
import io.pushgate.actuate.PrometheusPage;
import io.pushgate.transport.netty.NettyHttpPort;
import io.pushgate.transport.netty.NettySettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration for health and Prometheus by plain HTTP in an application without a
 * web server: probes alone on the Netty port, unless it is told to, and everything on a
 * {@code management.server.port} of its own.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = PushAutoConfiguration.class, afterName = {
		"org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration" })
@ConditionalOnNotWebApplication
@ConditionalOnClass(HttpRequestDecoder.class)
@Conditional({ OnPushEnabledCondition.class, OnNettyTransportCondition.class })
@ConditionalOnBooleanProperty("push.netty.actuator")
@EnableConfigurationProperties(PushNettyProperties.class)
public final class PushActuatorHttpAutoConfiguration {

	private static final Log logger = LogFactory.getLog(PushActuatorHttpAutoConfiguration.class);

	private static final boolean ENDPOINTS = ClassUtils.isPresent(
			"org.springframework.boot.actuate.autoconfigure.endpoint.expose.IncludeExcludeEndpointFilter",
			PushActuatorHttpAutoConfiguration.class.getClassLoader());

	@Bean
	@ConditionalOnMissingBean
	ActuatorThreads pushActuatorThreads() {
		return new ActuatorThreads();
	}

	@Bean
	@ConditionalOnPushManagementPort(ownPort = false)
	@ConditionalOnMissingBean
	ActuatorHttpEndpoint pushActuatorHttpEndpoint(ApplicationContext context, PushNettyProperties netty,
			ObjectProvider<ActuatorPage> pages, ObjectProvider<HealthPage> health, ActuatorThreads threads) {
		Environment environment = context.getEnvironment();
		if (ENDPOINTS) {
			EndpointPages.warnOfClientsPort(context, pages.orderedStream().toList());
		}
		if (!netty.isActuatorProbesOnly()) {
			return endpoint(environment, pages.orderedStream(), threads);
		}
		List<String> hidden = pages.orderedStream().map(ActuatorPage::id).filter((id) -> !id.equals("health")).toList();
		if (!hidden.isEmpty()) {
			logger.info("Clients reach this port, so it serves liveness and readiness only. For " + hidden
					+ ", set 'management.server.port' to another one");
		}
		return endpoint(environment, health.orderedStream().map(ProbesPage::new), threads);
	}

	@Bean
	@ConditionalOnPushManagementPort(ownPort = true)
	@ConditionalOnMissingBean
	NettyHttpPort pushManagementPort(ApplicationContext context, ConfigurableEnvironment environment,
			PushNettyProperties netty, ObjectProvider<ActuatorPage> pages, ActuatorThreads threads) {
		Binder binder = Binder.get(environment);
		int port = binder.bind("management.server.port", Integer.class).get();
		InetAddress address = binder.bind("management.server.address", InetAddress.class).orElse(null);
		NettySettings settings = new NettySettings(address, port, "", "", 1, netty.getIo(), 1, netty.getBacklog(), 0,
				netty.getHandshakeTimeout(), List.of(), netty.getForwardedHeaders(), false);
		List<ActuatorPage> all = pages.orderedStream().toList();
		if (ENDPOINTS) {
			all = EndpointPages.withExposed(context, all, jsonMapper());
		}
		return new NettyHttpPort(settings, List.of(endpoint(environment, all.stream(), threads)),
				(open) -> LocalPorts.publish("local.management.port", open, environment.getPropertySources()));
	}

	/**
	 * Where beans are lazy, this one is not: nobody asks for it, but without it there is
	 * no port.
	 */
	@Bean
	static LazyInitializationExcludeFilter pushManagementLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(NettyHttpPort.class);
	}

	private static JsonMapper jsonMapper() {
		return JsonMapper.builder()
			.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
			.build();
	}

	private static ActuatorHttpEndpoint endpoint(Environment environment, Stream<? extends ActuatorPage> pages,
			ActuatorThreads threads) {
		String path = environment.getProperty("management.endpoints.web.base-path", "/actuator");
		return new ActuatorHttpEndpoint(path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
				pages.toList(), threads);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthEndpoint.class, HealthEndpointProperties.class })
	@ConditionalOnBean(HealthEndpoint.class)
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HealthPage pushHealthPage(HealthContributorRegistry registry,
				ObjectProvider<ReactiveHealthContributorRegistry> reactiveRegistry, HealthEndpointGroups groups,
				HealthEndpointProperties properties) {
			return new HealthPage(new HealthEndpointWebExtension(registry, reactiveRegistry.getIfAvailable(), groups,
					properties.getLogging().getSlowIndicatorThreshold()), jsonMapper());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(PrometheusScrapeEndpoint.class)
	@ConditionalOnBean(PrometheusScrapeEndpoint.class)
	static class PrometheusConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PrometheusPage pushPrometheusPage(PrometheusScrapeEndpoint prometheus) {
			return new PrometheusPage(prometheus);
		}

	}

}
