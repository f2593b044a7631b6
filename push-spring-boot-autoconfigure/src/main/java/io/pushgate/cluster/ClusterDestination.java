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

import org.jspecify.annotations.Nullable;

/**
 * Which nodes a message of the bus is for.
 *
 * @param node the only node it is for, or {@code null} for every node
 * @since 0.1.0
 */
public record ClusterDestination(@Nullable NodeId node) {

	private static final ClusterDestination ALL = new ClusterDestination(null);

	/**
	 * Return the destination of what every node shall get, the publisher included.
	 * @return the destination
	 */
	public static ClusterDestination all() {
		return ALL;
	}

	/**
	 * Return the destination of what one node shall get, which may be the publisher.
	 * @param node the node
	 * @return the destination
	 */
	public static ClusterDestination node(NodeId node) {
		return new ClusterDestination(node);
	}

	/**
	 * Return whether every node is meant.
	 * @return whether this is {@link #all()}
	 */
	public boolean isAll() {
		return this.node == null;
	}

	@Override
	public String toString() {
		return (this.node != null) ? "node " + this.node.name() : "all nodes";
	}

}
