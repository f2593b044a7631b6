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

/**
 * The scripts of the directory. Each is one step of {@link RedisDirectory}, and each may
 * be run again without harm: it says how things are, not what has changed.
 */
final class DirectoryScripts {

	/**
	 * Say which sessions of a user a node has, all of them.
	 *
	 * <p>
	 * Keys: user, users of the node, counts, stamps, users of the heir. Arguments: node,
	 * heir (the node itself, unless that one is dead), member, tenant, limit, generation
	 * that the node knows or 0, identity, whether to be silent, time to live in seconds,
	 * generation whose departure is to be confirmed or 0, version of the stamps that the
	 * confirmation hangs on, generation whose departure has been told or 0, generation
	 * whose arrival has been told or 0; then for each session its id, whether it is new,
	 * and the rest.
	 *
	 * <p>
	 * Returns generation, who tells the arrival, who waits for the departure, who tells
	 * the departure, version of the stamps, then node and id of each session that has to
	 * go. What there is not is an empty text.
	 */
	static final LuaScript USER = LuaScript.of("""
			local node, heir = ARGV[1], ARGV[2]
			local prefix = node .. ' '
			local sessions, count, before = {}, 0, 0
			local generation, arrival, departure, farewell = '', '', '', ''
			local evicted = {}
			local all = redis.call('HGETALL', KEYS[1])
			for i = 1, #all, 2 do
				local field, value = all[i], all[i + 1]
				if field == 'g' then generation = value
				elseif field == 'w' then arrival = value
				elseif field == 'p' then departure = value
				elseif field == 'o' then farewell = value
				elseif string.sub(field, 1, 1) == 'x' then evicted[string.sub(field, 2)] = value
				else sessions[field] = value; count = count + 1 end
			end
			before = count
			local function by(who, value)
				return string.sub(value, 1, #who + 1) == who .. ' '
			end
			local function earlier(a, b)
				if #a ~= #b then return #a < #b end
				return a < b
			end
			local given, new, latest = {}, {}, ''
			for i = 15, #ARGV, 3 do
				local id = ARGV[i]
				given[id] = true
				if not evicted[id] then
					if ARGV[i + 1] == '1' then new[id] = true end
					if not sessions[id] then count = count + 1 end
					sessions[id] = ARGV[i + 2]
					redis.call('HSET', KEYS[1], id, ARGV[i + 2])
					if earlier(latest, id) then latest = id end
				end
			end
			local last = ''
			for id, value in pairs(sessions) do
				if not given[id] and string.sub(value, 1, #prefix) == prefix then
					redis.call('HDEL', KEYS[1], id)
					sessions[id] = nil
					count = count - 1
					if earlier(last, id) then last = id end
				end
			end
			local result = {}
			for id, who in pairs(evicted) do
				if who == node and not given[id] then
					redis.call('HDEL', KEYS[1], 'x' .. id)
					evicted[id] = nil
				elseif ARGV[14] == '1' then
					result[#result + 1] = who
					result[#result + 1] = id
				end
			end
			local limit = tonumber(ARGV[5])
			if latest ~= '' and limit > 0 and count > limit then
				local ids = {}
				for id in pairs(sessions) do ids[#ids + 1] = id end
				table.sort(ids, function(a, b)
					if new[a] ~= new[b] then return not new[a] end
					return earlier(a, b)
				end)
				for i = 1, count - limit do
					local id = ids[i]
					local who = string.match(sessions[id], '^[^ ]+')
					result[#result + 1] = who
					result[#result + 1] = id
					redis.call('HDEL', KEYS[1], id)
					redis.call('HSET', KEYS[1], 'x' .. id, who)
					evicted[id] = who
					sessions[id] = nil
				end
				count = limit
			end
			if arrival ~= '' and by(node, arrival) and (ARGV[13] == generation or node ~= heir) then
				redis.call('HDEL', KEYS[1], 'w')
				arrival = ''
			end
			local known = ARGV[6]
			local behind = known ~= '0' and redis.call('HGET', KEYS[4], node) ~= ARGV[7]
			local function atLeast(value)
				local highest = redis.call('HGET', KEYS[3], 'g')
				if not highest or tonumber(highest) < tonumber(value) then
					redis.call('HSET', KEYS[3], 'g', value)
				end
			end
			if behind and (generation == '' or arrival ~= '') then
				-- The data are older than what this node knows.
				if count > 0 or ARGV[8] == '0' then
					generation = known
					atLeast(known)
					redis.call('HSET', KEYS[1], 'g', generation)
					if arrival ~= '' then
						redis.call('HDEL', KEYS[1], 'w')
						arrival = ''
					end
				end
			end
			if count > 0 then
				if generation == '' then
					local time = redis.call('TIME')
					local now = time[1] * 1000000 + time[2]
					local highest = tonumber(redis.call('HGET', KEYS[3], 'g') or '0')
					if now <= highest then now = highest + 1 end
					generation = string.format('%.0f', now)
					arrival = heir .. ' ' .. latest
					redis.call('HSET', KEYS[3], 'g', generation)
					redis.call('HSET', KEYS[1], 'g', generation, 'w', arrival)
				end
				if departure ~= '' then
					redis.call('HDEL', KEYS[1], 'p')
					departure = ''
				end
			elseif generation ~= '' then
				if ARGV[8] == '1' then
					redis.call('HDEL', KEYS[1], 'g', 'w', 'p')
					generation, arrival, departure = '', '', ''
				elseif departure == '' then
					departure = heir .. ' ' .. ((last ~= '') and last or '0')
					redis.call('HSET', KEYS[1], 'p', departure)
				elseif by(node, departure) and node ~= heir then
					departure = heir .. string.sub(departure, #node + 1)
					redis.call('HSET', KEYS[1], 'p', departure)
				end
				if ARGV[10] == generation and arrival == '' and by(node, departure)
						and redis.call('HGET', KEYS[4], 'v') == ARGV[11] then
					farewell = node .. ' ' .. generation .. string.sub(departure, #node + 1)
					redis.call('HSET', KEYS[1], 'o', farewell)
					redis.call('HDEL', KEYS[1], 'g', 'w', 'p')
					generation, arrival, departure = '', '', ''
				end
			end
			if farewell ~= '' and by(node, farewell) then
				if string.find(farewell, node .. ' ' .. ARGV[12] .. ' ', 1, true) == 1 then
					redis.call('HDEL', KEYS[1], 'o')
					farewell = ''
				elseif node ~= heir then
					farewell = heir .. string.sub(farewell, #node + 1)
					redis.call('HSET', KEYS[1], 'o', farewell)
				end
			end
			local function index(key, who)
				local here = by(who, departure) or by(who, farewell)
				for _, value in pairs(sessions) do
					here = here or by(who, value)
				end
				for _, value in pairs(evicted) do
					here = here or value == who
				end
				if here then
					redis.call('SADD', key, ARGV[3])
					redis.call('EXPIRE', key, ARGV[9])
				else
					redis.call('SREM', key, ARGV[3])
				end
			end
			index(KEYS[2], node)
			if heir ~= node then index(KEYS[5], heir) end
			if (before > 0) ~= (count > 0) then
				local field = 'u:' .. ARGV[4]
				if redis.call('HINCRBY', KEYS[3], field, (count > 0) and 1 or -1) < 1 then
					redis.call('HDEL', KEYS[3], field)
				end
				redis.call('EXPIRE', KEYS[3], ARGV[9])
			end
			redis.call('EXPIRE', KEYS[1], ARGV[9])
			table.insert(result, 1, redis.call('HGET', KEYS[4], 'v') or '')
			table.insert(result, 1, farewell)
			table.insert(result, 1, departure)
			table.insert(result, 1, arrival)
			table.insert(result, 1, generation)
			return result
			""");

