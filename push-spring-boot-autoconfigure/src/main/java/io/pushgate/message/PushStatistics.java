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

package io.pushgate.message;

import java.util.List;

/**
 * How much there is of a tenant; a snapshot.
 *
 * @param connections how many sessions
 * @param users how many users have a session
 * @param groups how many groups have a member
 * @param nodes what each node has of it; a user or a group may be on several
 * @since 0.1.0
 */
public record PushStatistics(long connections, long users, long groups, List<Node> nodes) {

	/**
	 * Create statistics.
	 */
	public PushStatistics {
		nodes = List.copyOf(nodes);
	}

	/**
	 * What one node has.
	 *
	 * @param node the node
	 * @param connections how many sessions
	 * @param users how many users have a session there
	 * @param groups how many groups have a member there
	 */
	public record Node(String node, long connections, long users, long groups) {

	}

}
