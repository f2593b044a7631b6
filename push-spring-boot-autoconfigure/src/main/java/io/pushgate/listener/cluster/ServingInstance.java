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

package io.pushgate.listener.cluster;

import java.util.Set;

import io.pushgate.cluster.NodeId;

/**
 * An instance of an application that handles something.
 *
 * @param node the node that it is
 * @param incarnation which life of the node
 * @param application the application; its instances share the work
 * @param namespaces what it handles
 * @param authorizing whether it says who may join groups
 * @param heardAt when it was last heard, in nanoseconds
 */
record ServingInstance(NodeId node, long incarnation, String application, Set<String> namespaces, boolean authorizing,
		long heardAt) {

	/**
	 * Return how well this instance suits a user, compared with others: the same one is
	 * best for a user until it goes, and all are best for about as many.
	 */
	long weight(String user) {
		long hash = (user.hashCode() * 0x9e3779b97f4a7c15L) ^ (this.node.number() * 0xc2b2ae3d27d4eb4fL);
		hash ^= hash >>> 29;
		hash *= 0xbf58476d1ce4e5b9L;
		hash ^= hash >>> 32;
		return hash;
	}

}
