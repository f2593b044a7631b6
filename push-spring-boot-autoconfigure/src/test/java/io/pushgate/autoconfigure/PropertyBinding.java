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

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Binds and checks all properties, as the start of an application does, without one.
 */
final class PropertyBinding {

	private PropertyBinding() {
	}

	/**
	 * Bind and check.
	 * @param properties as {@code name=value}
	 */
	static void check(String... properties) {
		Map<String, String> values = Arrays.stream(properties)
			.map((property) -> property.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
		Binder binder = new Binder(new MapConfigurationPropertySource(values));
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		for (BeanDefinition found : scanner.findCandidateComponents("io.pushgate")) {
			Class<?> type = ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null);
			String prefix = AnnotatedElementUtils.getMergedAnnotationAttributes(type, ConfigurationProperties.class)
				.getString("prefix");
			check(binder.bindOrCreate(prefix, Bindable.of(type)));
		}
	}

	private static void check(Object bound) {
		try {
			if (bound instanceof InitializingBean checked) {
				checked.afterPropertiesSet();
			}
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Bind and check what is invalid.
	 * @param properties as {@code name=value}
	 * @return why it is
	 */
	static InvalidPushPropertyException failure(String... properties) {
		return catchThrowableOfType(InvalidPushPropertyException.class, () -> check(properties));
	}

}
