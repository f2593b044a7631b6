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

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

import io.pushgate.listener.PayloadArgument.Validation;
import io.pushgate.message.Names;
import io.pushgate.session.PushSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Makes endpoints of methods, and refuses those that cannot be called.
 */
final class PushListenerMethods {

	private final ConfigurableBeanFactory beans;

	private final PayloadConverter converter;

	private final Supplier<@Nullable Validator> validator;

	private final Supplier<@Nullable Set<String>> claims;

	PushListenerMethods(ConfigurableBeanFactory beans, PayloadConverter converter,
			Supplier<@Nullable Validator> validator, Supplier<@Nullable Set<String>> claims) {
		this.beans = beans;
		this.converter = converter;
		this.validator = validator;
		this.claims = claims;
	}

	/**
	 * Make an endpoint.
	 * @param beanName the name of the bean
	 * @param type the class of the bean, without its proxy
	 * @param method the method as it is declared
	 * @param invocable the method to call
	 */
	PushListenerEndpoint endpoint(String beanName, Class<?> type, Method method, Method invocable,
			PushListener annotation) {
		String description = describe(beanName, method);
		if (Modifier.isStatic(method.getModifiers())) {
			throw invalid(description, "is static", "Make it a method of the bean.");
		}
		if (KotlinDetector.isSuspendingFunction(method)) {
			throw invalid(description, "is a suspending function", "Return a CompletionStage, such as by 'future {}'.");
		}
		checkReturnType(description, method);
		return new PushListenerEndpoint(namespace(description, annotation), event(description, annotation), description,
				() -> this.beans.getBean(beanName), invocable, arguments(description, type, method));
	}

	static String describe(String beanName, Method method) {
		StringBuilder parameters = new StringBuilder();
		for (Class<?> type : method.getParameterTypes()) {
			parameters.append(parameters.isEmpty() ? "" : ", ").append(type.getSimpleName());
		}
		return "method '" + method.getName() + '(' + parameters + ")' of bean '" + beanName + '\'';
	}

	private String namespace(String description, PushListener annotation) {
		String namespace = resolve(annotation.namespace());
		if (!Names.isToken(namespace)) {
			throw invalid(description, "has the namespace '" + namespace + "'",
					"Make it 1 to 64 letters, digits, '.', '_' or '-'.");
		}
		return namespace;
	}

	private String event(String description, PushListener annotation) {
		String event = resolve(annotation.event());
		if (!Names.isId(event)) {
			throw invalid(description, event.isEmpty() ? "names no event" : "has an event that is no event",
					"Write @PushListener(event = \"...\"), with 1 to 128 characters and no control character.");
		}
		return event;
	}

	private String resolve(String text) {
		String resolved = this.beans.resolveEmbeddedValue(text);
		return (resolved != null) ? resolved : "";
	}

	private static void checkReturnType(String description, Method method) {
		Class<?> type = method.getReturnType();
		if (CompletionStage.class.isAssignableFrom(type)) {
			return;
		}
		if (Future.class.isAssignableFrom(type) || BaseStream.class.isAssignableFrom(type)
				|| Flow.Publisher.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			throw invalid(description, "returns a " + type.getSimpleName(),
					"Return what is to be the reply, a CompletionStage of it such as a CompletableFuture, or nothing.");
		}
	}

	private List<ListenerArgument> arguments(String description, Class<?> type, Method method) {
		List<ListenerArgument> arguments = new ArrayList<>();
		MethodParameter payload = null;
		// Knows the annotations of an interface's parameters as well.
		for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
			Class<?> parameterType = parameter.getParameterType();
			PushClaim claim = parameter.getParameterAnnotation(PushClaim.class);
			if (claim != null) {
				arguments.add(claim(description, type, parameter, resolve(claim.value())));
			}
			else if (parameterType == PushSession.class) {
				arguments.add(PushRequest::session);
			}
			else if (parameterType == PushRequest.class) {
				arguments.add((request) -> request);
			}
			else if (parameterType == Principal.class) {
				arguments.add((request) -> new UserPrincipal(request.session().user()));
			}
			else if (payload != null) {
				ListenerParameters.requirePayload(description, parameter);
				throw invalid(description,
						"has two parameters that could take the payload, " + payload.getParameterType().getSimpleName()
								+ " and " + parameterType.getSimpleName(),
						"Take the payload as one parameter; others may be a PushSession, a Principal, a PushRequest and claims, by @PushClaim.");
			}
			else {
				ListenerParameters.requirePayload(description, parameter);
				payload = parameter;
				arguments.add(payload(description, type, parameter));
			}
		}
		return List.copyOf(arguments);
	}

	private ClaimArgument claim(String description, Class<?> bean, MethodParameter parameter, String name) {
		if (name.isBlank()) {
			throw invalid(description, "has a @PushClaim without a name", "Write @PushClaim(\"plan\").");
		}
		Set<String> known = this.claims.get();
		if (known != null && !known.contains(name)) {
			throw invalid(description, "takes the claim '" + name + "', but sessions keep no such claim",
					"Add it to push.auth.claims, which names the claims of tokens that sessions keep, or define a bean "
							+ "of type PushAuthenticator that gives it.");
		}
		return new ClaimArgument(description, name, parameter, bean, this.converter);
	}

	private PayloadArgument payload(String description, Class<?> bean, MethodParameter parameter) {
		Type type = GenericTypeResolver.resolveType(parameter.getGenericParameterType(), bean);
		boolean required = !parameter.isOptional() && !JsonNode.class.isAssignableFrom(parameter.getParameterType());
		return new PayloadArgument(type, required, this.converter, validation(description, parameter),
				new ConversionLog(description));
	}

	private @Nullable Validation validation(String description, MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				Validator validator = this.validator.get();
				if (validator == null || !validator.supports(parameter.nestedIfOptional().getNestedParameterType())) {
					throw invalid(description, "has a payload to validate, but nothing to validate it with",
							"Add the dependency spring-boot-starter-validation, or remove @"
									+ annotation.annotationType().getSimpleName() + '.');
				}
				return new Validation(validator, hints);
			}
		}
		return null;
	}

	static InvalidPushListenerException invalid(String description, String problem, String remedy) {
		return new InvalidPushListenerException("The @PushListener " + description + ' ' + problem + '.', remedy);
	}

}
