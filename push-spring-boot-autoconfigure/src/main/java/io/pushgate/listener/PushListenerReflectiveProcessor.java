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

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;

import io.pushgate.message.Payload;
import io.pushgate.session.PushSession;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.core.MethodParameter;

/**
 * Says what a native image has to keep of a {@link PushListener} method: the method, the
 * type of its payload and that of its reply.
 */
final class PushListenerReflectiveProcessor implements ReflectiveProcessor {

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (element instanceof Method method) {
			hints.registerMethod(method, ExecutableMode.INVOKE);
			for (int i = 0; i < method.getParameterCount(); i++) {
				MethodParameter parameter = new MethodParameter(method, i);
				Class<?> type = parameter.getParameterType();
				if (type != PushSession.class && type != PushRequest.class && type != Payload.class) {
					this.binding.registerReflectionHints(hints, parameter.getGenericParameterType());
				}
			}
			this.binding.registerReflectionHints(hints, method.getGenericReturnType());
		}
	}

}
