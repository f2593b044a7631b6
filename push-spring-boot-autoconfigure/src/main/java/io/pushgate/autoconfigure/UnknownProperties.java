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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Warns of unknown names of properties that resemble a known one: what is bound ignores
 * them. Names that resemble none may belong to the application.
 */
final class UnknownProperties implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(UnknownProperties.class);

	private static final String PREFIX = "push.";

	private static final String VARIABLE_PREFIX = "PUSH_";

	private final ConfigurableEnvironment environment;

	UnknownProperties(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		PropertyNames known = new PropertyNames();
		Set<String> told = new TreeSet<>();
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				boolean variables = source instanceof SystemEnvironmentPropertySource;
				Arrays.stream(enumerable.getPropertyNames()).sorted().forEach((name) -> {
					String meant = meant(known, name, variables);
					if (meant != null && told.add(name)) {
						Origin origin = OriginLookup.getOrigin(source, name);
						logger.warn("The " + (variables ? "environment variable" : "property") + " '" + name
								+ "' is not known and does nothing. Did you mean '" + meant + "'?"
								+ ((origin != null) ? " It is set at " + origin : ""));
					}
				});
			}
		}
	}

	private static @Nullable String meant(PropertyNames known, String name, boolean variable) {
		if (variable && name.toUpperCase(Locale.ROOT).startsWith(VARIABLE_PREFIX)) {
			return known.meant(name.replaceFirst("(_\\d+)+_?$", ""));
		}
		if (!name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
			return null;
		}
		ConfigurationPropertyName adapted = ConfigurationPropertyName.adapt(name, '.');
		List<String> elements = new ArrayList<>();
		for (int i = 0; i < adapted.getNumberOfElements(); i++) {
			if (!adapted.isNumericIndex(i)) {
				elements.add(adapted.getElement(i, ConfigurationPropertyName.Form.UNIFORM));
			}
		}
		return known.meant(elements);
	}

}
