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

import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RedisLogEnvironmentPostProcessor}.
 */
class RedisLogEnvironmentPostProcessorTests {

	private static final String WATCHDOG = "logging.level.io.lettuce.core.protocol.ConnectionWatchdog";

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void setsLevelsWhereRedisConnectsNodes() {
		this.environment.setProperty("push.cluster.directory", "redis");
		assertThat(level(WATCHDOG)).isEqualTo("error");
	}

	@Test
	void setsNoneElsewhere() {
		this.environment.setProperty("push.cluster.bus", "rocketmq");
		assertThat(level(WATCHDOG)).isNull();
	}

	@Test
	void leavesLevelsThatAreSetForTheLoggerOrAPackageAroundIt() {
		this.environment.setProperty("push.cluster.bus", "redis");
		this.environment.setProperty("logging.level.io.lettuce", "debug");
		this.environment.setProperty("logging.level.root", "info");
		assertThat(level(WATCHDOG)).isNull();
		assertThat(level("logging.level." + DataRedisHealthIndicator.class.getPackageName())).isEqualTo("error");
	}

	@Test
	void namesLoggersThatExist() {
		assertThat(RedisLogEnvironmentPostProcessor.LEVELS).allSatisfy((logger, level) -> {
			ClassLoader loader = RedisClient.class.getClassLoader();
			assertThat(loader.getResource(logger.replace('.', '/') + ".class") != null
					|| loader.getResource(logger.replace('.', '/')) != null)
				.as(logger)
				.isTrue();
		});
	}

	private String level(String property) {
		new RedisLogEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
		return this.environment.getProperty(property);
	}

}
