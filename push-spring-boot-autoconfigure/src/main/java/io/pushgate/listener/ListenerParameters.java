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

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.nio.channels.Channel;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.BaseStream;

import io.pushgate.session.PushSession;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * Knows which parameters of a {@link PushListener} method can be no payload: what belongs
 * to a request of HTTP, to another protocol or to the application's context. Types that
 * may be absent are known by name.
 */
final class ListenerParameters {

	private static final String NO_REQUEST = "There is no HTTP request behind what a client sends: take a PushSession, "
			+ "which names user, device and transport, or a PushRequest.";

	private static final String NO_USER = "Take a java.security.Principal, which names the user, a PushSession, or "
			+ "a claim of the user's token by @PushClaim.";

	private static final String NO_BEAN = "Inject it into the bean, not into the method.";

	private static final String NO_HEADERS = "A message has no headers or parameters beside its data: take a "
			+ "PushRequest for id, namespace, event and time, and the data as one object.";

	private static final String NO_DATA = "Take the data as an object that JSON can be read as, as a byte[] or as a "
			+ "Payload.";

	private static final List<Rule> TYPES = List.of(
			// Before those of Spring's web packages, which have principals as well.
			new Rule((type) -> Principal.class.isAssignableFrom(type)
					|| isIn(type, "org.springframework.security.", "io.pushgate.auth.PushIdentity"), NO_USER),
			new Rule((type) -> PushSession.class.isAssignableFrom(type),
					"Take a PushSession: what is behind it may be on another node."),
			new Rule((type) -> isIn(type, "jakarta.servlet.", "jakarta.websocket.", "jakarta.ws.rs.",
					"org.springframework.web.", "org.springframework.http.", "org.springframework.ui.",
					"io.pushgate.auth.PushCredentials", "io.pushgate.transport.", "io.netty."), NO_REQUEST),
			new Rule((type) -> isIn(type, "org.springframework.messaging."), NO_HEADERS),
			new Rule((type) -> isIn(type, "org.springframework.validation."),
					"Data that is not valid never reaches the method: decide in a PushListenerErrorHandler what the "
							+ "client is told."),
			new Rule((type) -> isIn(type, "org.springframework.context.", "org.springframework.beans.",
					"org.springframework.core.env.", "io.pushgate.core.", "io.pushgate.session.SessionManager",
					"java.sql.Connection", "javax.sql.") || Executor.class.isAssignableFrom(type), NO_BEAN),
			new Rule((type) -> InputStream.class.isAssignableFrom(type) || OutputStream.class.isAssignableFrom(type)
					|| Reader.class.isAssignableFrom(type) || Writer.class.isAssignableFrom(type)
					|| Channel.class.isAssignableFrom(type) || BaseStream.class.isAssignableFrom(type)
					|| Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
					|| Flow.Publisher.class.isAssignableFrom(type) || type == Thread.class
					|| ClassLoader.class.isAssignableFrom(type) || isNamed(type, "java.util.function.")
					|| isIn(type, "java.net.Socket", "org.springframework.core.io.", "org.reactivestreams.")
					|| isReactive(type), NO_DATA));

	private static final List<Rule> ANNOTATIONS = List.of(
			new Rule((type) -> isNamed(type, "org.springframework.security."), NO_USER),
			new Rule((type) -> isNamed(type, "org.springframework.web.bind.annotation.")
					&& !type.getSimpleName().equals("RequestBody"), NO_HEADERS),
			new Rule((type) -> isNamed(type, "org.springframework.messaging.")
					&& !type.getSimpleName().equals("Payload"), NO_HEADERS),
			new Rule((type) -> isNamed(type, "org.springframework.beans.factory.annotation.", "jakarta.inject."),
					NO_BEAN));

	private ListenerParameters() {
	}

	/**
	 * Refuse a parameter that can be no payload.
	 * @param description names bean and method
	 * @throws InvalidPushListenerException if the parameter can be none
	 */
	static void requirePayload(String description, MethodParameter parameter) {
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			String remedy = remedy(ANNOTATIONS, annotation.annotationType());
			if (remedy != null) {
				throw PushListenerMethods.invalid(description, "has a parameter annotated by @"
						+ annotation.annotationType().getSimpleName() + ", " + name(parameter, type), remedy);
			}
		}
		String remedy = remedy(TYPES, type);
		if (remedy != null) {
			throw PushListenerMethods.invalid(description,
					"has a parameter that can be no payload, " + name(parameter, type), remedy);
		}
	}

	private static @Nullable String remedy(List<Rule> rules, Class<?> type) {
		return rules.stream().filter((rule) -> rule.matches().test(type)).map(Rule::remedy).findFirst().orElse(null);
	}

	/**
	 * Name a parameter as it is written: its name is known where the application is
	 * compiled with {@code -parameters}, as Spring Boot's plugins do.
	 */
	private static String name(MethodParameter parameter, Class<?> type) {
		Parameter declared = parameter.getParameter();
		String name = declared.isNamePresent() ? " " + declared.getName() : "";
		return '\'' + type.getSimpleName() + name + "' (number " + (parameter.getParameterIndex() + 1) + ')';
	}

	private static boolean isReactive(Class<?> type) {
		return ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	/**
	 * Return whether a type, or one that it is made of, has a name that begins with one
	 * of these.
	 */
	private static boolean isIn(Class<?> type, String... names) {
		if (isNamed(type, names)) {
			return true;
		}
		List<Class<?>> parents = new ArrayList<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		for (Class<?> parent = type.getSuperclass(); parent != null; parent = parent.getSuperclass()) {
			parents.add(parent);
		}
		return parents.stream().anyMatch((parent) -> isNamed(parent, names));
	}

	private static boolean isNamed(Class<?> type, String... names) {
		for (String name : names) {
			if (type.getName().startsWith(name)) {
				return true;
			}
		}
		return false;
	}

	private record Rule(Predicate<Class<?>> matches, String remedy) {

	}

}
