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

package io.pushgate.standalone;

import java.util.Set;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Leaves out what connects to Redis and RocketMQ where nothing is to go there: both are
 * on the class path of every gateway, and would set themselves up, show bad health and
 * take memory.
 */
class UnusedBrokers implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final Set<String> REDIS_IS_FOR = Set.of("push.cluster.bus", "push.cluster.directory",
			"push.inbox.store");

	private Environment environment = new StandardEnvironment();

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
		boolean redis = REDIS_IS_FOR.stream()
			.anyMatch((property) -> "redis".equalsIgnoreCase(this.environment.getProperty(property, "").trim()));
		boolean rocketMq = !this.environment.getProperty("rocketmq.name-server", "").isBlank();
		boolean[] matches = new boolean[autoConfigurations.length];
		for (int i = 0; i < matches.length; i++) {
			// Some have been left out by other filters.
			String name = (autoConfigurations[i] != null) ? autoConfigurations[i] : "";
			matches[i] = (redis || !name.startsWith("org.springframework.boot.data.redis."))
					&& (rocketMq || !name.startsWith("org.apache.rocketmq."));
		}
		return matches;
	}

}
