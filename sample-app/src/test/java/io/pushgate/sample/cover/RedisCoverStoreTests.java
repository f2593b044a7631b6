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

package io.pushgate.sample.cover;

import io.pushgate.sample.support.Redis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Tests for {@link RedisCoverStore} on a Redis.
 */
class RedisCoverStoreTests extends AbstractCoverStoreTests {

	private static Redis redis;

	private static LettuceConnectionFactory connections;

	@BeforeAll
	static void start() {
		redis = Redis.start();
		connections = new LettuceConnectionFactory("localhost", redis.port());
		connections.afterPropertiesSet();
		connections.start();
	}

	@AfterAll
	static void stop() {
		connections.destroy();
		redis.close();
	}

	@Override
	protected CoverStore create(CoverProperties properties) {
		try (RedisConnection connection = connections.getConnection()) {
			connection.serverCommands().flushAll();
		}
		return new RedisCoverStore(connections, JsonMapper.shared(), properties);
	}

}
