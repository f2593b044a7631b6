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
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/**
 * Says what would be right where a value of {@code push.*} is not of the property's type.
 * Spring Boot's own analysis says what is wrong.
 */
class PushBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> implements Ordered {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		if (property == null || !property.getName().toString().startsWith("push.")) {
			return null;
		}
		Class<?> type = cause.getTarget().getType().resolve(Object.class);
		String expected = expected(type);
		if (expected == null) {
			return null;
		}
		return new FailureAnalysis("The property '" + property.getName() + "' has the value '" + property.getValue()
				+ "', but must be " + expected + ".", "Set it to " + expected + ", or remove it for the default.",
				cause);
	}

	private static @Nullable String expected(Class<?> type) {
		if (type.isEnum()) {
			return choices(type);
		}
		if (type == Duration.class) {
			return "a time such as 25s, 500ms or 5m";
		}
		if (type == DataSize.class) {
			return "a size such as 64KB or 1MB";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type == int.class || type == Integer.class) {
			return "a whole number";
		}
		return (type == InetAddress.class) ? "an address such as 127.0.0.1" : null;
	}

	private static String choices(Class<?> type) {
		String[] names = Arrays.stream(type.getEnumConstants())
			.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toArray(String[]::new);
		if (names.length == 1) {
			return names[0] + ", as there is nothing else in this version";
		}
		return Arrays.stream(names).limit(names.length - 1L).collect(Collectors.joining(", ")) + " or "
				+ names[names.length - 1];
	}

	@Override
	public int getOrder() {
		// Before Spring Boot's, which has no order.
		return 0;
	}

}
