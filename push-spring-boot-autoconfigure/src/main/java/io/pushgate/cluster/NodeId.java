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

package io.pushgate.cluster;

import org.springframework.util.Assert;

/**
 * Which node this process is.
 *
 * @param number 0 to 1023, its own among all live nodes; part of every session id
 * @since 0.1.0
 */
public record NodeId(int number) {

	/**
	 * The largest number of a node.
	 */
	public static final int MAX = 1023;

	/**
	 * The only node of a deployment without a cluster.
	 */
	public static final NodeId LOCAL = new NodeId(0);

	/**
	 * Create a node id.
	 */
	public NodeId {
		Assert.isTrue(number >= 0 && number <= MAX, () -> "'number' must be in [0..1023]: " + number);
	}

	/**
	 * Return the node's name, as clients and operators see it.
	 * @return the name
	 */
	public String name() {
		return Integer.toString(this.number);
	}

}
