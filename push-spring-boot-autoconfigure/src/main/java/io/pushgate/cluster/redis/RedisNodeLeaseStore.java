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

import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLeaseException;
import io.pushgate.cluster.NodeLeaseStore;
import io.pushgate.cluster.NodeLeaseTerms;
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
 * <caption>Keys, where {@code push} is the topic</caption>
 * <tr>
 * <th>key</th>
 * <th>type</th>
 * <th>content</th>
 * </tr>
 * <tr>
 * <td>{@code push:nodes}</td>
 * <td>hash</td>
 * <td>number → who has it, another text for each life of each node, or {@code -}; when it
 * may go to another one, in milliseconds by the clock of Redis; up to when ids may have
 * been made with it, by the clocks of the nodes. With blanks in between</td>
 * </tr>
 * </table>
 *
 * At most 1024 entries, so it does not expire. Every step is one script: to take
 * ({@code TIME}, {@code HGETALL}, {@code HSET}), to renew ({@code TIME}, {@code HGET},
 * {@code HSET}), to give back ({@code HGET}, {@code HSET}) and to tell the age of Redis
 * ({@code INFO}).
 *
 * <p>
 * A number whose lease has expired stays with its owner for the time to live once more,
 * and is given to nobody else: so clocks of different speed do no harm.
 *
 * <p>
 * A Redis that comes back without its data gives no number away until those who have one
 * have renewed their leases; whoever asks waits for that.
 *
 * <p>
 * Known races: where the clock of Redis is set forward by more than twice the time to
 * live, or a replica takes over that does not have the latest lease, or somebody deletes
 * the key, a number may be given to a second node, until the first one renews its lease:
 * a quarter of the time to live at most. Nodes find each other out over the bus, too.
 *
 * @since 0.1.0
 */
public final class RedisNodeLeaseStore implements NodeLeaseStore, AutoCloseable {

	private static final RedisScript<Long> ACQUIRE = new DefaultRedisScript<>("""
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			local taken = {}
			local all = redis.call('HGETALL', KEYS[1])
			for i = 1, #all, 2 do
				local free, mark = string.match(all[i + 1], '^%S+ (%d+) (%d+)$')
				taken[all[i]] = tonumber(free) > now or tonumber(mark) >= tonumber(ARGV[3])
			end
			for i = tonumber(ARGV[5]), tonumber(ARGV[6]) do
				if not taken[tostring(i)] then
					redis.call('HSET', KEYS[1], i, string.format('%s %.0f %s', ARGV[1], now + 2 * ARGV[2], ARGV[4]))
					return i
				end
			end
			return -1
			""", Long.class);

	private static final RedisScript<Long> RENEW = new DefaultRedisScript<>("""
			local entry = redis.call('HGET', KEYS[1], ARGV[1])
			if entry then
				local owner, mark = string.match(entry, '^(%S+) %d+ (%d+)$')
				if owner ~= ARGV[2] and (owner ~= '-' or tonumber(mark) >= tonumber(ARGV[4])) then
					return 0
				end
			end
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %.0f %s', ARGV[2], now + 2 * ARGV[3], ARGV[5]))
			return 1
			""", Long.class);

	private static final RedisScript<Long> RELEASE = new DefaultRedisScript<>("""
			local entry = redis.call('HGET', KEYS[1], ARGV[1])
			if not entry or string.match(entry, '^(%S+) ') ~= ARGV[2] then
				return 0
			end
			redis.call('HSET', KEYS[1], ARGV[1], string.format('- 0 %s', ARGV[3]))
			return 1
			""", Long.class);

	private static final RedisScript<Long> AGE = new DefaultRedisScript<>("""
			local info = redis.call('INFO', 'server')
			return tonumber(string.match(info, 'uptime_in_seconds:(%d+)')) or -1
			""", Long.class);

	private final List<String> keys;

	private final RedisConnectionFactory connectionFactory;

	private final @Nullable RedisClients clients;

	private final StringRedisTemplate redis;

	/**
	 * Create a store.
	 * @param connectionFactory the application's, whose settings are used
	 * @param topic what the names of keys start with
	 */
	public RedisNodeLeaseStore(RedisConnectionFactory connectionFactory, String topic) {
		this.keys = List.of(topic + ":nodes");
		this.connectionFactory = connectionFactory;
		// A connection that waits for an hour would let a lease expire that can be
		// renewed.
		this.clients = (connectionFactory instanceof LettuceConnectionFactory) ? RedisClients.like(connectionFactory)
				: null;
		this.redis = new StringRedisTemplate((this.clients != null) ? this.clients.factory() : connectionFactory);
	}

	@Override
	public @Nullable NodeId acquire(NodeId first, NodeId last, NodeLeaseTerms terms) {
		long number = run(ACQUIRE, terms.owner(), terms.ttl().toMillis(), terms.now(), terms.until(), first.number(),
				last.number());
		return (number >= 0) ? new NodeId((int) number) : null;
	}

	@Override
	public boolean renew(NodeId node, NodeLeaseTerms terms) {
		return run(RENEW, node.number(), terms.owner(), terms.ttl().toMillis(), terms.now(), terms.until()) == 1;
	}

	@Override
	public void release(NodeId node, String owner, long until) {
		run(RELEASE, node.number(), owner, until);
	}

	@Override
	public Duration age() {
		long seconds = run(AGE);
		return (seconds >= 0) ? Duration.ofSeconds(seconds) : NodeLeaseStore.super.age();
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
			BusConfigurationException wrong = RedisFailures.configuration(ex);
			if (wrong != null) {
				throw wrong;
			}
			throw new NodeLeaseException("Redis at " + RedisAddress.of(this.connectionFactory)
					+ " cannot tell which node has which number: " + RedisFailures.reason(ex), ex);
		}
	}

	@Override
	public void close() {
		if (this.clients != null) {
			this.clients.close();
		}
	}

}
