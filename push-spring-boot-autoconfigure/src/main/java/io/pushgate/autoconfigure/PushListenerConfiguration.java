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
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.micrometer.observation.ObservationRegistry;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.autoconfigure.PushUplinkProperties.Namespace;
import io.pushgate.listener.JacksonPayloadConverter;
import io.pushgate.listener.ListenerDispatcher;
import io.pushgate.listener.ListenerObservations;
import io.pushgate.listener.PayloadConverter;
import io.pushgate.listener.PoolSettings;
import io.pushgate.listener.PushListenerErrorHandler;
import io.pushgate.listener.PushListenerObservationConvention;
import io.pushgate.listener.PushListenerRegistrar;
import io.pushgate.listener.PushListenerRegistry;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.listener.UplinkForwarder;
import io.pushgate.listener.UplinkListener;
import io.pushgate.listener.UplinkSettings;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.validation.Validator;

/**
 * What clients send, on its way to the application.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PushUplinkProperties.class)
class PushListenerConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PayloadConverter pushPayloadConverter(ObjectProvider<JsonMapper> mapper) {
		return new JacksonPayloadConverter(mapper.getIfUnique(JsonMapper::shared));
	}

	@Bean
	@ConditionalOnMissingBean
	PushListenerRegistry pushListenerRegistry() {
		return new PushListenerRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	PushListenerRegistrar pushListenerRegistrar(ConfigurableListableBeanFactory beans, PushListenerRegistry registry,
			PayloadConverter converter, ObjectProvider<Validator> validator, PushProperties properties,
			ObjectProvider<AuthenticatorChain> authenticators, ObjectProvider<UplinkForwarder> forwarders) {
		return new PushListenerRegistrar(beans, registry, converter, validator::getIfUnique,
				() -> claims(properties.getMode(), authenticators), forwarders.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean(UplinkDispatcher.class)
	ListenerDispatcher pushUplinkDispatcher(PushListenerRegistry registry, ObjectProvider<UplinkForwarder> forwarders,
			PayloadConverter converter, ObjectProvider<PushListenerErrorHandler> errorHandler,
			PushUplinkProperties properties, Environment environment, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<PushListenerObservationConvention> convention) {
		return new ListenerDispatcher(registry, forwarders.orderedStream().toList(), converter,
				errorHandler.getIfAvailable(),
				(namespace) -> poolSettings(properties, properties.getNamespaces().get(namespace)),
				Threading.VIRTUAL.isActive(environment), properties.getTimeout(), new ListenerObservations(
						observations.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfAvailable()));
	}

	@Bean
	@ConditionalOnMissingBean
	Uplink pushUplink(UplinkDispatcher dispatcher, PushUplinkProperties properties,
			ObjectProvider<UplinkListener> listeners) {
		Map<String, Duration> timeouts = new HashMap<>();
		properties.getNamespaces().forEach((name, namespace) -> {
			if (namespace.getTimeout() != null) {
				timeouts.put(name, namespace.getTimeout());
			}
		});
		return new Uplink(dispatcher, new UplinkSettings(properties.getTimeout(), timeouts,
				properties.getRequestMemory(), properties.getRequestMemorySize().toBytes()),
				listeners.orderedStream().toList());
	}

	/**
	 * Where beans are lazy, these are not: nobody asks for the one that looks for
	 * listeners, and a bad property is to stop the start.
	 */
	@Bean
	static LazyInitializationExcludeFilter pushListenerLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(PushListenerRegistrar.class, PushUplinkProperties.class);
	}

	/**
	 * Return which claims sessions may have: not known where gateways hold them.
	 */
	private static @Nullable Set<String> claims(PushProperties.Mode mode,
			ObjectProvider<AuthenticatorChain> authenticators) {
		AuthenticatorChain chain = (mode != PushProperties.Mode.CLIENT) ? authenticators.getIfUnique() : null;
		return (chain != null) ? chain.claims() : null;
	}

	private static PoolSettings poolSettings(PushUplinkProperties all, @Nullable Namespace one) {
		Integer threads = (one != null) ? one.getThreads() : null;
		Integer queue = (one != null) ? one.getQueue() : null;
		return new PoolSettings((threads != null) ? threads : all.getThreads(),
				(queue != null) ? queue : all.getQueue(), all.getQueuePerSession(), all.getQueuePerUser());
	}

}
