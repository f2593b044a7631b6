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

package io.pushgate.testsupport;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Does what {@link ExpectErrors} says.
 */
final class ExpectErrorsExtension
		implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(ExpectErrorsExtension.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		begin(context, context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		// A test sees its own errors only, where it is the class that expects them, too.
		begin(context, isExpecting(context) ? context : context.getParent().orElseThrow());
	}

	@Override
	public void afterEach(ExtensionContext context) {
		end(context);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		end(context);
	}

	private static boolean isExpecting(ExtensionContext context) {
		return AnnotationSupport.isAnnotated(context.getElement(), ExpectErrors.class);
	}

	private static void begin(ExtensionContext context, ExtensionContext expecting) {
		AnnotationSupport.findAnnotation(expecting.getElement(), ExpectErrors.class).ifPresent((annotation) -> {
			LoggedErrors errors = new LoggedErrors(annotation.value());
			context.getStore(NAMESPACE).put(LoggedErrors.class, errors);
			ExpectedErrorsFilter.EXPECTED.add(errors);
		});
	}

	private static void end(ExtensionContext context) {
		LoggedErrors errors = context.getStore(NAMESPACE).remove(LoggedErrors.class, LoggedErrors.class);
		if (errors == null) {
			return;
		}
		try {
			if (isExpecting(context) && context.getExecutionException().isEmpty()) {
				await().untilAsserted(() -> assertThat(errors.missing()).as("expected, but not logged").isEmpty());
			}
		}
		finally {
			ExpectedErrorsFilter.EXPECTED.remove(errors);
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == LoggedErrors.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getStore(NAMESPACE).get(LoggedErrors.class);
	}

}
