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

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes of {@code push.mode} the defaults of other properties. So a mode is nothing but
 * that: what the application sets itself holds, and nobody else has to know the mode.
 */
class PushModeEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String SOURCE = "pushModeDefaults";

	private static final Map<String, Map<String, Object>> DEFAULTS = Map.of("gateway",
			Map.of("push.endpoint.transport", "netty", "push.api.enabled", "true", "push.netty.actuator", "true",
					"push.auth.jwt.require-expiry", "true"));

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		// What is no mode at all is reported where the property is bound.
		String mode = Binder.get(environment).bind("push.mode", String.class).orElse("");
		Map<String, Object> defaults = new LinkedHashMap<>();
		DEFAULTS.getOrDefault(mode.trim().toLowerCase(Locale.ROOT), Map.of()).forEach((name, value) -> {
			// Not left to the order of the sources: the application's defaults are moved
			// to their end.
			if (!environment.containsProperty(name)) {
				defaults.put(name, value);
			}
		});
		if (!defaults.isEmpty()) {
			environment.getPropertySources().addLast(new MapPropertySource(SOURCE, defaults));
		}
	}

	@Override
	public int getOrder() {
		// All files have been read.
		return ConfigDataEnvironmentPostProcessor.ORDER + 10;
	}

}