	/**
	 * Say whether a node has members of a group.
	 *
	 * <p>
	 * Keys: group, groups of the node, counts. Arguments: node, member, tenant, whether
	 * it has, time to live in seconds.
	 */
	static final LuaScript GROUP = LuaScript.of("""
			local before = redis.call('EXISTS', KEYS[1])
			if ARGV[4] == '1' then
				redis.call('SADD', KEYS[1], ARGV[1])
				redis.call('EXPIRE', KEYS[1], ARGV[5])
				redis.call('SADD', KEYS[2], ARGV[2])
				redis.call('EXPIRE', KEYS[2], ARGV[5])
			else
				redis.call('SREM', KEYS[1], ARGV[1])
				redis.call('SREM', KEYS[2], ARGV[2])
			end
			local change = redis.call('EXISTS', KEYS[1]) - before
			if change ~= 0 then
				local field = 'r:' .. ARGV[3]
				if redis.call('HINCRBY', KEYS[3], field, change) < 1 then
					redis.call('HDEL', KEYS[3], field)
				end
				redis.call('EXPIRE', KEYS[3], ARGV[5])
			end
			return {}
			""");

	/**
	 * Say that a shard has all that a node has, or renew what would expire.
	 *
	 * <p>
	 * Keys: stamps, counts. Arguments: node, identity of the server, version, time to
	 * live in seconds.
	 */
	static final LuaScript STAMP = LuaScript.of("""
			if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
				redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], 'v', ARGV[3])
			end
			redis.call('EXPIRE', KEYS[1], ARGV[4])
			redis.call('EXPIRE', KEYS[2], ARGV[4])
			return {}
			""");

