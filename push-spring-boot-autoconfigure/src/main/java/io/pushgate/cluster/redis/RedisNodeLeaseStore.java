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

package io.pushgate.cluster.redis;

import java.time.Duration;
import java.util.List;

import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLeaseException;
import io.pushgate.cluster.NodeLeaseStore;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Remembers in Redis which node has which number.
 *
 * <table>
 * <caption>Keys, where {@code push} is the topic; all in one slot of a cluster</caption>
 * <tr>
 * <th>key</th>
 * <th>type</th>
 * <th>content</th>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:leases}</td>
 * <td>sorted set</td>
 * <td>number → when its lease ends, in milliseconds by the clock of Redis</td>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:owners}</td>
 * <td>hash</td>
 * <td>number → who has it, another text for each life of each node</td>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:until}</td>
 * <td>hash</td>
 * <td>number → up to when ids may have been made with it, by the clocks of the nodes</td>
 * </tr>
 * </table>
 *
 * At most 1024 entries each, so none of them expires. Every step is one script: to take
 * ({@code TIME}, {@code ZRANGEBYSCORE}, {@code HGETALL}, {@code ZADD}, {@code HSET}), to
 * renew ({@code HGET}, {@code ZADD}, {@code HSET}) and to give back ({@code HGET},
 * {@code ZREM}, {@code HDEL}, {@code HSET}).
 *
 * <p>
 * A number whose lease has expired stays with its owner for the time to live once more,
 * and is given to nobody else: so clocks of different speed do no harm.
 *
 * <p>
 * Known races: where the clock of Redis is set forward by more than twice the time to
 * live, or a replica takes over that does not have the latest leases, or Redis comes back
 * without its data, a number may be given to a second node, until the first one renews
 * its lease: a quarter of the time to live at most. Nodes find each other out over the
 * bus, too.
 *
 * @since 0.1.0
 */
public final class RedisNodeLeaseStore implements NodeLeaseStore, AutoCloseable {

	private static final RedisScript<Long> ACQUIRE = new DefaultRedisScript<>("""
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			local ttl = tonumber(ARGV[2])
			local taken = {}
			for _, number in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now - ttl, '+inf')) do
				taken[number] = true
			end
			local marks = {}
			local all = redis.call('HGETALL', KEYS[3])
			for i = 1, #all, 2 do
				marks[all[i]] = tonumber(all[i + 1])
			end
			for i = 0, 1023 do
				local number = tostring(i)
				if not taken[number] and (marks[number] or 0) < tonumber(ARGV[3]) then
					redis.call('ZADD', KEYS[1], now + ttl, number)
					redis.call('HSET', KEYS[2], number, ARGV[1])
					redis.call('HSET', KEYS[3], number, ARGV[4])
					return i
				end
			end
			return -1
			""", Long.class);

	private static final RedisScript<Long> RENEW = new DefaultRedisScript<>("""
			local owner = redis.call('HGET', KEYS[2], ARGV[1])
			if owner and owner ~= ARGV[2] then
				return 0
			end
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
			redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
			redis.call('HSET', KEYS[3], ARGV[1], ARGV[4])
			return 1
			""", Long.class);

	private static final RedisScript<Long> RELEASE = new DefaultRedisScript<>("""
			if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then
				return 0
			end
			redis.call('ZREM', KEYS[1], ARGV[1])
			redis.call('HDEL', KEYS[2], ARGV[1])
			redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
			return 1
			""", Long.class);

	private final List<String> keys;

	private final @Nullable RedisClients clients;

	private final StringRedisTemplate redis;

	/**
	 * Create a store.
	 * @param connectionFactory the application's, whose settings are used
	 * @param topic what the names of keys start with
	 */
	public RedisNodeLeaseStore(RedisConnectionFactory connectionFactory, String topic) {
		this.keys = List.of(topic + ":{nodes}:leases", topic + ":{nodes}:owners", topic + ":{nodes}:until");
		// A connection that waits for an hour would let a lease expire that can be
		// renewed.
		this.clients = (connectionFactory instanceof LettuceConnectionFactory) ? RedisClients.like(connectionFactory)
				: null;
		this.redis = new StringRedisTemplate((this.clients != null) ? this.clients.factory() : connectionFactory);
	}

	@Override
	public @Nullable NodeId acquire(String owner, Duration ttl, long now, long until) {
		long number = run(ACQUIRE, owner, ttl.toMillis(), now, until);
		return (number >= 0) ? new NodeId((int) number) : null;
	}

	@Override
	public boolean renew(NodeId node, String owner, Duration ttl, long until) {
		return run(RENEW, node.number(), owner, ttl.toMillis(), until) == 1;
	}

	@Override
	public void release(NodeId node, String owner, long until) {
		run(RELEASE, node.number(), owner, until);
	}

	private long run(RedisScript<Long> script, Object... arguments) {
		Object[] texts = new Object[arguments.length];
		for (int i = 0; i < arguments.length; i++) {
			texts[i] = arguments[i].toString();
		}
		try {
			Long result = this.redis.execute(script, this.keys, texts);
			return (result != null) ? result : -1;
		}
		catch (DataAccessException ex) {
			throw new NodeLeaseException("Redis cannot tell which node has which number: " + ex.getMessage(), ex);
		}
	}

	@Override
	public void close() {
		if (this.clients != null) {
			this.clients.close();
		}
	}

}
