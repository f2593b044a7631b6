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
 * The names of the directory's keys, which {@link RedisDirectory} describes.
 *
 * @param topic what they start with
 */
record DirectoryKeys(String topic) {

	/**
	 * How many shards there are. All keys of a shard are in one slot of a cluster.
	 */
	static final int SHARDS = 256;

	/**
	 * Return the shard of a user or a group. The same in every process.
	 */
	static int shard(String tenant, String name) {
		int hash = 31 * tenant.hashCode() + name.hashCode();
		hash *= 0x9E3779B9;
		return hash >>> 24;
	}

	/**
	 * Return how a user or a group is named within an index. A tenant has no colon.
	 */
	static String member(String tenant, String name) {
		return tenant + ":" + name;
	}

	static String tenant(String member) {
		return member.substring(0, member.indexOf(':'));
	}

	static String name(String member) {
		return member.substring(member.indexOf(':') + 1);
	}

	private String shardKey(int shard, String rest) {
		return this.topic + ":{" + shard + "}:" + rest;
	}

	String user(int shard, String member) {
		return shardKey(shard, "u:" + member);
	}

	String usersOf(int shard, String node) {
		return shardKey(shard, "n:" + node);
	}

	String group(int shard, String member) {
		return shardKey(shard, "g:" + member);
	}

	String groupsOf(int shard, String node) {
		return shardKey(shard, "i:" + node);
	}

	String counts(int shard) {
		return shardKey(shard, "c");
	}

	String stamps(int shard) {
		return shardKey(shard, "y");
	}

	String nodes() {
		return this.topic + ":{nodes}:alive";
	}

	String claims() {
		return this.topic + ":{nodes}:claims";
	}

	String gone() {
		return this.topic + ":{nodes}:gone";
	}

	String incarnation() {
		return this.topic + ":{nodes}:incarnation";
	}

	String statistics(String node) {
		return this.topic + ":{nodes}:s:" + node;
	}

}
