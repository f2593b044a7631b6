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

package io.pushgate.sample.store;

import java.time.Duration;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Profile;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps items in Redis, for all nodes: lists of JSON, named
 * {@code sample:comments:alice}. A key that nothing is added to expires after a day.
 */
@Component
@Profile("cluster")
final class RedisRecentFactory implements RecentFactory {

	private static final Duration TIME_TO_LIVE = Duration.ofDays(1);

	private final StringRedisTemplate redis;

	private final JsonMapper mapper;

	RedisRecentFactory(StringRedisTemplate redis, JsonMapper mapper) {
		this.redis = redis;
		this.mapper = mapper;
	}

	@Override
	public <T> Recent<T> create(String name, Class<T> type) {
		return new RedisRecent<>("sample:" + name + ":", type);
	}

	private final class RedisRecent<T> implements Recent<T> {

		private final String prefix;

		private final Class<T> type;

		RedisRecent(String prefix, Class<T> type) {
			this.prefix = prefix;
			this.type = type;
		}

		@Override
		public void add(String key, T item) {
			String list = this.prefix + key;
			StringRedisTemplate redis = RedisRecentFactory.this.redis;
			redis.opsForList().rightPush(list, RedisRecentFactory.this.mapper.writeValueAsString(item));
			redis.opsForList().trim(list, -MAX, -1);
			redis.expire(list, TIME_TO_LIVE);
		}

		@Override
		public List<T> list(String key) {
			List<String> items = RedisRecentFactory.this.redis.opsForList().range(this.prefix + key, 0, -1);
			return items.stream().map((item) -> RedisRecentFactory.this.mapper.readValue(item, this.type)).toList();
		}

	}

}
