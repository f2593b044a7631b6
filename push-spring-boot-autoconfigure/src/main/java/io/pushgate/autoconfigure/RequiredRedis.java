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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The application's connections to Redis, where a property needs them.
 */
final class RequiredRedis {

	static final String BUS = "push.cluster.bus";

	static final String DIRECTORY = "push.cluster.directory";

	private RequiredRedis() {
	}

	static RedisConnectionFactory connectionFactory(String property,
			ObjectProvider<RedisConnectionFactory> connectionFactory) {
		RedisConnectionFactory available = connectionFactory.getIfUnique();
		if (available == null) {
			throw new InvalidPushPropertyException(
					"The property '" + property + "' has the value 'redis', but there is no connection to Redis, or "
							+ "there are several of which none is primary.",
					"Add the dependency org.springframework.boot:spring-boot-starter-data-redis and set "
							+ "'spring.data.redis.host', or mark one RedisConnectionFactory bean as primary.");
		}
		return available;
	}

	static InvalidPushPropertyException withoutSpringData(String property) {
		return new InvalidPushPropertyException(
				"The property '" + property + "' has the value 'redis', but Spring Data Redis is not on the classpath.",
				"Add the dependency org.springframework.boot:spring-boot-starter-data-redis.");
	}

	static InvalidPushPropertyException withoutLettuce(String property) {
		return new InvalidPushPropertyException(
				"The property '" + property + "' has the value 'redis', but Lettuce is not on the classpath.",
				"Add the dependency io.lettuce:lettuce-core.");
	}

}
