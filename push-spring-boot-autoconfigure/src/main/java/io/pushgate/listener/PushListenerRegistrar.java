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

package io.pushgate.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.validation.Validator;

/**
 * Finds the {@link PushListener} methods of all beans once they are defined, and puts
 * them into the {@link PushListenerRegistry}. Looks at types alone, so a lazy bean stays
 * so until the first message for it comes.
 *
 * @since 0.1.0
 */
public final class PushListenerRegistrar implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(PushListenerRegistrar.class);

	private final ConfigurableListableBeanFactory beans;

	private final PushListenerRegistry registry;

	private final PushListenerMethods methods;

	private final Forwarders forwarders;

	/**
	 * Create a registrar.
	 * @param beans where to look
	 * @param registry where to put what is found
	 * @param converter reads payloads and writes replies
	 * @param validator returns what validates payloads, if there is anything
	 * @param claims returns the claims that sessions may have, or {@code null} if that is
	 * not known
	 * @param forwarders those whose namespaces are not for listeners
	 */
	public PushListenerRegistrar(ConfigurableListableBeanFactory beans, PushListenerRegistry registry,
			PayloadConverter converter, Supplier<@Nullable Validator> validator, Supplier<@Nullable Set<String>> claims,
			List<UplinkForwarder> forwarders) {
		this.beans = beans;
		this.registry = registry;
		this.methods = new PushListenerMethods(beans, converter, validator, claims);
		this.forwarders = new Forwarders(forwarders);
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beans.getBeanNamesForType(Object.class)) {
			// What is behind a scoped proxy is found by the proxy.
			if (!ScopedProxyUtils.isScopedTarget(name)) {
				Class<?> type = type(name);
				if (type != null && AnnotationUtils.isCandidateClass(type, PushListener.class)) {
					register(name, type);
				}
			}
		}
		this.forwarders.requireNoListener(this.registry);
	}

	private @Nullable Class<?> type(String name) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, name);
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				return AutoProxyUtils.determineTargetClass(this.beans, ScopedProxyUtils.getTargetBeanName(name));
			}
			return type;
		}
		catch (RuntimeException | LinkageError ex) {
			// As for @EventListener: a lazy bean of a type that is not there harms
			// nobody.
			logger.debug("The type of bean '" + name + "' is not known, so no @PushListener was looked for", ex);
			return null;
		}
	}

	private void register(String name, Class<?> type) {
		Map<Method, PushListener> annotated = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<PushListener>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, PushListener.class));
		annotated.forEach((method, annotation) -> this.registry
			.register(this.methods.endpoint(name, type, method, invocable(name, method), annotation)));
	}

	private Method invocable(String name, Method method) {
		try {
			return AopUtils.selectInvocableMethod(method, this.beans.getType(name));
		}
		catch (IllegalStateException ex) {
			throw new InvalidPushListenerException(
					"The @PushListener " + PushListenerMethods.describe(name, method)
							+ " cannot be called, as the proxy of the bean does not have it.",
					"Make it public and no part of a JDK proxy: declare it in an interface of the bean, "
							+ "or let the bean be proxied by its class (spring.aop.proxy-target-class=true).",
					ex);
		}
	}

}
