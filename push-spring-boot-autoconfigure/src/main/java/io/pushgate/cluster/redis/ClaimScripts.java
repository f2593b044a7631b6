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
 * The scripts of {@link RedisClaimStore}, each on one key. What stays in a key starts
 * with {@code c} where it is a claim, and with {@code d} where something is done.
 */
final class ClaimScripts {

	/**
	 * Claim a name.
	 *
	 * <p>
	 * Arguments: the claim, its lease in milliseconds. Returns what the name has, or
	 * nothing where it was free.
	 */
	static final LuaScript CLAIM = LuaScript.of("""
			local held = redis.call('GET', KEYS[1])
			if held then
				return { held }
			end
			redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
			return {}
			""");

	/**
	 * End a claim: say what came of it, or give it back. It is done, whoever has a claim
	 * by now; the first word counts.
	 *
	 * <p>
	 * Arguments: the claim; what came of it, or nothing to give it back; how long to keep
	 * that in milliseconds.
	 */
	static final LuaScript END = LuaScript.of("""
			local held = redis.call('GET', KEYS[1])
			if ARGV[2] == '' then
				if held == ARGV[1] then
					redis.call('DEL', KEYS[1])
				end
			elseif not held or string.sub(held, 1, 1) ~= 'd' then
				redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
			end
			return {}
			""");

	private ClaimScripts() {
	}

}
