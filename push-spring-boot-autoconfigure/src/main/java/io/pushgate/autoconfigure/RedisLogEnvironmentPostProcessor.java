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
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Sets default log levels where nodes are connected by Redis. While Redis is away, the
 * client logs two lines for each connection every five seconds, some with a stack trace,
 * and health a stack trace each time it is asked. What they tell is in the lines that
 * bus, directory and lease log once. A level that is set for such a logger or for a
 * package around it holds instead.
 */
class RedisLogEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String SOURCE = "pushRedisLogDefaults";

	static final Map<String, String> LEVELS = Map.of("io.lettuce.core.protocol.ConnectionWatchdog", "error",
			"io.lettuce.core.protocol.ReconnectionHandler", "warn", "org.springframework.boot.data.redis.health",
			"error");

	private static final String LEVEL = "logging.level.";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!isRedis(environment, "push.cluster.bus") && !isRedis(environment, "push.cluster.directory")) {
			return;
		}
		Map<String, Object> defaults = new LinkedHashMap<>();
		LEVELS.forEach((logger, level) -> {
			if (!isSet(environment, logger)) {
				defaults.put(LEVEL + logger, level);
			}
		});
		if (!defaults.isEmpty()) {
			environment.getPropertySources().addLast(new MapPropertySource(SOURCE, defaults));
		}
	}

	private static boolean isRedis(ConfigurableEnvironment environment, String property) {
		return "redis".equalsIgnoreCase(environment.getProperty(property, "").trim());
	}

	private static boolean isSet(ConfigurableEnvironment environment, String logger) {
		for (int end = logger.length(); end > 0; end = logger.lastIndexOf('.', end - 1)) {
			if (environment.containsProperty(LEVEL + logger.substring(0, end))) {
				return true;
			}
		}
		return false;
	}

	@Override
	public int getOrder() {
		// All files have been read.
		return ConfigDataEnvironmentPostProcessor.ORDER + 10;
	}

}
