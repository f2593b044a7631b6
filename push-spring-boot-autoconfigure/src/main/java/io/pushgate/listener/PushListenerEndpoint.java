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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * A {@link PushListener} method, ready to be called. Thread-safe.
 */
final class PushListenerEndpoint {

	private final String namespace;

	private final String event;

	private final String description;

	private final Supplier<Object> bean;

	private final Method method;

	private final List<ListenerArgument> arguments;

	/**
	 * Create an endpoint.
	 * @param bean returns the bean, which is looked for with each call: it may be lazy,
	 * or have a scope
	 * @param method the method to call, of the bean or of its proxy
	 */
	PushListenerEndpoint(String namespace, String event, String description, Supplier<Object> bean, Method method,
			List<ListenerArgument> arguments) {
		this.namespace = namespace;
		this.event = event;
		this.description = description;
		this.bean = bean;
		this.method = method;
		this.arguments = arguments;
		ReflectionUtils.makeAccessible(method);
	}

	String namespace() {
		return this.namespace;
	}

	String event() {
		return this.event;
	}

	/**
	 * Call the method.
	 * @return what it returns
	 * @throws Throwable what it throws, or a {@link PushRequestException} where the data
	 * does not fit
	 */
	@Nullable Object invoke(PushRequest request) throws Throwable {
		@Nullable Object[] values = new @Nullable Object[this.arguments.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments.get(i).resolve(request);
		}
		try {
			return this.method.invoke(this.bean.get(), values);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * Name bean and method, for people.
	 */
	@Override
	public String toString() {
		return this.description;
	}

}