	/**
	 * Remove what a dead node has left in a shard, but for its users and groups.
	 *
	 * <p>
	 * Keys: stamps, users of the node, groups of the node. Arguments: node.
	 */
	static final LuaScript CLEAR = LuaScript.of("""
			redis.call('HDEL', KEYS[1], ARGV[1])
			redis.call('DEL', KEYS[2], KEYS[3])
			return {}
			""");

	/**
	 * Begin a life.
	 *
	 * <p>
	 * Keys: incarnation.
	 */
	static final LuaScript INCARNATE = LuaScript.of("""
			local time = redis.call('TIME')
			local now = time[1] * 1000000 + time[2]
			local last = tonumber(redis.call('GET', KEYS[1]) or '0')
			if now <= last then now = last + 1 end
			local text = string.format('%.0f', now)
			redis.call('SET', KEYS[1], text)
			return { text }
			""");

	/**
	 * Say that a node lives, and find out who else does, and whom to clear away.
	 *
	 * <p>
	 * Keys: nodes, claims, gone. Arguments: node, lease in milliseconds, whether it is to
	 * be there already, lease of a claim in milliseconds, how long to remember who is
	 * gone in milliseconds, what the other lives of the node start with.
	 *
	 * <p>
	 * Returns {@code ok}, {@code lost} or {@code gone}; how many dead nodes are for the
	 * caller to clear away, and which; then all nodes, each with 1 if it lives.
	 */
	static final LuaScript BEAT = LuaScript.of("""
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			local state = 'ok'
			if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 or redis.call('ZSCORE', KEYS[3], ARGV[1]) then
				state = 'gone'
			elseif ARGV[3] == '1' and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
				state = 'lost'
			else
				redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
			end
			local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
			local result, lives = { state, '0' }, {}
			for i = 1, #all, 2 do
				local node, ends = all[i], tonumber(all[i + 1])
				if ARGV[3] == '0' and state == 'ok' and node ~= ARGV[1]
						and string.sub(node, 1, #ARGV[6]) == ARGV[6] and ends > 0 then
					redis.call('ZADD', KEYS[1], 0, node)
					ends = 0
				end
				if ends < now and state == 'ok' then
					local claim = redis.call('HGET', KEYS[2], node)
					local who, till = string.match(claim or '', '^(%S+) (%d+)$')
					if not who or who == ARGV[1] or tonumber(till) < now then
						redis.call('HSET', KEYS[2], node, ARGV[1] .. ' ' .. string.format('%.0f', now + ARGV[4]))
						result[#result + 1] = node
					end
				end
				lives[#lives + 1] = node
				lives[#lives + 1] = (ends < now) and '0' or '1'
			end
			result[2] = tostring(#result - 2)
			for i = 1, #lives do result[#result + 1] = lives[i] end
			redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[5])
			return result
			""");

	/**
	 * Remove a node that has nothing in any shard any more.
	 *
	 * <p>
	 * Keys: nodes, claims, gone, statistics of the node. Arguments: node.
	 */
	static final LuaScript REMOVE = LuaScript.of("""
			local time = redis.call('TIME')
			redis.call('ZREM', KEYS[1], ARGV[1])
			redis.call('HDEL', KEYS[2], ARGV[1])
			redis.call('ZADD', KEYS[3], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
			redis.call('DEL', KEYS[4])
			return {}
			""");

	/**
	 * End a node's lease, so that another clears it away at once.
	 *
	 * <p>
	 * Keys: nodes. Arguments: node. Returns how many others live.
	 */
	static final LuaScript RESIGN = LuaScript.of("""
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			if redis.call('ZSCORE', KEYS[1], ARGV[1]) then
				redis.call('ZADD', KEYS[1], 0, ARGV[1])
			end
			return { tostring(redis.call('ZCOUNT', KEYS[1], now, '+inf')) }
			""");

	/**
	 * Say how much a node has of each tenant.
	 *
	 * <p>
	 * Keys: statistics of the node. Arguments: time to live in seconds, then each tenant
	 * and what there is of it.
	 */
	static final LuaScript STATISTICS = LuaScript.of("""
			redis.call('DEL', KEYS[1])
			for i = 2, #ARGV, 2 do
				redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
			end
			redis.call('EXPIRE', KEYS[1], ARGV[1])
			return {}
			""");

	private DirectoryScripts() {
	}

}
