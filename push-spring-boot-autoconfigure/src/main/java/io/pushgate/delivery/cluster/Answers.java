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

package io.pushgate.delivery.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pushgate.cluster.ClusterMessage;
import io.pushgate.message.PushStatistics;

/**
 * Writes and reads what nodes answer each other.
 */
final class Answers {

	/**
	 * Up to how many users of a group a node tells apart.
	 */
	static final int MAX_USERS = 8192;

	/**
	 * How users are written.
	 */
	static final String CODEC = "users/1";

	private static final String COUNT = "count";

	private static final String UNSETTLED = "unsettled";

	private static final String NODE = "node";

	private static final String CONNECTIONS = "connections";

	private static final String USERS = "users";

	private static final String SESSIONS = "sessions";

	private static final String GROUPS = "groups";

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private Answers() {
	}

	/**
	 * Tell whether the directory has what has changed.
	 */
	static Map<String, String> settled(boolean settled) {
		return settled ? Map.of() : Map.of(UNSETTLED, "1");
	}

	static boolean areSettled(List<ClusterMessage> answers) {
		return answers.stream().noneMatch((answer) -> answer.headers().containsKey(UNSETTLED));
	}

	static Map<String, String> count(int count) {
		return Map.of(COUNT, Integer.toString(count));
	}

	static int count(List<ClusterMessage> answers) {
		return answers.stream().mapToInt((answer) -> (int) number(answer, COUNT)).sum();
	}

	static Map<String, String> statistics(PushStatistics.Node node) {
		return Map.of(NODE, node.node(), CONNECTIONS, Long.toString(node.connections()), USERS,
				Long.toString(node.users()), GROUPS, Long.toString(node.groups()));
	}

	static PushStatistics.Node statistics(ClusterMessage answer) {
		return new PushStatistics.Node(answer.headers().getOrDefault(NODE, "?"), number(answer, CONNECTIONS),
				number(answer, USERS), number(answer, GROUPS));
	}

	private static long number(ClusterMessage answer, String name) {
		try {
			return Long.parseLong(answer.headers().getOrDefault(name, "0"));
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	static Map<String, String> group(int sessions, int users) {
		return Map.of(SESSIONS, Integer.toString(sessions), USERS, Integer.toString(users));
	}

	static int sessions(List<ClusterMessage> answers) {
		return (int) Math.min(Integer.MAX_VALUE,
				answers.stream().mapToLong((answer) -> number(answer, SESSIONS)).sum());
	}

	/**
	 * Write users in a way that lets another node find those that it has as well.
	 * @return 8 bytes each; none if there are too many
	 */
	static byte[] users(Collection<String> users) {
		if (users.size() > MAX_USERS) {
			return new byte[0];
		}
		ByteBuffer hashes = ByteBuffer.allocate(users.size() * Long.BYTES);
		users.forEach((user) -> hashes.putLong(hash(user)));
		return hashes.array();
	}

	/**
	 * Count distinct users of this node and of others.
	 * @param mine those of this node
	 * @param answers of each of the others how many there are, and which
	 */
	static int users(Collection<String> mine, List<ClusterMessage> answers) {
		Set<Long> known = new HashSet<>();
		mine.forEach((user) -> known.add(hash(user)));
		long unknown = 0;
		for (ClusterMessage answer : answers) {
			ByteBuffer hashes = ByteBuffer.wrap(answer.body());
			if (hashes.remaining() < Long.BYTES) {
				unknown += number(answer, USERS);
			}
			while (hashes.remaining() >= Long.BYTES) {
				known.add(hashes.getLong());
			}
		}
		return (int) Math.min(Integer.MAX_VALUE, known.size() + unknown);
	}

	/**
	 * FNV-1a over UTF-8, followed by a mixer, as similar ids are the rule.
	 */
	private static long hash(String user) {
		long hash = FNV_OFFSET;
		for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
		}
		hash ^= hash >>> 32;
		hash *= 0xd6e8feb86659fd93L;
		return hash ^ (hash >>> 32);
	}

}
