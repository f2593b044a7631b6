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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Profile;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Keeps the latest covers in Redis, so that an image that one node has made is there for
 * a tab that is connected to another. Bounded by covers per user, and by time.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr>
 * <th>key</th>
 * <th>content</th>
 * </tr>
 * <tr>
 * <td>{@code sample:covers:alice}</td>
 * <td>list: the ids of her covers, the latest first</td>
 * </tr>
 * <tr>
 * <td>{@code sample:cover:id}</td>
 * <td>hash: {@code user}, {@code time}; of each filter {@code image:sepia} and what is
 * known of it, {@code about:sepia}</td>
 * </tr>
 * <tr>
 * <td>{@code sample:cover:id:ready}</td>
 * <td>list: what was told of each image, in the order in which they became ready</td>
 * </tr>
 * </table>
 */
@Component
@Profile("cluster")
final class RedisCoverStore implements CoverStore {

	private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

	private final RedisTemplate<String, byte[]> redis;

	private final JsonMapper mapper;

	private final int maxPerUser;

	RedisCoverStore(RedisConnectionFactory connectionFactory, JsonMapper mapper, CoverProperties properties) {
		this.redis = new RedisTemplate<>();
		this.redis.setConnectionFactory(connectionFactory);
		this.redis.setKeySerializer(RedisSerializer.string());
		this.redis.setHashKeySerializer(RedisSerializer.string());
		this.redis.setValueSerializer(RedisSerializer.byteArray());
		this.redis.setHashValueSerializer(RedisSerializer.byteArray());
		this.redis.afterPropertiesSet();
		this.mapper = mapper;
		this.maxPerUser = properties.maxPerUser();
	}

	@Override
	public String open(String user) {
		// A random UUID has 122 bits of a SecureRandom: the id cannot be guessed
		String id = UUID.randomUUID().toString();
		put(id, "user", bytes(user));
		put(id, "time", bytes(Long.toString(System.currentTimeMillis())));
		this.redis.expire(key(id), TIME_TO_LIVE);
		String list = covers(user);
		this.redis.opsForList().leftPush(list, bytes(id));
		for (byte[] over : this.redis.opsForList().range(list, this.maxPerUser, -1)) {
			this.redis.delete(List.of(key(text(over)), ready(text(over))));
		}
		this.redis.opsForList().trim(list, 0, this.maxPerUser - 1);
		this.redis.expire(list, TIME_TO_LIVE);
		return id;
	}

	@Override
	public boolean add(String id, Rendition rendition) {
		if (!this.redis.hasKey(key(id))) {
			return false;
		}
		put(id, "image:" + rendition.filter(), rendition.content());
		put(id, "about:" + rendition.filter(), this.mapper.writeValueAsBytes(About.of(rendition)));
		this.redis.opsForList().rightPush(ready(id), this.mapper.writeValueAsBytes(CoverReady.of(id, rendition)));
		this.redis.expire(key(id), TIME_TO_LIVE);
		this.redis.expire(ready(id), TIME_TO_LIVE);
		return true;
	}

	@Override
	public @Nullable Rendition find(String user, String id, String filter) {
		byte @Nullable [] owner = get(id, "user");
		byte @Nullable [] image = get(id, "image:" + filter);
		byte @Nullable [] about = get(id, "about:" + filter);
		if (owner == null || image == null || about == null || !text(owner).equals(user)) {
			return null;
		}
		return this.mapper.readValue(about, About.class).rendition(filter, image);
	}

	@Override
	public List<CoverView> list(String user) {
		return this.redis.opsForList()
			.range(covers(user), 0, -1)
			.stream()
			.map((id) -> view(text(id)))
			.filter(Objects::nonNull)
			.toList();
	}

	private @Nullable CoverView view(String id) {
		byte @Nullable [] time = get(id, "time");
		if (time == null) {
			return null;
		}
		List<CoverReady> ready = this.redis.opsForList()
			.range(ready(id), 0, -1)
			.stream()
			.map((json) -> this.mapper.readValue(json, CoverReady.class))
			.toList();
		return new CoverView(id, Long.parseLong(text(time)), ready);
	}

	private void put(String id, String field, byte[] value) {
		this.redis.<String, byte[]>opsForHash().put(key(id), field, value);
	}

	private byte @Nullable [] get(String id, String field) {
		return this.redis.<String, byte[]>opsForHash().get(key(id), field);
	}

	private static String covers(String user) {
		return "sample:covers:" + user;
	}

	private static String key(String id) {
		return "sample:cover:" + id;
	}

	private static String ready(String id) {
		return key(id) + ":ready";
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * What is known of an image besides its content.
	 */
	private record About(String name, String type, int width, int height, long millis) {

		static About of(Rendition rendition) {
			return new About(rendition.name(), rendition.type().toString(), rendition.width(), rendition.height(),
					rendition.millis());
		}

		Rendition rendition(String filter, byte[] content) {
			return new Rendition(this.name, filter, content, MediaType.parseMediaType(this.type), this.width,
					this.height, this.millis);
		}

	}

}
